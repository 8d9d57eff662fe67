import { isDeepStrictEqual } from 'node:util';
import { applyEdits } from '../../config/apply-edits.ts';
import { parseConfig } from '../../config/parse-config.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { canonical } from './canonical.ts';
import type { EditContext, EditStep } from './edit-step.ts';
import type { SeenConfig } from './read-config.ts';
import { isDone, isLost, writeAndCheck } from './write-and-check.ts';

type Amp = NonNullable<Config['ampcode']>;
type Item = Readonly<Record<string, unknown>>;

/** The block's lists, and what names an entry of each (recorded v6/ampcode-management.json). */
const lists: Readonly<Record<string, string>> = {
  'upstream-api-keys': 'upstream-api-key',
  'model-mappings': 'from',
};

/** All edits of the ampcode block of a v6 server, entry by entry, so that entries of others stay. */
export function editAmp(edits: readonly ConfigEdit[]): EditStep {
  let former: Amp = {};
  const bring = (context: EditContext, before: SeenConfig, target: Amp): Promise<Outcome<SeenConfig>> =>
    writeAndCheck(
      context,
      before,
      (seen) => write(context, ampOf(seen), target),
      (now) => (sameAmp(ampOf(now), target) ? isDone : isLost),
    );
  return {
    what: 'the Amp mappings were changed',
    async run(context, before) {
      former = ampOf(before);
      const target = edited(former, edits);
      return target.ok ? bring(context, before, target.value) : target;
    },
    undo: (context, now) => bring(context, now, former),
  };
}

const ampOf = ({ config }: SeenConfig): Amp => config.ampcode ?? {};
const sameAmp = (a: Amp, b: Amp) => canonical(withoutEmpty(a)) === canonical(withoutEmpty(b));

/** What is empty or off, and what is not there, are one thing on the wire. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const isEmpty = (it: unknown) =>
    it === '' || it === false || it === null || (Array.isArray(it) && it.length === 0);
  const entries = Object.entries(value).filter(([, it]) => !isEmpty(it));
  return Object.fromEntries(entries.map(([key, it]) => [key, withoutEmpty(it)]));
}

/** The block after the edits: JSON is YAML, so the editor of config.yaml does it, with its conflicts. */
function edited(amp: Amp, edits: readonly ConfigEdit[]): Outcome<Amp> {
  const text = applyEdits(`${JSON.stringify({ ampcode: amp }, null, 2)}\n`, edits);
  if (!text.ok) return text;
  const parsed = parseConfig(text.value);
  return parsed.ok ? success(parsed.value.config.ampcode ?? {}) : parsed;
}

async function write({ client }: EditContext, now: Amp, target: Amp): Promise<Outcome<unknown>> {
  let outcome: Outcome<unknown> = success(undefined);
  for (const field of new Set([...Object.keys(now), ...Object.keys(target)])) {
    const [old, next] = [now[field], target[field]];
    if (!outcome.ok || isDeepStrictEqual(old, next)) continue;
    const naming = lists[field];
    if (naming !== undefined) {
      outcome = await writeList(client, field, naming, items(old), items(next));
    } else {
      const value = next ?? (typeof old === 'boolean' ? false : '');
      outcome = await client.request('putAmp', { params: { field }, input: { value } });
    }
  }
  return outcome;
}

const items = (value: unknown): readonly Item[] => (Array.isArray(value) ? value : []);

async function writeList(
  client: EditContext['client'],
  field: string,
  naming: string,
  now: readonly Item[],
  target: readonly Item[],
): Promise<Outcome<unknown>> {
  const params = { field };
  const names = (list: readonly Item[]) => list.map((it) => String(it[naming]));
  const [old, next] = [names(now), names(target)];
  const goes = old.filter((name) => !next.includes(name));
  const stays = old.filter((name) => next.includes(name));
  const plain = new Set(next).size === next.length && new Set(old).size === old.length;
  // Changing the order, or one of two entries with the same name, is only possible for the whole list.
  if (!plain || !isDeepStrictEqual(next.slice(0, stays.length), stays)) {
    return client.request('putAmp', { params, input: { value: target } });
  }
  if (goes.length > 0) {
    const deleted = await client.request('deleteAmp', { params, input: { value: goes } });
    if (!deleted.ok) return deleted;
  }
  const changed = target.filter((item) => !now.some((it) => isDeepStrictEqual(it, item)));
  return changed.length === 0
    ? success(undefined)
    : client.request('patchAmp', { params, input: { value: changed } });
}

/** v7 has no such block and deletes it from config.yaml with its next write (measured). */
export function noAmp(base: string) {
  return failure(
    'unsupported',
    `The server at ${base} knows no ampcode block and deletes it from config.yaml; Amp mappings need a v6 server or the embedded one.`,
  );
}
