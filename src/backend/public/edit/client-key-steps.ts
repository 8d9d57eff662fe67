import { maskOf } from '../../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { isNotSaved, type PublicClient } from '../client/public-client.ts';
import { clientKeysIn, readConfig, type SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { type EditContext, type EditStep, isDone, isLost, type Verdict, writeAndCheck } from './edit-step.ts';

const count = (seen: SeenConfig, key: string): number => clientKeysIn(seen).filter((it) => it === key).length;

const patch = (client: PublicClient, old: string, key: string) =>
  client.request('patchApiKeys', { input: { old, new: key } });

/** Appends the key: the server takes no position. */
export function appendKey(key: string): EditStep {
  return {
    what: words().keys.added(maskOf(key)),
    run: (context, before) =>
      writeAndCheck(
        context,
        before,
        // An empty entry would be what `old: ""` names, and be replaced.
        (seen) => patch(context.client, count(seen, '') > 0 ? tombstone(context) : '', key),
        (now, seen) => (count(now, key) > count(seen, key) ? isDone : isLost),
      ),
    undo: async (context, now) =>
      count(now, key) === 0 ? success(now) : removeKey(key, false).run(context, now),
  };
}

/** Keeps its place. An `old` that is removed between read and write would append `key`: that is undone. */
export function replaceKey(old: string, key: string): EditStep {
  return {
    what: words().keys.replaced(maskOf(old), maskOf(key)),
    async run(context, before) {
      const replaced = await writeAndCheck(
        context,
        before,
        (seen) => (count(seen, old) > 0 ? patch(context.client, old, key) : Promise.resolve(gone(old))),
        (now, seen) => replacement(now, seen, old, key),
      );
      if (replaced.ok || replaced.kind !== 'conflict') return replaced;
      const now = await readBack(context);
      if (now.ok && count(now.value, key) > count(before, key)) {
        const back = await removeKey(key, false).run(context, now.value);
        // Not a `conflict`, as that says that nothing was written.
        if (!back.ok) return failure('failed', words().keys.addedAllTheSame(replaced.message, maskOf(key)));
      }
      return replaced;
    },
    undo: async (context, now) =>
      count(now, key) === 0 && count(now, old) > 0 ? success(now) : replaceKey(key, old).run(context, now),
  };
}

function replacement(now: SeenConfig, seen: SeenConfig, old: string, key: string): Verdict {
  if (count(now, key) <= count(seen, key)) {
    return count(now, old) === 0 ? { kind: 'wrong', outcome: gone(old) } : isLost;
  }
  const place = clientKeysIn(seen).indexOf(old);
  const keys = clientKeysIn(now);
  const appended = keys[place] !== key && keys.at(-1) === key && place < clientKeysIn(seen).length - 1;
  return appended ? { kind: 'wrong', outcome: gone(old) } : isDone;
}

/**
 * A key in the query of a DELETE would be in the server's log, so a random placeholder takes its place first
 * and that is deleted. The placeholder is as hard to guess as a key, as for a moment it is one.
 */
export function removeKey(key: string, every: boolean): EditStep {
  let had = 0;
  return {
    what: words().keys.removed(maskOf(key)),
    async run(context, before) {
      const mark = tombstone(context);
      had = count(before, key);
      if (had === 0) return gone(key);
      const wanted = every ? 0 : had - 1;
      const outcome = await writeAndCheck(
        context,
        before,
        async (seen) => {
          const { client } = context;
          for (let left = count(seen, key); left > wanted; left -= 1) {
            const marked = await patch(client, key, mark);
            if (!marked.ok) return marked;
          }
          return client.request('deleteApiKey', { query: { value: mark } });
        },
        (now) => (count(now, key) <= wanted && count(now, mark) === 0 ? isDone : isLost),
      );
      return outcome.ok || isNotSaved(outcome) ? outcome : withoutMark(context, key, mark, outcome);
    },
    async undo(context, now) {
      let seen = success(now) as Outcome<SeenConfig>;
      while (seen.ok && count(seen.value, key) < had) seen = await appendKey(key).run(context, seen.value);
      return seen;
    },
  };
}

/** After an interrupted removal: replaces a remaining placeholder with the key. */
async function withoutMark(
  context: EditContext,
  key: string,
  mark: string,
  cause: Extract<Outcome<never>, { ok: false }>,
): Promise<Outcome<SeenConfig>> {
  let now = await readBack(context);
  while (now.ok && count(now.value, mark) > 0) {
    const marks = count(now.value, mark);
    const restored = await patch(context.client, mark, key);
    now = restored.ok ? await readBack(context) : restored;
    if (now.ok && count(now.value, mark) >= marks) break;
  }
  if (now.ok && count(now.value, mark) === 0) return cause;
  return failure(cause.kind, words().keys.placeholder(cause.message, maskOf(key), tombstonePrefix));
}

/** Many at once as one write of the whole list, each edit applied to what is there now. */
export function replaceList(target: (keys: readonly string[]) => readonly string[]): EditStep {
  let former: readonly string[] = [];
  let sent: readonly string[] = [];
  const put = (
    context: EditContext,
    before: SeenConfig,
    make: (keys: readonly string[]) => readonly string[],
  ) =>
    writeAndCheck(
      context,
      before,
      (seen) => {
        sent = make(clientKeysIn(seen));
        return context.client.request('putApiKeys', { input: [...sent] });
      },
      (now, seen) => {
        const keys = clientKeysIn(now);
        if (!sameKeys(keys, sent) && sameKeys(keys, clientKeysIn(seen))) return isLost;
        if (isKeptIn(keys, clientKeysIn(seen), sent)) return isDone;
        return {
          kind: 'wrong',
          outcome: failure('conflict', words().keys.modified),
        };
      },
    );
  return {
    what: words().keys.listChanged,
    run(context, before) {
      former = clientKeysIn(before);
      return put(context, before, target);
    },
    undo(context, now) {
      // `put` changes `sent`, and may have to write again.
      const left = sent;
      const [added, removed] = [without(left, former), without(former, left)];
      return put(context, now, (keys) =>
        sameKeys(keys, left) ? former : [...without(keys, added), ...without(removed, keys)],
      );
    },
  };
}

export const sameKeys = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((key, index) => key === b[index]);

function without(keys: readonly string[], others: readonly string[]): readonly string[] {
  const out = new Set(others);
  return keys.filter((key) => !out.has(key));
}

/** Whether what a change of `before` to `after` added and removed is so `now`, whatever others changed beside it. */
export const isKeptIn = (
  now: readonly string[],
  before: readonly string[],
  after: readonly string[],
): boolean => {
  const [added, removed] = [without(after, before), without(before, after)];
  return without(added, now).length === 0 && without(removed, now).length === removed.length;
};

const tombstonePrefix = 'removed-';
const tombstone = ({ randomBytes }: EditContext) =>
  `${tombstonePrefix}${Buffer.from(randomBytes(32)).toString('hex')}`;

function gone(key: string) {
  return failure('conflict', words().keys.gone(maskOf(key)));
}

const readBack = ({ client }: EditContext) => readConfig(client);
