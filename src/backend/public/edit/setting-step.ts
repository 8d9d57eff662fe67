import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../../base/json/value-at.ts';
import { strategyNamed } from '../../../contract/config.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { failure, type Outcome } from '../../../contract/outcome.ts';
import type { SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { type EditContext, type EditStep, isDone, isLost, type Verdict, writeAndCheck } from './edit-step.ts';

/**
 * A scalar setting by its own route. The server takes some values as others: then the former one is put back.
 */
export function setSetting(path: readonly string[], value: ConfigValue): EditStep {
  const name = path.join('.');
  let former: unknown;
  const put = (context: EditContext, before: SeenConfig, next: unknown): Promise<Outcome<SeenConfig>> =>
    writeAndCheck(
      context,
      before,
      () =>
        context.client.request('putSetting', { params: { setting: path.join('/') }, input: { value: next } }),
      (now, seen) => verdict(valueAt(now.config, path), valueAt(seen.config, path), written(name, next)),
    );
  const verdict = (now: unknown, before: unknown, wanted: unknown): Verdict => {
    if (isDeepStrictEqual(now, wanted)) return isDone;
    if (isDeepStrictEqual(now, before)) return isLost;
    const shown = JSON.stringify(now) ?? 'nothing';
    return {
      kind: 'wrong',
      outcome: failure('invalid', words().edit.storesOther(shown, name)),
    };
  };
  return {
    what: words().edit.wasSet(name),
    async run(context, before) {
      former = valueAt(before.config, path);
      const done = await put(context, before, value);
      if (done.ok || former === undefined || (done.kind !== 'invalid' && done.kind !== 'failed')) return done;
      // The server may have stored it in memory even after an error, or as another value.
      const back = await put(context, before, former);
      return back.ok ? failure(done.kind, words().edit.restored(done.message)) : done;
    },
    undo: async (context, now) =>
      former === undefined ? { ok: true, value: now } : put(context, now, former),
  };
}

export function written(name: string, value: unknown): unknown {
  if (name !== 'routing.strategy' || typeof value !== 'string') return value;
  return strategyNamed(value) ?? value;
}
