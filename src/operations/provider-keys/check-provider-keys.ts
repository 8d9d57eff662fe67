import { inParallel } from '../../base/async/in-parallel.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Inquiry } from '../operation.ts';
import { askedIn, type ProviderRowInput } from './asked-provider-key.ts';
import { checkAskedKey, type KeyCheckResult } from './check-provider-key.ts';

export interface CheckProviderKeysInput {
  readonly rows: readonly ProviderRowInput[];
  readonly mayCost?: boolean | undefined;
  /** Each as soon as it is there. */
  readonly onResult?: ((id: string, outcome: Outcome<KeyCheckResult>) => void) | undefined;
  /** Stops the check of one row alone. */
  readonly signalOf?: ((id: string) => AbortSignal | undefined) | undefined;
}

export interface CheckedProviderKey {
  readonly id: string;
  /** A failure: it was not checked (gone, stopped, no request known …). */
  readonly outcome: Outcome<KeyCheckResult>;
}

/** Checks at once; more than these would only wait for each other, or look like an attack. */
export const checksAtOnce = 4;

/** Many keys, a few at a time; each may be stopped by itself, and one that fails stops no other. */
export const checkProviderKeys: Inquiry<CheckProviderKeysInput, readonly CheckedProviderKey[]> = {
  id: 'check-provider-keys',
  title: 'checking provider keys',
  audited: false,
  async run(context, { rows, mayCost = false, onResult, signalOf }) {
    // Once for all: each load costs a public server 60 ms of work.
    const loaded = await context.backend.load(context.signal);
    if (!loaded.ok) return loaded;
    const { config } = loaded.value;
    const checked = await inParallel(rows, checksAtOnce, async (row): Promise<CheckedProviderKey> => {
      const signals = [context.signal, signalOf?.(row.id)].filter((signal) => signal !== undefined);
      const signal = signals.length === 0 ? {} : { signal: AbortSignal.any(signals) };
      const asked = askedIn(config, context.environment, row);
      const outcome = asked.ok ? await checkAskedKey({ ...context, ...signal }, asked.value, mayCost) : asked;
      onResult?.(row.id, outcome);
      return { id: row.id, outcome };
    });
    return success({ result: checked, message: summary(checked), fingerprints: [] });
  },
};

function summary(checked: readonly CheckedProviderKey[]): string {
  if (checked.length === 0) return 'There are no provider keys to check.';
  const good = checked.filter(({ outcome }) => outcome.ok && outcome.value.state === 'works').length;
  const keys = checked.length === 1 ? '1 provider key works' : `${checked.length} provider keys work`;
  return `${good} of ${keys}.`;
}
