import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { BackendKind, ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Revision } from '../../base/files/revision.ts';
import { valueAt } from '../../base/json/value-at.ts';
import { commas } from '../../base/text/commas.ts';
import { brokenRule } from '../../contract/broken-rule.ts';
import { configSchema } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue, DifferenceLine } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Reader } from '../../contract/settings/setting.ts';
import { settingAround, settingNamed } from '../../contract/settings/settings.ts';
import { words as contractWords } from '../../contract/settings/words.ts';
import { settingRemarks, whyUnused } from '../../providers/config-remarks.ts';
import { brokenFile } from '../client-keys/change-keys.ts';
import type { Done, Inquiry, Operation, OperationContext } from '../operation.ts';
import { words } from './words.ts';

interface SettingChange {
  /** Dotted: `routing.strategy`. */
  readonly path: string;
  /** null takes the setting out of the file, so that its default holds. */
  readonly value: ConfigValue;
}

interface ChangeSettingsInput {
  readonly changes: readonly SettingChange[];
  /** What the writer saw; absent: whatever is there. */
  readonly revision?: Revision | undefined;
}

interface ChangeSettingsResult {
  readonly changes: readonly SettingChange[];
  /** Settings that this server keeps and does nothing with. */
  readonly unused: readonly string[];
  /** Settings that apply after a restart. */
  readonly restart: readonly string[];
}

export interface SettingsPreview extends ChangeSettingsResult {
  readonly lines: readonly DifferenceLine[];
  /** For the write, so that nothing else is written than what was shown. */
  readonly revision: Revision;
  /** What the changes open or expose, in sentences. */
  readonly dangers: readonly string[];
}

/** Which of the readers of config.yaml this server is; without one, the embedded server is meant. */
export const readerOf = (kind: BackendKind): Reader =>
  kind === 'go-v6' ? 'v6' : kind === 'go-v7' ? 'v7' : 'ours';

/**
 * Settings of config.yaml, checked against the schema and the table of settings, in one write. Client keys and the
 * management secret have verbs of their own.
 */
export const changeSettings: Operation<ChangeSettingsInput, ChangeSettingsResult> = {
  id: 'change-settings',
  get title() {
    return words().settings.title;
  },
  run: (context, input) => whileRaced((isLast) => changeOnce(context, input, isLast)),
};

/** What `changeSettings` would do; nothing is written. */
export const previewSettings: Inquiry<ChangeSettingsInput, SettingsPreview> = {
  id: 'preview-settings',
  get title() {
    return words().comparing;
  },
  audited: false,
  async run(context, input) {
    const plan = await planChanges(context, input);
    if (!plan.ok) return plan;
    const { backend, signal, configText } = context;
    const text = await backend.readConfigText(signal);
    if (!text.ok) return text;
    if (!configText) return failure('unsupported', words().noDifference);
    const planned = await configText.plan(text.value.text, plan.value.edits);
    if (!planned.ok) return planned;
    const { edits: _, state, ...result } = plan.value;
    return success({
      result: {
        ...result,
        lines: planned.value.lines,
        revision: state.revision,
        dangers: dangersOf(input.changes, state, readerOf(backend.kind)),
      },
      message: '',
      fingerprints: [],
    });
  },
};

interface Plan extends ChangeSettingsResult {
  readonly state: ServerState;
  readonly edits: readonly ConfigEdit[];
}

async function planChanges(
  { backend, signal }: OperationContext,
  { changes }: ChangeSettingsInput,
): Promise<Outcome<Plan>> {
  for (const { path, value } of changes) {
    const refused = refusedPath(path) ?? (value === null ? undefined : wrongValue(path.split('.'), value));
    if (refused) return refused;
  }
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  const { config, problem } = loaded.value;
  if (problem) return brokenFile(problem);
  const [first] = changes;
  if (first?.value === null && changes.length === 1 && valueAt(config, first.path) === undefined) {
    return failure('invalid', words().settings.isDefault(first.path), {
      already: true,
    });
  }
  // What is not set needs no edit to be unset.
  const real = changes.filter(({ path, value }) => value !== null || valueAt(config, path) !== undefined);
  const reader = readerOf(backend.kind);
  const paths = real.map(({ path }) => path);
  return success({
    state: loaded.value,
    edits: real.map(({ path, value }) => editOf(path, value, path.split('.').length - 1)),
    changes: real,
    unused: paths.filter((path) => isUnused(path, reader)),
    restart: paths.filter((path) => settingAround(path)?.restart && !isUnused(path, reader)),
  });
}

const isUnused = (path: string, reader: Reader): boolean =>
  reader === 'ours' ? whyUnused(path) !== undefined : settingAround(path)?.usedBy.includes(reader) === false;

