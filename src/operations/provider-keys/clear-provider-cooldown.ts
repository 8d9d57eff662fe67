import { failure, success } from '../../contract/outcome.ts';
import { providerKeysOf } from '../../providers/provider-keys.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { Operation } from '../operation.ts';
import { wordsFor } from './switch-provider-keys.ts';
import { words } from './words.ts';

interface ClearProviderCooldownInput {
  /** undefined: all that are cooling down. */
  readonly ids: readonly string[] | undefined;
}

/** Provider keys that are cooling down receive requests again immediately. Nothing is sent unless all are there. */
export const clearProviderCooldown: Operation<ClearProviderCooldownInput, { readonly ids: string[] }> = {
  id: 'clear-provider-cooldown',
  get title() {
    return words().cooldown.title;
  },
  async run({ backend, now, signal }, { ids }) {
    const { providers, kind } = backend;
    if (!providers?.clearCooldown) return kind === 'disk' ? noServer() : notReported();
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const read = await providers.states(signal);
    if (!read.ok) return read;
    const { states, environment } = read.value;
    const rows = providerKeysOf(loaded.value.config, environment).filter(
      ({ id }) => ids?.includes(id) ?? true,
    );
    if (ids?.some((id) => !rows.some((row) => row.id === id))) return gone(words().thatKey);
    const cooling = rows.filter(({ id }) => (states[id]?.coolingUntil ?? 0) > now());
    if (cooling.length === 0) {
      const message =
        ids === undefined
          ? words().cooldown.none
          : words().cooldown.notCooling(wordsFor(rows), ids.length > 1);
      return failure('invalid', message, { already: true });
    }
    for (const { id } of cooling) {
      const cleared = await providers.clearCooldown(id, signal);
      if (!cleared.ok) return cleared;
    }
    return success({
      result: { ids: cooling.map(({ id }) => id) },
      message: words().cooldown.cleared(wordsFor(cooling)),
      fingerprints: cooling.flatMap(({ fingerprint }) => fingerprint ?? []),
    });
  },
};

const noServer = () => failure('unsupported', words().cooldown.noServer);
const notReported = () => failure('unsupported', words().cooldown.notReported);
