import type { ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { fieldText } from '../../providers/fields/field-text.ts';
import { fieldValues } from '../../providers/fields/field-values.ts';
import {
  isDisabled,
  type ProviderEntry,
  providerEntriesOf,
  providerOf,
} from '../../providers/provider-keys.ts';
import { beingChanged, brokenFile } from '../client-keys/change-keys.ts';
import type { Done, OperationContext } from '../operation.ts';
import { type ChangedText, restoreText, undoDiffering } from '../restore-text.ts';
import { draftProviderConfig, type ProviderConfigDraft } from './provider-config-draft.ts';
import { words } from './words.ts';

/** What a change of provider keys leaves behind; its edits are in the draft. */
interface ProviderPlan<Result> {
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
  /** The text that the edits fell on, and the revision of the one that they made; undefined if not known. */
  readonly text: ChangedText | undefined;
  readonly plan: ProviderPlan<unknown>;
}

/**
 * Plans a change on the config in force, writes it at once, and reads back whether the server has accepted
 * it, as public ones silently drop what they reject. A change by another program in between makes it plan
 * again.
 */
export async function changeProviders<Result>(
  context: OperationContext,
  makePlan: (draft: ProviderConfigDraft, state: ServerState) => Outcome<ProviderPlan<Result>>,
): Promise<Outcome<Done<Result>>> {
  return whileRaced(async (isLast): Promise<Outcome<Done<Result>>> => {
    const { backend, signal } = context;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const state = loaded.value;
    if (state.problem) return brokenFile(state.problem);
    const draft = draftProviderConfig(state.config);
    const plan = makePlan(draft, state);
    if (!plan.ok) return plan;
    if (draft.edits.length === 0) return failure('invalid', words().change.already, { already: true });
    isLast(state.revision);
    return carryOut(context, state, draft, plan.value);
  });
}

async function carryOut<Result>(
  context: OperationContext,
  state: ServerState,
  draft: ProviderConfigDraft,
  plan: ProviderPlan<Result>,
): Promise<Outcome<Done<Result>>> {
  const { backend, signal } = context;
  const more = signal ? { signal } : {};
  const compares = backend.capabilities.configText === 'enforced';
  const text = compares ? await backend.readConfigText(signal) : undefined;
  if (text && !text.ok) return text;
  if (text && text.value.revision !== state.revision) {
    return beingChanged();
  }
  const edited = await backend.editConfig(draft.edits, { revision: state.revision, ...more });
  if (!edited.ok) return edited;
  const back = draft.back();
  const exact = text ? { before: text.value.text, after: edited.value.revision } : edited.value.text;
  const now = await backend.load();
  if (now.ok && !saysTheSame(now.value.config, draft))
    return undoDiffering(context, words().change.differs(backend.place), exact, back);
  const after = now.ok ? now.value.config : draft.config;
  const changed: Changed = { before: state.config, after, back, text: exact, plan };
  const fingerprints = plan.fingerprints.filter((print) => print !== undefined);
  const { result } = plan;
  const message = now.ok ? plan.message : words().change.notReadBack(plan.message, now.message);
  return success({ result, message, fingerprints, undo: (later) => undo(later, changed) });
}

/** In the lists that were changed: the same keys in the same order, each with the same fields. */
function saysTheSame(config: Config, draft: ProviderConfigDraft): boolean {
  const touched = new Set(draft.edits.map(({ path: [list] }) => String(list)));
  const touchedFingerprints = (of: Config) =>
    JSON.stringify([...providerFingerprints(of)].filter(([id]) => touched.has(id.split('/')[0] ?? '')));
  return touchedFingerprints(config) === touchedFingerprints(draft.config);
}

async function undo(context: OperationContext, changed: Changed): Promise<Outcome<Done<void>>> {
  const { backend, signal } = context;
  const { text, back, plan } = changed;
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  if (loaded.value.problem) return brokenFile(loaded.value.problem);
  const fingerprints = plan.fingerprints.filter((print) => print !== undefined);
  const done: Done<void> = { result: undefined, message: plan.undone, fingerprints };
  const [was, left, is] = [changed.before, changed.after, loaded.value.config].map(contentOf);
  // As an undo whose answer was lost leaves it.
  if (is === was && is !== left) return success(done);
  if (!stillAsLeft(loaded.value.config, changed)) return changedSince();
  const restored = await restoreText(context, text, back);
  if (restored.ok) return success(done);
  return restored.kind === 'conflict' ? changedSince() : restored;
}

const changedSince = () => failure('conflict', words().change.changedSince);

/** Whether the keys that the change added, changed or removed are as it left them. */
function stillAsLeft(now: Config, { before, after }: Changed): boolean {
  const [was, left, is] = [
    providerFingerprints(before),
    providerFingerprints(after),
    providerFingerprints(now),
  ];
  const touched = [...new Set([...was.keys(), ...left.keys()])].filter((id) => was.get(id) !== left.get(id));
  return touched.every((id) => left.get(id) === is.get(id));
}

const contentOf = (config: Config): string => JSON.stringify([...providerFingerprints(config)]);

/** What each provider key says, by id in the order of the file; servers that leave zeros out say the same. */
function providerFingerprints(config: Config): Map<string, string> {
  const entries = providerEntriesOf(config).filter(({ item }) => item !== undefined);
  return new Map(entries.map((entry) => [entry.row.id, providerFingerprint(entry)]));
}

function providerFingerprint({ row, item, keyItem }: ProviderEntry): string {
  const { settings } = providerOf(row.list, item ?? {});
  if (!settings || !item) return '';
  const values = fieldValues(settings, { item, keyItem });
  const texts = settings.fields
    // The key is in the id.
    .filter(({ type }) => type !== 'secret')
    .map((field) => {
      const value = values[field.name];
      if (value === undefined || isZero(value)) return '';
      const text = fieldText(field, value);
      return field.type === 'patterns' ? text.toLowerCase() : text;
    });
  return JSON.stringify([isDisabled(row.list, item), ...texts]);
}

const isZero = (value: ConfigValue): boolean =>
  value === 0 ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
