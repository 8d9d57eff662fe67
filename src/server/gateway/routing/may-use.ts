import { matchesPattern } from '../../../base/text/match-pattern.ts';

/** @param patterns of KeyLimits.models @param names what was asked for, and as the provider knows it */
export function mayUse(patterns: readonly string[] | undefined, ...names: string[]): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) =>
    names.some((name) => matchesPattern(pattern.toLowerCase(), name.toLowerCase())),
  );
}
