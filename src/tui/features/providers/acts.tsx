import { commas } from '../../../base/text/commas.ts';
import {
  clearProviderCooldown,
  disableProviderKeys,
  enableProviderKeys,
  hasRemoteKeys,
  inputOf,
  moveProviderKey,
  noProviderTarget,
  providerKeyTarget,
  removeProviderKeys,
  testCost,
  testProviderKey,
  testProviderKeys,
} from '../../../operations/index.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { At, Console, Reason } from '../../act.ts';
import { ago, createFrameTime } from '../../clock.ts';
import { Question } from '../../components/dialogs/question.tsx';
import { shortNumber, unknown } from '../../numbers.ts';
import { askToRemove, itemActs, reveal } from '../item-acts.tsx';
import { openKeyTests } from '../key-test/key-test.tsx';
import { openSnippets } from '../snippets/snippets.tsx';
import { openClineKeys, openModels } from './answers.tsx';
import { openAddMenu, openDuplicateForm, openEditForm, openReplaceForm } from './forms.tsx';
import { providerKeyList, providerTexts, recordedAs, type StatedProviderKey, settingsOf } from './rows.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
const { acts, change, noneMeant, noneSelected, notLoaded, toggle, toUsage } = itemActs<StatedProviderKey, Id>(
  'providers',
  words,
  providerKeyList,
);
const targets = (at: At) => providerKeyList(at).targets;
const selected = (at: At) => providerKeyList(at).selected;

const inConfig = ({ keysOfEntry }: ProviderKey) => keysOfEntry > 0;
/** The targets that are in the config. */
const entries = (at: At) => targets(at).filter(inConfig);
const noEntries: Reason = (at) =>
  noneMeant(at) ?? (entries(at).length === 0 ? words().why.environment : undefined);
const noEntry: Reason = (at) => {
  const row = selected(at);
  return noneSelected(at) ?? (row && !inConfig(row) ? words().why.environment : undefined);
};
const noSecret: Reason = (at) => noneSelected(at) ?? (selected(at)?.key ? undefined : words().why.noSecret);

const noModels: Reason = (at) => {
  const fields = settingsOf(selected(at)?.provider ?? '')?.fields;
  return noEntry(at) ?? (fields?.some(({ type }) => type === 'models') ? undefined : words().why.noModels);
};

const isCooling = ({ state }: StatedProviderKey, now: number) => (state?.coolingUntil ?? 0) > now;
const cooling = (at: At) => targets(at).filter((key) => isCooling(key, at.now));
const notCooling: Reason = (at) => {
  const { why } = words();
  if (at.console.capabilities?.cooldowns === 'absent') return why.noCooldowns;
  if (cooling(at).length > 0) return undefined;
  return noneMeant(at) ?? (targets(at).length > 1 ? why.noneCooling : why.notCooling);
};

const notCline: Reason = (at) => {
  const isCline = ({ provider }: ProviderKey) => hasRemoteKeys(provider);
  const { all, selected: row } = providerKeyList(at);
  if (!at.console.server || (row && isCline(row))) return notLoaded(at);
  if (all.some(isCline)) return words().why.notCline;
  return at.console.readOnly ? words().why.readOnly : undefined;
};

const notMovable =
  (to: 'up' | 'down'): Reason =>
  (at) => {
    const missing = noEntry(at);
    if (missing !== undefined) return missing;
    const { column, reversed } = at.ui.sorts.providers;
    if (column !== undefined || reversed) return words().why.notInOrder;
    const { all, selected: row } = providerKeyList(at);
    const same = all.filter(({ list }) => list === row?.list);
    if (row !== (to === 'up' ? same[0] : same.at(-1))) return undefined;
    return to === 'up' ? words().why.first(row?.list ?? '') : words().why.last(row?.list ?? '');
  };

const idsOf = (rows: readonly ProviderKey[]) => rows.map(({ id }) => id);

const turn = (console: Console, rows: readonly ProviderKey[], disable: boolean) =>
  change(console, disable ? disableProviderKeys : enableProviderKeys, { ids: idsOf(rows) });

const clearCooldown = (console: Console, rows: readonly ProviderKey[]) =>
  change(console, clearProviderCooldown, { ids: idsOf(rows) });

const move =
  (to: 'up' | 'down') =>
  async (console: Console, { id }: ProviderKey) => {
    const moved = await console.session.run(moveProviderKey, { id, to });
    if (moved.ok) console.select('providers', moved.value.id);
  };

function remove(console: Console, rows: readonly StatedProviderKey[], first: StatedProviderKey) {
  const say = words().remove;
  const at = console.at();
  const lastOfEntry = rows.length === 1 && first.keysOfEntry === 1 && first.name !== undefined;
  const targets = rows.map((row) => affected(row, at));
  askToRemove(console, say, nameOfProviderKey(first), targets, lastOfEntry ? [say.lastOfEntry] : [], () =>
    change(console, removeProviderKeys, { ids: idsOf(rows) }),
  );
}

