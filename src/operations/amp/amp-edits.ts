import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';

export type Amp = NonNullable<Config['ampcode']>;
export type AmpMappingItem = NonNullable<Amp['upstream-api-keys']>[number];

const listPath: PathStep[] = ['ampcode', 'upstream-api-keys'];
const scalars = ['upstream-url', 'upstream-api-key'] as const;

export const mappingsIn = (amp: Amp): readonly AmpMappingItem[] => amp['upstream-api-keys'] ?? [];
export const clientsIn = (item: AmpMappingItem | undefined): readonly string[] => item?.['api-keys'] ?? [];
export const upstreamOf = (item: AmpMappingItem): string => item['upstream-api-key'] ?? '';

/**
 * The edits that turn one Amp block into another, entry by entry and client by client, so that all else keeps its
 * comments. Entries are named by their upstream key: what would have to name a later one of two is refused.
 */
export function ampEdits(before: Amp, after: Amp): Outcome<ConfigEdit[]> {
  const edits: ConfigEdit[] = scalars.flatMap((name) => scalarEdit(name, before[name], after[name]));
  const [old, next] = [mappingsIn(before), mappingsIn(after)];
  const kept = next.filter((item) => old.some((other) => upstreamOf(other) === upstreamOf(item)));
  for (const item of old) {
    const now = next.filter((other) => upstreamOf(other) === upstreamOf(item));
    const was = old.filter((other) => upstreamOf(other) === upstreamOf(item));
    if (isDeepStrictEqual(now, was)) continue;
    if (was.length > 1 || upstreamOf(item) === '') return twice;
    const match = named(item);
    if (now[0] === undefined) edits.push({ op: 'remove', path: listPath, item: match });
    else edits.push(...clientEdits(match, clientsIn(item), clientsIn(now[0])));
  }
  next.forEach((item, index) => {
    if (kept.includes(item)) return;
    const value = item as unknown as ConfigValue;
    const former = next[index - 1];
    edits.push({ op: 'append', path: listPath, value, ...(former && { after: named(former) }) });
    if (!former && next.length > 1)
      edits.push({ op: 'move', path: listPath, item: named(item), after: null });
  });
  return success(edits);
}

function scalarEdit(
  name: string,
  old: string | null | undefined,
  next: string | null | undefined,
): ConfigEdit[] {
  if ((old ?? '') === (next ?? '')) return [];
  const path = ['ampcode', name];
  return [next ? { op: 'set', path, value: next } : { op: 'unset', path }];
}

function clientEdits(match: ItemMatch, old: readonly string[], next: readonly string[]): ConfigEdit[] {
  const path: PathStep[] = [...listPath, { item: match }, 'api-keys'];
  const gone = [...new Set(old)].filter((client) => !next.includes(client));
  const come = next.filter((client) => !old.includes(client));
  return [
    ...gone.map((item): ConfigEdit => ({ op: 'remove', path, item, every: true })),
    ...come.map((value): ConfigEdit => ({ op: 'append', path, value })),
  ];
}

const named = (item: AmpMappingItem): ItemMatch => ({ 'upstream-api-key': upstreamOf(item) });

const twice: Failure = failure(
  'invalid',
  'Two entries of ampcode.upstream-api-keys have the same upstream key, or one has none, and cannot be told apart: put that right with cli-proxy config edit.',
);