async function changeOnce(
  context: OperationContext,
  input: ChangeSettingsInput,
  isLast: (seen: string) => boolean,
): Promise<Outcome<Done<ChangeSettingsResult>>> {
  const { backend, signal } = context;
  const plan = await planChanges(context, input);
  if (!plan.ok) return plan;
  const { state, edits, ...result } = plan.value;
  const { changes } = result;
  if (input.revision === undefined) isLast(state.revision);
  const revision = input.revision ?? state.revision;
  const edited = await backend.editConfig(edits, { revision, ...(signal ? { signal } : {}) });
  if (!edited.ok) return edited;
  const before = changes.map(({ path }) => ({
    path,
    value: (valueAt(state.config, path) ?? null) as ConfigValue,
    made: missingAround(state.config, path),
  }));
  return success({
    result,
    message: [said(changes), ...notesOn(result, backend.kind)].join(commas().sentences),
    fingerprints: [],
    names: changes.map(({ path }) => path),
    undo: (later) => whileRaced((isLast) => setBack(later, changes, before, isLast)),
  });
}

function said(changes: readonly SettingChange[]): string {
  const [first] = changes;
  if (!first || changes.length > 1) return words().settings.several(changes.length);
  return first.value === null ? words().settings.reset(first.path) : words().settings.set(first.path);
}

function notesOn({ changes, unused, restart }: ChangeSettingsResult, kind: BackendKind): string[] {
  const notes = unused.map((path) => {
    const why = readerOf(kind) === 'ours' ? whyUnused(path) : undefined;
    const what = changes.length === 1 ? undefined : path;
    return why === undefined ? words().settings.ignored(what) : words().settings.ignoredWhy(what, why);
  });
  if (restart.length > 0 && kind !== 'disk') notes.push(words().settings.restart(restart.join(', ')));
  return notes;
}

/** Only what was not so before. */
function dangersOf(
  changes: readonly SettingChange[],
  { config }: ServerState,
  reader: Reader,
): readonly string[] {
  return changes.flatMap(({ path, value }) => {
    const setting = settingNamed(path);
    if (!setting?.danger || isUnused(path, reader)) return [];
    const { when, says } = setting.danger;
    const before = (valueAt(config, path) ?? setting.default(reader)) as ConfigValue | undefined;
    const after = value ?? setting.default(reader);
    return when(after, reader) && !when(before, reader)
      ? [words().settings.danger(path, contractWords().settings.said(says))]
      : [];
  });
}

/** A sentence when the schema or the table of settings refuses this value at this place. */
export function wrongValue(steps: readonly string[], value: ConfigValue): Failure | undefined {
  const nested = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const parsed = v.safeParse(configSchema, nested);
  if (parsed.success) {
    const wrong = settingRemarks(parsed.output).find(({ kind }) => kind === 'wrong');
    return wrong && failure('invalid', wrong.message);
  }
  return failure('invalid', contractWords().settings.wrong(steps.join('.'), brokenRule(parsed.issues[0])));
}

function refusedPath(path: string): Failure | undefined {
  if (path.split('.').includes('')) return failure('invalid', words().settings.dotted);
  if (path === 'api-keys' || path.startsWith('api-keys.')) {
    return failure('invalid', words().settings.clientKeys);
  }
  if (path === 'remote-management' || path === 'remote-management.secret-key') {
    return failure('invalid', words().settings.secret);
  }
  return undefined;
}

/** @param parents how many of the mappings around it may go with it */
function editOf(path: string, value: ConfigValue, parents: number): ConfigEdit {
  const steps = path.split('.');
  return value === null ? { op: 'unset', path: steps, parents } : { op: 'set', path: steps, value };
}

interface FormerSetting extends SettingChange {
  /** How many of the mappings around it the change created. */
  readonly made: number;
}

function missingAround(config: object, path: string): number {
  const steps = path.split('.');
  const around = steps.slice(1).map((_, place) => steps.slice(0, place + 1).join('.'));
  return around.filter((way) => valueAt(config, way) === undefined).length;
}

async function setBack(
  { backend, signal }: OperationContext,
  changes: readonly SettingChange[],
  before: readonly FormerSetting[],
  isLast: (seen: string) => boolean,
): ReturnType<NonNullable<Done<void>['undo']>> {
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  const { config, revision } = loaded.value;
  const isNow = ({ path, value }: SettingChange) => isDeepStrictEqual(valueAt(config, path) ?? null, value);
  // An undo whose answer was lost leaves all as before.
  if (!before.every(isNow)) {
    const changed = changes.find((change) => !isNow(change));
    if (changed) return failure('conflict', words().settings.changedSince(changed.path));
    isLast(revision);
    const edits = before.map(({ path, value, made }) => editOf(path, value, made));
    const edited = await backend.editConfig(edits, { revision, ...(signal ? { signal } : {}) });
    if (!edited.ok) return edited;
  }
  const [only] = before;
  const message =
    only && before.length === 1
      ? words().settings.undone(only.path)
      : words().settings.severalUndone(before.length);
  return success({ result: undefined, message, fingerprints: [] });
}
