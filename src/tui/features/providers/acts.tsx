import {
  checkCost,
  checkProviderKey,
  checkProviderKeys,
  clineProvider,
  disableProviderKeys,
  enableProviderKeys,
  inputOf,
  moveProviderKey,
  noProviderTarget,
  providerKeyTarget,
  removeProviderKeys,
} from '../../../operations/index.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { Act, At, Console } from '../../act.ts';
import { Affected, Danger, Question } from '../../components/dialogs/question.tsx';
import { ago, createMoment } from '../../moment.ts';
import { shortNumber, unknown } from '../../numbers.ts';
import { KeyTest, KeyTests } from '../key-test/key-test.tsx';
import { openSnippets } from '../snippets/snippets.tsx';
import { fieldTerm } from '../usage/filter.ts';
import { openClineKeys } from './cline.tsx';
import { openAddMenu, openDuplicateForm, openEditForm, openReplaceForm } from './forms.tsx';
import { providerName, providerTexts, settingsOf } from './key-texts.ts';
import { ModelsDialog } from './models.tsx';
import { selectProvider } from './presets.ts';
import { providersSight } from './sight.ts';
import type { StatedProviderKey } from './stated-keys.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
type Reason = (at: At) => string | undefined;

const revealMs = 10_000;

const notLoaded: Reason = ({ console }) => (console.server ? undefined : words().why.notLoaded);
const noneSelected: Reason = (at) =>
  notLoaded(at) ?? (providersSight(at).selected ? undefined : words().why.none);
const noneMeant: Reason = (at) =>
  notLoaded(at) ?? (providersSight(at).targets.length > 0 ? undefined : words().why.none);
const inEnvironment = ({ keysOfEntry }: ProviderKey) => keysOfEntry === 0;
const noEntry: Reason = (at) => {
  const { selected } = providersSight(at);
  return noneSelected(at) ?? (selected && inEnvironment(selected) ? words().why.environment : undefined);
};
const noEntries: Reason = (at) =>
  noneMeant(at) ?? (providersSight(at).targets.every(inEnvironment) ? words().why.environment : undefined);
const noSecret: Reason = (at) =>
  noneSelected(at) ?? (providersSight(at).selected?.key ? undefined : words().why.noSecret);
const noUsage: Reason = (at) => noneSelected(at) ?? (at.console.hasUsage ? undefined : words().why.noUsage);

const noModels: Reason = (at) => {
  const { selected } = providersSight(at);
  const lists = selected && settingsOf(selected.provider)?.fields.some(({ type }) => type === 'models');
  return noEntry(at) ?? (lists ? undefined : words().why.noModels);
};

const notCline: Reason = (at) => {
  const { all, selected } = providersSight(at);
  if (selected?.provider === clineProvider) return notLoaded(at);
  if (all.some(({ provider }) => provider === clineProvider)) return notLoaded(at) ?? words().why.notCline;
  return notLoaded(at) ?? (at.console.readOnly ? words().why.readOnly : undefined);
};

const notMovable =
  (to: 'up' | 'down'): Reason =>
  (at) => {
    const missing = noEntry(at);
    if (missing !== undefined) return missing;
    const { column, reversed } = at.ui.sorts.providers;
    if (column !== undefined || reversed) return words().why.notInOrder;
    const { all, selected } = providersSight(at);
    const same = all.filter(({ list }) => list === selected?.list);
    if (selected !== (to === 'up' ? same[0] : same.at(-1))) return undefined;
    return to === 'up' ? words().why.first(selected?.list ?? '') : words().why.last(selected?.list ?? '');
  };

const unmark = ({ ui }: Console) =>
  ui.dispatch({ type: 'list', screen: 'providers', action: { type: 'unmarked' } });
const idsOf = (rows: readonly ProviderKey[]) => rows.map(({ id }) => id);

const onSelected = (run: (console: Console, row: StatedProviderKey) => unknown) => (console: Console) => {
  const { selected } = providersSight(console.at());
  return selected && run(console, selected);
};

