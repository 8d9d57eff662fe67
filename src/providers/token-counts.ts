import type { UsageTokens } from '../contract/usage-record.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A count as a provider tells it; anything else is unknown, not zero. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Leaves out what is unknown; undefined when nothing is known. */
export function tokensOf(
  tokens: { [Name in keyof UsageTokens]: number | undefined },
): UsageTokens | undefined {
  const known: UsageTokens = {};
  let any = false;
  // By name and not by a list of entries: this runs for every request.
  for (const name in tokens) {
    const count = tokens[name as keyof UsageTokens];
    if (count === undefined) continue;
    known[name as keyof UsageTokens] = count;
    any = true;
  }
  return any ? known : undefined;
}

/** undefined when none of the parts is known. */
export function sumOf(...parts: (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, part) => sum + part, 0);
}
