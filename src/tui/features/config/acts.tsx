import { isDeepStrictEqual } from 'node:util';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { failure, success } from '../../../contract/outcome.ts';
import { readSetting, type Setting } from '../../../contract/settings/setting.ts';
import { words as settingWords } from '../../../contract/settings/words.ts';
import { editConfig, listSettings, type SettingRow } from '../../../operations/index.ts';
import { settingProblem } from '../../../providers/config-remarks.ts';
import {
  type At,
  actsIn,
  type Console,
  notReachable,
  type Reason,
  reasonAgainst,
  staysHere,
} from '../../act.ts';
import { textField } from '../../components/dialogs/fields.ts';
import { openForm } from '../../components/dialogs/form.tsx';
import { Menu } from '../../components/dialogs/menu.tsx';
import { cycle } from '../../cycle.ts';
import type { ConfigUi, PendingChange } from './config-state.ts';
import { openHistory } from './history.tsx';
import { reviewChanges } from './review.tsx';
import {
  type ConfigItem,
  changedItems,
  configList,
  groupsOf,
  helpOf,
  meantValue,
  valueText,
} from './rows.ts';
import { words } from './words.ts';

/** Collects a change, as the last one; one that says what the file says, or back to its default, is none. */
function collect(
  { ui }: Console,
  { path, value: was, usual }: Pick<ConfigItem, 'path' | 'value' | 'usual'>,
  value: ConfigValue,
): void {
  const pending = new Map<string, PendingChange>(ui.snapshot().config.pending);
  const isBack = pending.delete(path) && was === undefined && value === usual;
  if (!isBack && !isDeepStrictEqual(value, was ?? null)) pending.set(path, { value, was });
  ui.dispatch({ type: 'config', config: { pending } });
}

function edit(console: Console): unknown {
  const item = configList(console.at()).selected;
  const setting = item?.setting;
  if (!item || !setting) return undefined;
  if (setting.screen === 'secret') return console.perform('rotate-secret');
  if (setting.screen) return console.go(setting.screen);
  const { type } = setting;
  if (type.kind === 'boolean') return collect(console, item, meantValue(item) !== true);
  if (type.kind === 'choice') return choose(console, item, type.options);
  return askForText(console, item, setting);
}

const choose = (console: Console, item: ConfigItem, options: readonly (string | boolean)[]): void =>
  console.open(
    <Menu
      title={item.path}
      notes={[helpOf(item)]}
      items={options.map((option) => ({
        title: String(option),
        hint: option === item.usual ? words().form.usual : '',
        run: () => collect(console, item, option),
      }))}
    />,
  );

function askForText(console: Console, item: ConfigItem, setting: Setting): void {
  const says = words().form;
  const { kind } = setting.type;
  const value = item.pending ? item.pending.value : item.value;
  // A masked address cannot be edited, only replaced.
  const isMasked =
    (kind === 'proxy' || kind === 'url' || kind === 'secret') &&
    !item.pending &&
    valueText(item.value, item)?.includes('…') === true;
  const shown =
    isMasked || value === undefined || value === null
      ? ''
      : Array.isArray(value)
        ? value.join(', ')
        : String(value);
  openForm(console, {
    title: item.path,
    notes: [helpOf(item)],
    verb: says.verb,
    fields: [
      textField('value', says.value, isMasked ? says.masked : words().types.hints[kind], shown, {
        hidden: kind === 'secret',
      }),
    ],
    async onSubmit({ value: typed = '' }) {
      if (typed.trim() === '' && (isMasked || kind === 'integer' || kind === 'duration')) {
        return success(isMasked ? undefined : null);
      }
      const next = readSetting(setting, typed);
      const problem = settingProblem(setting, next);
      return problem === undefined
        ? success<ConfigValue | undefined>(next)
        : { ...failure('invalid', settingWords().settings.wrong(item.path, problem)), field: 'value' };
    },
    onDone: (next) => next !== undefined && collect(console, item, next),
  });
}

/**
 * `set request-retry 5` in the palette: collects the change as the screen does, and shows it for review.
 * @param typed a value as in its form, or `default`
 */
