import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { urlOf } from '../../providers/paths.ts';
import type { ProviderEntry } from '../../providers/provider-keys.ts';
import {
  interpretTest,
  type TestCause,
  type TestState,
  type TestVerdict,
} from '../../providers/test/interpret-test.ts';
import type { Inquiry, OperationContext } from '../operation.ts';
import {
  askProvider,
  findProviderTarget,
  type ProviderKeyInput,
  type ProviderRowInput,
  type ProviderTarget,
  targetIn,
  targetOfEntry,
} from './ask-provider.ts';
import { words } from './words.ts';

/** What came of a check, for the screen and for --json; no secret. */
export interface KeyTestResult {
  /** `skipped`: nothing was sent, as it may cost something and was not agreed to. */
  readonly state: TestState | 'skipped';
  readonly cause: TestCause | 'cost';
  /** Cause and remedy, one sentence. */
  readonly message: string;
  readonly status?: number;
  /** ms, from when it was checked. */
  readonly retryAfterMs?: number;
  /** Of its own list, where the check reads one. */
  readonly models?: readonly string[];
  /** ms of the exchange; undefined if no answer came. */
  readonly tookMs?: number;
  /** ms since the epoch. */
  readonly checkedAt: number;
}

type TestProviderKeyInput = ProviderKeyInput & {
  /** The user has agreed to what the check may cost (`testCost`). */
  readonly mayCost?: boolean | undefined;
};

/** L2: the cheapest real request with this key, and what its answer means. */
export const testProviderKey: Inquiry<TestProviderKeyInput, KeyTestResult> = {
  id: 'test-provider-key',
  get title() {
    return words().test.title;
  },
  audited: false,
  async run(context, input) {
    const asked = await findProviderTarget(context, input);
    if (!asked.ok) return asked;
    const result = await testTarget(context, asked.value, input.mayCost === true);
    if (!result.ok) return result;
    return success({ result: result.value, message: result.value.message, fingerprints: [] });
  },
};

/** Failures: `unsupported` (no request is known), `cancelled`. */
async function testTarget(
  context: OperationContext,
  asked: ProviderTarget,
  mayCost: boolean,
): Promise<Outcome<KeyTestResult>> {
  const { provider, subject } = asked;
  const { keyTest } = provider;
  if (!keyTest) {
    return failure('unsupported', words().test.noRequest(subject));
  }
  const checkedAt = context.now();
  if (keyTest.cost !== undefined && !mayCost)
    return success({
      state: 'skipped',
      cause: 'cost',
      message: words().test.skipped(keyTest.cost),
      checkedAt,
    });
  const end = await askProvider(context, asked, keyTest.request);
  if (!end.ok) return end;
  const judged = interpretTest(
    { ...asked, url: urlOf(asked.baseUrl, keyTest.request.path(asked.baseUrl)), now: checkedAt },
    end.value,
  );
  const proven = judged.state === 'works' ? await prove(context, asked, judged) : success(judged);
  if (!proven.ok) return proven;
  const took = end.value.kind === 'answer' ? { tookMs: Math.round(end.value.ms) } : {};
  return success({ ...proven.value, ...took, checkedAt });
}

/**
 * Some addresses answer without a key. Only if the same request without the key is refused, the answer says
 * something about the key; of a provider's own address that is known.
 */
async function prove(
  context: OperationContext,
  asked: ProviderTarget,
  verdict: TestVerdict,
): Promise<Outcome<TestVerdict>> {
  const { provider, key, subject } = asked;
  const { keyTest, settings } = provider;
  const own = settings?.baseUrl ?? settings?.preset?.baseUrl;
  if (!key || !keyTest || (asked.baseUrl === own && keyTest.control !== 'always')) return success(verdict);
  const control = await askProvider(context, asked, keyTest.request, true);
  if (!control.ok) return control;
  if (control.value.kind !== 'answer' || control.value.status !== verdict.status) return success(verdict);
  return success({
    ...verdict,
    state: 'unclear',
    cause: 'open',
    message: words().test.open(subject),
  });
}

interface TestProviderKeysInput {
  readonly rows: readonly ProviderRowInput[];
  readonly mayCost?: boolean | undefined;
  /** Each as soon as it is there. */
  readonly onResult?: ((id: string, outcome: Outcome<KeyTestResult>) => void) | undefined;
  /** Stops the check of one row alone. */
  readonly signalOf?: ((id: string) => AbortSignal | undefined) | undefined;
}

interface TestedProviderKey {
  readonly id: string;
  /** A failure: it was not checked (gone, stopped, no request known …). */
  readonly outcome: Outcome<KeyTestResult>;
}

/** Checks at once; more than these would only wait for each other, or look like an attack. */
export const testsAtOnce = 4;

/** Many keys, a few at a time; each may be stopped alone, and one that fails stops no other. */
export const testProviderKeys: Inquiry<TestProviderKeysInput, readonly TestedProviderKey[]> = {
  id: 'test-provider-keys',
  get title() {
    return words().test.several;
  },
  audited: false,
  async run(context, { rows, mayCost = false, onResult, signalOf }) {
    // Once for all: each load costs a public server 60 ms of processor time.
    const loaded = await context.backend.load(context.signal);
    if (!loaded.ok) return loaded;
    const { config } = loaded.value;
    const checked = await inParallel(rows, testsAtOnce, async (row): Promise<TestedProviderKey> => {
      const signals = [context.signal, signalOf?.(row.id)].filter((signal) => signal !== undefined);
      const signal = signals.length === 0 ? {} : { signal: AbortSignal.any(signals) };
      const asked = targetIn(config, context.environment, row);
      const outcome = asked.ok ? await testTarget({ ...context, ...signal }, asked.value, mayCost) : asked;
      onResult?.(row.id, outcome);
      return { id: row.id, outcome };
    });
    return success({ result: checked, message: summary(checked), fingerprints: [] });
  },
};

function summary(checked: readonly TestedProviderKey[]): string {
  if (checked.length === 0) return words().test.nothing;
  const good = checked.filter(({ outcome }) => outcome.ok && outcome.value.state === 'works').length;
  return words().test.summary(good, checked.length);
}

/**
 * A real request with a key that is not in force yet; its failure keeps the old one. `entry` is the old key's
 * with the new key in its place, so that it is sent to the same address in the same way.
 */
export type KeyTrial = (
  entry: ProviderEntry,
  config: Config,
  signal?: AbortSignal,
) => Promise<Outcome<{ readonly message: string }>>;

/**
 * The real test of a key before it replaces another. An answer that says nothing about the key is accepted
 * and reported: there may be no request that does, or none that is free.
 * @param mayCost the user has agreed to what it may cost
 */
export function trialCheck(context: OperationContext, mayCost = false): KeyTrial {
  return async (entry, config, signal) => {
    const during = signal === undefined ? context : { ...context, signal };
    const result = await testTarget(during, targetOfEntry(entry, config), mayCost);
    if (!result.ok) {
      return result.kind === 'unsupported'
        ? success({ message: words().test.untested(result.message) })
        : result;
    }
    const { state, message } = result.value;
    if (passes(result.value)) return success({ message });
    return failure(state === 'unreachable' ? 'unreachable' : 'failed', message);
  };
}

const passes = ({ state, cause }: KeyTestResult): boolean =>
  state === 'works' || state === 'unclear' || state === 'skipped' || cause === 'rate-limit';

/** Works on each item, at most `limit` at a time; the results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
