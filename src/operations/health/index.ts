export { checks } from './checks/index.ts';
export * from './diagnose.ts';
export * from './finding.ts';
export * from './fix-findings.ts';