/** Enabled ones are disabled; when none is, all of them are enabled again. */
function toTurn(at: At): { readonly rows: readonly ProviderKey[]; readonly disable: boolean } {
  const meant = providersSight(at).targets.filter((row) => !inEnvironment(row));
  const on = meant.filter(({ disabled }) => !disabled);
  return on.length > 0 ? { rows: on, disable: true } : { rows: meant, disable: false };
}

async function turn(console: Console) {
  const { rows, disable } = toTurn(console.at());
  const operation = disable ? disableProviderKeys : enableProviderKeys;
  const done = await console.session.run(operation, { ids: idsOf(rows) });
  if (done.ok) unmark(console);
}

const move = (to: 'up' | 'down') =>
  onSelected(async (console, { id }) => {
    const moved = await console.session.run(moveProviderKey, { id, to });
    if (moved.ok) selectProvider(console, moved.value.id);
  });

function askToRemove(console: Console) {
  const at = console.at();
  const rows = providersSight(at).targets.filter((row) => !inEnvironment(row));
  const [first] = rows;
  if (!first) return;
  const { remove } = words();
  const one = rows.length === 1;
  const lastOfEntry = one && first.keysOfEntry === 1 && first.name !== undefined;
  console.open(
    <Danger
      title={one ? remove.one(providerName(first)) : remove.several(rows.length)}
      lines={[
        <Affected key="keys" rows={rows.map((row) => affected(row, at))} />,
        one ? remove.effectOne : remove.effectSeveral,
        ...(lastOfEntry ? [remove.lastOfEntry] : []),
      ]}
      no={one ? remove.noOne : remove.noSeveral}
      yes={one ? remove.yesOne : remove.yesSeveral(rows.length)}
      onYes={async () => {
        const removed = await console.session.run(removeProviderKeys, { ids: idsOf(rows) });
        if (removed.ok) unmark(console);
      }}
    />,
  );
}

/** Provider and name, mask, use. */
function affected(row: StatedProviderKey, { now }: At): readonly string[] {
  const { shortKind, name, mask } = providerTexts(row);
  const { callsToday, lastUsedAt } = row.state ?? {};
  const { remove } = words();
  const use = [
    callsToday === undefined ? undefined : remove.attempts(shortNumber(callsToday)),
    lastUsedAt === undefined ? undefined : remove.lastUsed(ago(createMoment(now), lastUsedAt)),
  ].filter((text) => text !== undefined);
  return [name === unknown ? shortKind : `${shortKind} ${name}`, mask, use.join(', ')];
}

/** A real request with each of the keys; what may cost money is asked about first. */
function testKeys(console: Console) {
  const rows = providersSight(console.at()).targets;
  const costly = rows.filter(({ provider }) => checkCost(provider) !== undefined);
  const [first] = costly;
  if (!first) return openTest(console, rows, false);
  const { test } = words();
  const only = rows.length === 1;
  console.open(
    <Question
      title={only ? test.costTitle(providerName(first)) : test.costSeveral(rows.length)}
      lines={[checkCost(first.provider) ?? '']}
      buttons={
        only
          ? [
              { title: test.no, key: 'n' },
              { title: test.yes, key: 'y', run: () => openTest(console, rows, true) },
            ]
          : [
              { title: test.others, key: 'n', run: () => openTest(console, rows, false) },
              { title: test.all, key: 'y', run: () => openTest(console, rows, true) },
            ]
      }
    />,
  );
}

function openTest(console: Console, rows: readonly ProviderKey[], mayCost: boolean) {
  const [first] = rows;
  if (!first) return;
  const { session } = console;
  if (rows.length === 1) {
    const input = { ...inputOf(first), mayCost };
    return console.open(
      <KeyTest
        name={providerName(first)}
        test={(onStep, signal) => session.ask(checkProviderKey, input, onStep, signal)}
      />,
    );
  }
  console.open(
    <KeyTests
      title={words().test.several(rows.length)}
      keys={rows.map((row) => ({ id: row.id, name: providerName(row) }))}
      test={(onResult, signal) =>
        session.ask(checkProviderKeys, { rows: rows.map(inputOf), mayCost, onResult }, undefined, signal)
      }
    />,
  );
}