/** Cells: provider and name, mask, usage. */
function affected(row: StatedProviderKey, { now }: At): readonly string[] {
  const { shortKind, name, mask } = providerTexts(row);
  const { callsToday, lastUsedAt } = row.state ?? {};
  const say = words().remove;
  const use = [
    callsToday !== undefined && say.attempts(shortNumber(callsToday)),
    lastUsedAt !== undefined && say.lastUsed(ago(createFrameTime(now), lastUsedAt)),
  ];
  return [
    name === unknown ? shortKind : `${shortKind} ${name}`,
    mask,
    use.filter(Boolean).join(commas().parts),
  ];
}

/** Sends a real request with each of the keys; asks first if that may cost money. */
function testKeys(console: Console, rows: readonly ProviderKey[]) {
  const first = rows.find(({ provider }) => testCost(provider) !== undefined);
  if (!first) return openTest(console, rows, false);
  const { test } = words();
  const only = rows.length === 1;
  const all = { key: 'y', title: only ? test.yes : test.all, run: () => openTest(console, rows, true) };
  const others = () => openTest(console, rows, false);
  console.open(
    <Question
      title={only ? test.costTitle(nameOfProviderKey(first)) : test.costSeveral(rows.length)}
      lines={[testCost(first.provider) ?? '']}
      buttons={[{ key: 'n', ...(only ? { title: test.no } : { title: test.others, run: others }) }, all]}
    />,
  );
}

function openTest(console: Console, rows: readonly ProviderKey[], mayCost: boolean) {
  const { session } = console;
  const inputs = rows.map(inputOf);
  const [first] = inputs;
  if (!first) return;
  openKeyTests(
    console,
    words().test.several(rows.length),
    rows.map((row) => ({ id: row.id, name: nameOfProviderKey(row) })),
    (onStep, signal) => session.ask(testProviderKey, { ...first, mayCost }, onStep, signal),
    (onResult, signal) =>
      session.ask(testProviderKeys, { rows: inputs, mayCost, onResult }, undefined, signal),
  );
}

function openSnippet(console: Console, row: ProviderKey) {
  const { server, capabilities } = console.at().console;
  const target = providerKeyTarget(server?.config ?? {}, row);
  if (target) return openSnippets(console, target, nameOfProviderKey(row));
  console.say('warning', noProviderTarget(capabilities ?? { everyProvider: 'shown' }, row));
}

const copy = (console: Console, row: ProviderKey) =>
  row.key && console.copy(row.key, words().copied(nameOfProviderKey(row)));
const show = (console: Console, row: ProviderKey) => reveal(console, row.id, nameOfProviderKey(row), row.key);

// biome-ignore format: one row a record reads as the table that it is
/** The provider keys, in the order of the footer. */
export const providerActs = acts([
  { id: 'check-provider-keys', key: 't', footer: 10, all: testKeys },
  { id: 'edit-provider-key', key: 'e', footer: 20, write: true, one: openEditForm, disabled: noEntry },
  { id: 'rotate-provider-key', key: 'R', footer: 30, write: true, one: openReplaceForm, disabled: noEntry },
  { key: 'd', footer: 40, ...toggle('turn-provider-keys', turn, () => words().enable, entries), disabled: noEntries },
  { id: 'remove-provider-keys', key: 'x', footer: 50, danger: true, all: remove, of: entries, disabled: noEntries },
  { id: 'add-provider-key', key: 'a', footer: 60, write: true, run: openAddMenu },
  { id: 'provider-models', key: 'm', footer: 84, write: true, one: openModels, disabled: noModels },
  { id: 'clear-provider-cooldown', key: 'z', footer: 83, write: true, all: clearCooldown, of: cooling, disabled: notCooling },
  { id: 'provider-usage', footer: 85, ...toUsage(recordedAs) },
  { id: 'provider-snippet', key: 's', footer: 86, one: openSnippet },
  { id: 'duplicate-provider-key', key: 'D', footer: 87, write: true, one: openDuplicateForm, disabled: noEntry },
  { id: 'copy-provider-key', key: 'c', footer: 88, reveals: true, one: copy, disabled: noSecret },
  { id: 'reveal-provider-key', key: 'v', footer: 89, reveals: true, one: show, disabled: noSecret },
  { id: 'move-provider-key-down', key: 'J', write: true, one: move('down'), disabled: notMovable('down') },
  { id: 'move-provider-key-up', key: 'K', write: true, one: move('up'), disabled: notMovable('up') },
  { id: 'cline-keys', key: 'C', footer: 90, run: openClineKeys, disabled: notCline },
]);
