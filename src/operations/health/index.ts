export { checks } from './checks/index.ts';
export * from './diagnose.ts';
export * from './finding.ts';
export { fixFindings } from './fix-findings.ts';
export * from './preview-fixes.ts';
