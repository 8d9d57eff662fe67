import { type Fields, fieldsOf } from '../json-fields.ts';
import type { ReportedUsage } from '../upstream-entry.ts';

/** A count as a provider reports it; anything else is unknown, not zero. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * `usage.cost` of OpenRouter and those like it, in dollars; with the user's own provider key (`is_byok`) it is only what
 * OpenRouter charges, and the provider charges in addition. Perplexity has the sum in an object; xAI reports
 * ten-billionths of a dollar.
 */
export function costIn(usage: Fields): number | undefined {
  const ticks = amountOf(usage.cost_in_usd_ticks);
  if (ticks !== undefined) return ticks / 1e10;
  const cost = amountOf(usage.cost) ?? amountOf(fieldsOf(usage.cost)?.total_cost);
  if (cost === undefined || usage.is_byok !== true) return cost;
  const behind = amountOf(fieldsOf(usage.cost_details)?.upstream_inference_cost);
  return behind === undefined ? undefined : cost + behind;
}

const amountOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** Leaves out what is unknown; undefined when nothing is known. */
export function tokensOf(
  tokens: { [Name in keyof ReportedUsage]: number | undefined },
): ReportedUsage | undefined {
  const known: ReportedUsage = {};
  let any = false;
  // By name and not in a loop, as this runs for every request.
  for (const name in tokens) {
    const count = tokens[name as keyof ReportedUsage];
    if (count === undefined) continue;
    known[name as keyof ReportedUsage] = count;
    any = true;
  }
  return any ? known : undefined;
}

/** undefined if no part is known. */
export function sumOf(...parts: (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, part) => sum + part, 0);
}