function openSnippet(console: Console, row: ProviderKey) {
  const { server, capabilities } = console.at().console;
  const target = providerKeyTarget(server?.config ?? {}, row);
  if (target) return openSnippets(console, target, providerName(row));
  console.say('warning', noProviderTarget(capabilities ?? { everyProvider: 'shown' }));
}

/** Records name a provider key by its mask; one without a key by its provider. */
const usageFilterOf = ({ mask, name, provider }: ProviderKey): string =>
  mask === undefined ? fieldTerm('provider', name ?? provider) : fieldTerm('account', mask);

function reveal(console: Console, row: ProviderKey) {
  const { ui } = console;
  if (ui.snapshot().revealed?.id === row.id) return ui.dispatch({ type: 'hidden' });
  if (!row.key) return;
  // Whole seconds, so that the countdown ends with one.
  const until = Math.floor(console.now() / 1000) * 1000 + revealMs;
  ui.dispatch({
    type: 'set',
    ui: { revealed: { id: row.id, name: providerName(row), secret: row.key, until } },
  });
}

const counted = (title: string, count: number) => (count > 1 ? words().several(title, count) : title);
const withCount = (id: Id) => (at: At) => counted(words().acts[id].title, providersSight(at).targets.length);

const act = (id: Id, key: string, more: Omit<Act, 'id' | 'scope' | 'keys' | 'words' | 'palette'>): Act => ({
  id,
  scope: 'providers',
  keys: [key],
  words: () => words().acts[id],
  palette: true,
  ...more,
});

/** The provider keys, in the order of the footer. */
export const providerActs: readonly Act[] = [
  act('check-provider-keys', 't', {
    title: withCount('check-provider-keys'),
    footer: 10,
    disabled: noneMeant,
    run: testKeys,
  }),
  act('edit-provider-key', 'e', {
    footer: 20,
    write: true,
    disabled: noEntry,
    run: onSelected(openEditForm),
  }),
  act('rotate-provider-key', 'R', {
    footer: 30,
    write: true,
    disabled: noEntry,
    run: onSelected(openReplaceForm),
  }),
  act('turn-provider-keys', 'd', {
    title(at) {
      const { rows, disable } = toTurn(at);
      return counted(disable ? words().acts['turn-provider-keys'].title : words().enable, rows.length);
    },
    footer: 40,
    write: true,
    disabled: noEntries,
    run: turn,
  }),
  act('remove-provider-keys', 'x', {
    title: withCount('remove-provider-keys'),
    footer: 50,
    danger: true,
    disabled: noEntries,
    run: askToRemove,
  }),
  act('add-provider-key', 'a', { footer: 60, write: true, disabled: notLoaded, run: openAddMenu }),
  act('provider-models', 'm', {
    footer: 84,
    write: true,
    disabled: noModels,
    run: onSelected((console, row) => console.open(<ModelsDialog row={row} />)),
  }),
  act('provider-usage', 'U', {
    footer: 85,
    disabled: noUsage,
    run: onSelected((console, row) => console.go('usage', { filter: usageFilterOf(row) })),
  }),
  act('provider-snippet', 's', { footer: 86, disabled: noneSelected, run: onSelected(openSnippet) }),
  act('duplicate-provider-key', 'D', {
    footer: 87,
    write: true,
    disabled: noEntry,
    run: onSelected(openDuplicateForm),
  }),
  act('copy-provider-key', 'c', {
    footer: 88,
    disabled: noSecret,
    run: onSelected((console, row) => row.key && console.copy(row.key, words().copied(providerName(row)))),
  }),
  act('reveal-provider-key', 'v', { footer: 89, disabled: noSecret, run: onSelected(reveal) }),
  act('move-provider-key-down', 'J', { write: true, disabled: notMovable('down'), run: move('down') }),
  act('move-provider-key-up', 'K', { write: true, disabled: notMovable('up'), run: move('up') }),
  act('cline-keys', 'C', { footer: 90, disabled: notCline, run: openClineKeys }),
];
