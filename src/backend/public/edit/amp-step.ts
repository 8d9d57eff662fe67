import { isDeepStrictEqual } from 'node:util';
import { applyEdits } from '../../../config/edit/apply-edits.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import type { Config } from '../../../contract/config.ts';
import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';
import { canonical, type SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { type EditContext, type EditStep, isDone, isLost, settleMs, writeAndCheck } from './edit-step.ts';

export const hasAmpBlock = (text: string): boolean => /^ampcode[ \t]*:/m.test(text);

/**
 * A v7 server deletes the ampcode block from config.yaml with its next setter (measured): the mappings in it
 * would be lost silently, so nothing is sent while there are any.
 */
export function ampAtRisk(client: PublicClient, text: string): Failure | undefined {
  if (client.generation() === 'v6' || !hasAmpBlock(text)) return undefined;
  return failure('failed', words().amp.wouldGo(client.address.base));
}

type Amp = NonNullable<Config['ampcode']>;
type Item = Readonly<Record<string, unknown>>;

const lists: readonly string[] = ['upstream-api-keys', 'model-mappings'];

/**
 * All edits of the ampcode block of a v6 server, on what it has at that moment, so that entries of others
 * stay.
 */
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
    what: words().amp.changed,
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

/**
 * Fields that the edits leave as they are stay unsent, unless there is no other: then the lists are sent
 * again.
 */
async function write(context: EditContext, now: Amp, target: Amp): Promise<Outcome<unknown>> {
  const again = isDeepStrictEqual(now, target);
  let outcome: Outcome<unknown> = success(undefined);
  for (const field of new Set([...Object.keys(now), ...Object.keys(target)])) {
    const [old, next] = [now[field], target[field]];
    const isList = lists.includes(field);
    if (!outcome.ok || (isDeepStrictEqual(old, next) && !(again && isList))) continue;
    if (isList) {
      outcome = await putList(context, field, items(old), items(next));
    } else {
      const value = next ?? (typeof old === 'boolean' ? false : '');
      outcome = await context.client.request('putAmp', { params: { field }, input: { value } });
    }
  }
  return outcome;
}

const items = (value: unknown): readonly Item[] => (Array.isArray(value) ? value : []);

/**
 * Always the whole list: v6 compares it with a copy that shares the entries, so an entry that is changed by
 * PATCH is written to the file and never applied. A list that is what it was is not compared as changed
 * either, so it is removed first; the server must have noticed that before it is added again.
 */
async function putList(
  { client, wait }: EditContext,
  field: string,
  old: readonly Item[],
  next: readonly Item[],
): Promise<Outcome<unknown>> {
  const put = (value: readonly Item[] | null) =>
    client.request('putAmp', { params: { field }, input: { value } });
  if (next.length > 0 && isDeepStrictEqual(sorted(old), sorted(next))) {
    const cleared = await put(null);
    if (!cleared.ok) return cleared;
    await wait(settleMs);
  }
  return put(next);
}

/** The server takes a list in another order for the same list. */
const sorted = (list: readonly Item[]): readonly string[] => list.map(canonical).sort();

/** v7 has no such block and deletes it from config.yaml with its next write (measured). */
export function noAmp(base: string) {
  return failure('unsupported', words().amp.unknown(base));
}
