import type { ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Revision } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { beingChanged } from '../client-keys/change-keys.ts';
import { brokenFile } from '../client-keys/key-change.ts';
import type { Done, OperationContext } from '../operation.ts';
import { sightsOf } from './provider-sight.ts';
import { type ProviderWork, workOnProviders } from './provider-work.ts';

/** What a change of provider keys leaves behind; its edits stand in the work. */
export interface ProviderPlan<Result> {
  readonly result: Result;
  readonly message: string;
  readonly fingerprints: readonly (Fingerprint | undefined)[];
  /** What an undo reports. */
  readonly undone: string;
}

interface Changed {
  readonly before: Config;
  readonly after: Config;
  readonly back: readonly ConfigEdit[];
  /** The text that the edits fell on, and the revision of the one that they made; undefined: not known. */
  readonly text: { readonly before: string; readonly after: Revision } | undefined;
  readonly plan: ProviderPlan<unknown>;
}

/**
 * Works a change out on the config that is in force, writes it in one go, and reads back that the server has taken
 * it, as public ones drop what they do not like without a word. A change that somebody made meanwhile makes it plan
 * again.
 */
export async function changeProviders<Result>(
  context: OperationContext,
  makePlan: (work: ProviderWork, state: ServerState) => Outcome<ProviderPlan<Result>>,
): Promise<Outcome<Done<Result>>> {
  return whileRaced(async (isLast): Promise<Outcome<Done<Result>>> => {
    const { backend, signal } = context;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const state = loaded.value;
    if (state.problem) return brokenFile(state.problem);
    const work = workOnProviders(state.config);
    const plan = makePlan(work, state);
    if (!plan.ok) return plan;
    if (work.edits.length === 0) return failure('invalid', 'That is so already: nothing was changed.');
    isLast(state.revision);
    return carryOut(context, state, work, plan.value);
  });
}

async function carryOut<Result>(
  context: OperationContext,
  state: ServerState,
  work: ProviderWork,
  plan: ProviderPlan<Result>,
): Promise<Outcome<Done<Result>>> {
  const { backend, signal } = context;
  const more = signal ? { signal } : {};
  const compares = backend.capabilities.configText === 'enforced';
  const text = compares ? await backend.readConfigText(signal) : undefined;
  if (text && !text.ok) return text;
  if (text && text.value.revision !== state.revision) {
    return beingChanged;
  }
  const edited = await backend.editConfig(work.edits, { revision: state.revision, ...more });
  if (!edited.ok) return edited;
  const now = await backend.load();
  if (!now.ok) {
    return failure(now.kind, `The change was written, but could not be read back: ${now.message}`);
  }
  if (!saysTheSame(now.value.config, work)) {
    return failure(
      'failed',
      `${backend.place} took the change and shows something else of these provider keys; look at what is there now.`,
    );
  }
  const changed: Changed = {
    before: state.config,
    after: now.value.config,
    back: work.back(),
    text: text ? { before: text.value.text, after: edited.value.revision } : edited.value.text,
    plan,
  };
  const fingerprints = plan.fingerprints.filter((print) => print !== undefined);
  const { result, message } = plan;
  return success({ result, message, fingerprints, undo: (later) => takeBackProviders(later, changed) });
}

/** In the lists that were changed: the same keys in the same order, each with the same fields. */
function saysTheSame(config: Config, work: ProviderWork): boolean {
  const touched = new Set(work.edits.map(({ path: [list] }) => String(list)));
  const told = (of: Config) =>
    JSON.stringify([...sightsOf(of)].filter(([id]) => touched.has(id.split('/')[0] ?? '')));
  return told(config) === told(work.config);
}

/** Byte for byte when the file is still the one that the change made, else by edits of the same entries. */
async function takeBackProviders(context: OperationContext, changed: Changed): Promise<Outcome<Done<void>>> {
  const { backend, signal } = context;
  const more = signal ? { signal } : {};
  const { text, back, plan } = changed;
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  if (loaded.value.problem) return brokenFile(loaded.value.problem);
  if (!stillAsLeft(loaded.value.config, changed)) return changedSince;
  const fingerprints = plan.fingerprints.filter((print) => print !== undefined);
  const done: Done<void> = { result: undefined, message: plan.undone, fingerprints };
  if (text) {
    const written = await backend.writeConfigText(text.before, { revision: text.after, ...more });
    if (written.ok) return success(done);
    if (written.kind !== 'conflict') return written;
  }
  const edited = await backend.editConfig(back, more);
  if (edited.ok) return success(done);
  return edited.kind === 'conflict' ? changedSince : edited;
}

const changedSince = failure(
  'conflict',
  'It can no longer be undone: these provider keys were changed again since.',
);

/** Do the keys that the change made, altered or removed stand as it left them? */
function stillAsLeft(now: Config, { before, after }: Changed): boolean {
  const [was, left, is] = [sightsOf(before), sightsOf(after), sightsOf(now)];
  const touched = [...new Set([...was.keys(), ...left.keys()])].filter((id) => was.get(id) !== left.get(id));
  return touched.every((id) => left.get(id) === is.get(id));
}