export function setByName(at: At, setting: Setting, typed: string) {
  const { path, type } = setting;
  const value = typed === 'default' ? null : readSetting(setting, typed);
  const problem = value === null ? undefined : settingProblem(setting, value);
  const effect = at.ui.config.rows?.find((row) => row.path === path)?.effect;
  const disabled: Reason = (now) =>
    notReachable(now) ??
    whyFixed(now, { setting, effect }) ??
    (type.kind === 'secret' ? words().why.hidden : undefined) ??
    (problem && settingWords().settings.wrong(path, problem));
  return {
    reason: reasonAgainst({ write: true, disabled }, at),
    async run(console: Console) {
      const isHere = staysHere(console);
      const listed = await console.session.ask(listSettings, {});
      if (!isHere()) return console.say('warning', words().why.late(path));
      if (!listed.ok) return console.say('error', listed.message);
      const row = listed.value.find((one) => one.path === path);
      const fixed = whyFixed(console.at(), row ?? {});
      if (!row || fixed !== undefined) return console.say('warning', fixed ?? words().why.none);
      console.ui.dispatch({ type: 'config', config: { rows: listed.value, problem: undefined } });
      collect(console, row, value);
      showGroup(console, row.group);
      console.go('config', { id: path });
      if (console.ui.snapshot().config.pending.has(path)) reviewChanges(console);
      else console.say('ok', words().why.same(path));
    },
  };
}

function resettable(at: At): ConfigItem | undefined {
  const { selected } = configList(at);
  const isSet = selected?.pending !== undefined || selected?.value !== undefined;
  return isSet && selected?.setting?.screen === undefined ? selected : undefined;
}

/** Undoes a change that is not saved; otherwise removes the setting. */
function reset(console: Console): void {
  const item = resettable(console.at());
  if (item) collect(console, item, item.pending ? (item.value ?? null) : null);
}

export function showGroup({ ui }: Console, group: ConfigUi['group']): void {
  ui.dispatch({ type: 'config', config: { group } });
  ui.dispatch({ type: 'filter-cleared' });
  ui.dispatch({ type: 'list', screen: 'config', action: { type: 'moved', by: Number.NEGATIVE_INFINITY } });
}

const turn = (by: number) => (console: Console) => {
  const { rows, group } = console.at().ui.config;
  showGroup(console, cycle(groupsOf(rows), group, by));
};

const find = ({ ui }: Console) => ui.dispatch({ type: 'set', ui: { filtering: true } });

const openEditor = (console: Console) => console.handOver(() => console.session.run(editConfig, {}));

const notLoaded: Reason = (at) => notReachable(at) ?? (at.ui.config.rows ? undefined : words().why.notLoaded);

const notEditable: Reason = (at) => {
  const { selected } = configList(at);
  if (!selected) return notLoaded(at) ?? words().why.none;
  // Leads elsewhere, where it is said what can be done.
  return selected.setting?.screen ? undefined : (whyFixed(at, selected) ?? notLoaded(at));
};

/** @param effect undefined: not known yet */
function whyFixed(
  at: At,
  { setting, effect }: { readonly [Key in 'setting' | 'effect']?: SettingRow[Key] | undefined },
): string | undefined {
  if (!setting || setting.type.kind === 'data') return words().why.byEditor;
  const isLost = at.console.capabilities?.amp === 'absent' && setting.group === 'amp' && effect === 'none';
  return isLost ? words().why.noAmp : undefined;
}
/** Takes the last change out of those that are not saved. */
function dropLast({ ui }: Console): void {
  const { pending } = ui.snapshot().config;
  ui.dispatch({ type: 'config', config: { pending: new Map([...pending].slice(0, -1)) } });
}
const nothingSet: Reason = (at) => notLoaded(at) ?? (resettable(at) ? undefined : words().why.isDefault);
const nothingChanged: Reason = (at) =>
  notLoaded(at) ?? (changedItems(at).length > 0 ? undefined : words().why.noChange);

// biome-ignore format: one row a record reads as the table that it is
export const configActs = actsIn('config', () => words().acts, [
  { id: 'edit-setting', keys: ['enter'], footer: 1, write: true, palette: true, disabled: notEditable, run: edit },
  { id: 'reset-setting', keys: ['delete'], footer: 2, write: true, palette: true, disabled: nothingSet, run: reset },
  { id: 'review-settings', keys: ['S'], footer: 3, write: true, palette: true, disabled: nothingChanged, run: reviewChanges },
  { id: 'drop-change', keys: ['u'], footer: 4, contextual: true, disabled: nothingChanged, run: dropLast },
  { id: 'edit-config', keys: ['E'], footer: 5, write: true, palette: true, disabled: notReachable, run: openEditor },
  { id: 'config-history', keys: ['h'], footer: 6, palette: true, disabled: notReachable, run: openHistory },
  { id: 'find-setting', keys: ['/'], footer: 7, disabled: notLoaded, run: find },
  { id: 'next-group', keys: ['right'], footer: 84, palette: true, disabled: notLoaded, run: turn(1) },
  { id: 'previous-group', keys: ['left'], footer: 85, palette: true, disabled: notLoaded, run: turn(-1) },
]);
