import { isDeepStrictEqual } from 'node:util';
import type { ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { beingChanged, brokenFile } from '../client-keys/change-keys.ts';
import type { Done, OperationContext } from '../operation.ts';
import { type ChangedText, restoreText, undoDiffering } from '../restore-text.ts';
import { words } from './words.ts';

/** The Amp block as an operation wants it, and what it says then. */
interface AmpPlan<Result> {
  readonly after: Amp;
  readonly result: Result;
  readonly message: string;
  readonly fingerprints: readonly Fingerprint[];
  /** What an undo reports. */
  readonly undone: string;
}

/** Works out the block on the one that is in force, writes it, and reads it back. */
export async function changeAmp<Result>(
  context: OperationContext,
  makePlan: (amp: Amp, state: ServerState) => Outcome<AmpPlan<Result>>,
): Promise<Outcome<Done<Result>>> {
  const { backend, signal } = context;
  const refused = ampRefusal(context);
  if (refused) return refused;
  return whileRaced(async (isLast): Promise<Outcome<Done<Result>>> => {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const state = loaded.value;
    if (state.problem) return brokenFile(state.problem);
    const before = state.config.ampcode ?? {};
    const plan = makePlan(before, state);
    if (!plan.ok) return plan;
    isLast(state.revision);
    return carryOut(context, state, before, plan.value);
  });
}

/** A sentence where the server has no such block: it would delete it with its next write. */
export function ampRefusal({ backend }: Pick<OperationContext, 'backend'>) {
  if (backend.capabilities.amp !== 'absent') return undefined;
  return failure('unsupported', words().change.unsupported(backend.place));
}

async function carryOut<Result>(
  context: OperationContext,
  state: ServerState,
  before: Amp,
  plan: AmpPlan<Result>,
): Promise<Outcome<Done<Result>>> {
  const { backend, signal } = context;
  const [edits, back] = [ampEdits(before, plan.after), ampEdits(plan.after, before)];
  if (!edits.ok) return edits;
  if (!back.ok) return back;
  const compares = backend.capabilities.configText === 'enforced';
  if (edits.value.length === 0) return compares ? unchanged() : applyAgain(backend, before, plan, signal);
  const text = compares ? await backend.readConfigText(signal) : undefined;
  if (text && !text.ok) return text;
  if (text && text.value.revision !== state.revision) {
    return beingChanged();
  }
  const options = { revision: state.revision, ...(signal ? { signal } : {}) };
  const edited = await backend.editConfig(edits.value, options);
  if (!edited.ok) return edited;
  const exact = text ? { before: text.value.text, after: edited.value.revision } : edited.value.text;
  const now = await backend.load();
  if (now.ok && !sameAmp(now.value.config.ampcode ?? {}, plan.after))
    return undoDiffering(context, words().change.differs(backend.place), exact, back.value);
  const { result, message, fingerprints, undone } = plan;
  const undo = (later: OperationContext) =>
    undoChange(later, [before, plan.after], back.value, exact, { undone, fingerprints });
  return success({ result, message, fingerprints, undo });
}

const unchanged = () => failure('invalid', words().change.already, { already: true });

/**
 * A v6 server may show a list that another client changed and that it never applied: it gets the list again.
 */
async function applyAgain<Result>(
  backend: OperationContext['backend'],
  { 'upstream-api-keys': value }: Amp,
  { result, fingerprints }: AmpPlan<Result>,
  signal: AbortSignal | undefined,
): Promise<Outcome<Done<Result>>> {
  if (!value?.length) return unchanged();
  const path = ['ampcode', 'upstream-api-keys'];
  const again: ConfigEdit = { op: 'set', path, value: value as unknown as ConfigValue };
  const sent = await backend.editConfig([again], signal ? { signal } : {});
  if (!sent.ok) return sent;
  const message = words().change.sentAgain;
  return success({ result, message, fingerprints });
}

async function undoChange(
  context: OperationContext,
  [before, left]: readonly [Amp, Amp],
  back: Parameters<OperationContext['backend']['editConfig']>[0],
  text: ChangedText | undefined,
  { undone, fingerprints }: Pick<AmpPlan<void>, 'undone' | 'fingerprints'>,
): Promise<Outcome<Done<void>>> {
  const done: Done<void> = { result: undefined, message: undone, fingerprints };
  const loaded = await context.backend.load(context.signal);
  if (!loaded.ok) return loaded;
  const now = loaded.value.config.ampcode ?? {};
  // As an undo whose answer was lost leaves it.
  if (sameAmp(now, before)) return success(done);
  if (!sameAmp(now, left)) {
    return failure('conflict', words().change.changedSince);
  }
  const restored = await restoreText(context, text, back);
  return restored.ok ? success(done) : restored;
}

/** Servers leave out what is empty. */
const sameAmp = (a: Amp, b: Amp): boolean => isDeepStrictEqual(comparable(a), comparable(b));

const comparable = (amp: Amp) => [
  amp['upstream-url'] || '',
  amp['upstream-api-key'] || '',
  mappingsIn(amp).map((item) => [item['upstream-api-key'] || '', item['api-keys'] ?? []]),
];

export type Amp = NonNullable<Config['ampcode']>;
export type AmpMappingItem = NonNullable<Amp['upstream-api-keys']>[number];

const listPath: PathStep[] = ['ampcode', 'upstream-api-keys'];
const scalars = ['upstream-url', 'upstream-api-key'] as const;

export const mappingsIn = (amp: Amp): readonly AmpMappingItem[] => amp['upstream-api-keys'] ?? [];
export const clientsIn = (item: AmpMappingItem | undefined): readonly string[] => item?.['api-keys'] ?? [];
export const upstreamOf = (item: AmpMappingItem): string => item['upstream-api-key'] ?? '';

/**
 * The edits that turn one Amp block into another, entry by entry and client by client, so that all else keeps
 * its comments. Entries are named by their upstream key: what would have to name a later one of two is
 * refused.
 */
export function ampEdits(before: Amp, after: Amp): Outcome<ConfigEdit[]> {
  const edits: ConfigEdit[] = scalars.flatMap((name) => scalarEdit(name, before[name], after[name]));
  const [old, next] = [mappingsIn(before), mappingsIn(after)];
  const kept = next.filter((item) => old.some((other) => upstreamOf(other) === upstreamOf(item)));
  for (const item of old) {
    const now = next.filter((other) => upstreamOf(other) === upstreamOf(item));
    const was = old.filter((other) => upstreamOf(other) === upstreamOf(item));
    if (isDeepStrictEqual(now, was)) continue;
    if (was.length > 1 || upstreamOf(item) === '') return twice();
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

const twice = (): Failure => failure('invalid', words().change.twins);
