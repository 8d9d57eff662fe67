import type { ClientKey } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { checkClientKey, revokeClientKeys } from '../../../operations/index.ts';
import type { Act, At, Console } from '../../act.ts';
import { Affected, Danger } from '../../components/dialogs/question.tsx';
import { createMoment } from '../../moment.ts';
import { wholeNumber } from '../../numbers.ts';
import { KeyTest, KeyTests } from '../key-test/key-test.tsx';
import { fieldTerm, keyValue } from '../usage/filter.ts';
import { namesOf } from '../usage/sight.ts';
import { openAddForm, openEditForm, openImportForm, openLimitsForm, unmark } from './forms.tsx';
import { fullNameOf, lastUsed, nameOf, rotationAt, stateWord } from './key-texts.ts';
import { finish, openDeadlineForm, openRotateForm, rollBack } from './rotation.tsx';
import { clientKeysSight } from './sight.ts';
import { openSnippet } from './snippet.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
type Reason = (at: At) => string | undefined;

const revealMs = 10_000;

/** The marked keys, else the selected one. */
const targetsOf = (at: At): readonly ClientKey[] => clientKeysSight(at).targets.map(({ key }) => key);
const selectedOf = (at: At): ClientKey | undefined => clientKeysSight(at).selected?.key;
const allOf = ({ console }: At): readonly ClientKey[] => console.server?.clientKeys ?? [];

const notLoaded: Reason = ({ console }) => (console.server ? undefined : words().why.notLoaded);
const noneSelected: Reason = (at) => notLoaded(at) ?? (selectedOf(at) ? undefined : words().why.none);
const noneMeant: Reason = (at) => notLoaded(at) ?? (targetsOf(at).length > 0 ? undefined : words().why.none);
const notEditable: Reason = (at) =>
  noneMeant(at) ?? (at.console.capabilities?.labels === 'absent' ? words().why.noLabels : undefined);
/** Limits are stored where labels are. */
const notLimitable: Reason = (at) =>
  noneMeant(at) ??
  (at.console.capabilities?.limits === 'absent' || at.console.capabilities?.labels === 'absent'
    ? words().why.noLimits
    : undefined);

/** Those of the targets that no rotation has yet. */
const toRotate = (at: At) => targetsOf(at).filter((key) => !rotationAt(allOf(at), key));
const notRotatable: Reason = (at) => {
  const [first] = targetsOf(at);
  if (!first || notLoaded(at)) return noneMeant(at);
  return toRotate(at).length > 0 ? undefined : words().why.rotating(nameOf(first));
};

/** The old keys of the rotations that the targets belong to, each once. */
const oldKeys = (at: At): readonly ClientKey[] => [
  ...new Set(targetsOf(at).flatMap((key) => rotationAt(allOf(at), key)?.old ?? [])),
];
const noDeadline: Reason = (at) => {
  const [first] = targetsOf(at);
  if (!first || notLoaded(at)) return noneMeant(at);
  return oldKeys(at).length > 0 ? undefined : words().why.notRotating(nameOf(first));
};
const notRotating: Reason = (at) => {
  const selected = selectedOf(at);
  if (!selected) return noneSelected(at);
  return rotationAt(allOf(at), selected) ? undefined : words().why.notRotating(nameOf(selected));
};
const noUsage: Reason = (at) => noneSelected(at) ?? (at.console.hasUsage ? undefined : words().why.noUsage);

const onSelected = (run: (console: Console, key: ClientKey) => unknown) => (console: Console) => {
  const key = selectedOf(console.at());
  return key && run(console, key);
};
const onTargets =
  (run: (console: Console, keys: readonly ClientKey[]) => unknown, of = targetsOf) =>
  (console: Console) =>
    run(console, of(console.at()));

function askToRevoke(console: Console, keys: readonly ClientKey[]) {
  const [first] = keys;
  if (!first) return;
  const say = words().revoke;
  const one = keys.length === 1;
  const fingerprints = [...new Set(keys.map(({ fingerprint }) => fingerprint))];
  const isLast = allOf(console.at()).every(({ fingerprint }) => fingerprints.includes(fingerprint));
  console.open(
    <Danger
      title={one ? say.one(fullNameOf(first)) : say.several(keys.length)}
      lines={[
        <Affected key="keys" rows={keys.map((key) => affected(key, console.now()))} />,
        one ? say.effect : say.effectSeveral,
        ...(isLast ? [one ? say.lastKey : say.lastKeys] : []),
      ]}
      no={one ? say.noOne : say.noSeveral}
      yes={one ? say.yesOne : say.yesSeveral(keys.length)}
      onYes={async () => {
        const revoked = await console.session.run(revokeClientKeys, {
          fingerprints,
          ...(isLast ? { allowEmpty: true } : {}),
        });
        if (revoked.ok) unmark(console);
      }}
    />,
  );
}

/** Name, mask, use. */
function affected(key: ClientKey, now: number): readonly string[] {
  const say = words().revoke;
  const { activity } = key;
  const state = stateWord(key, now);
  const use = [
    state === words().states.active || state === words().states.retiring ? '' : state,
    activity && activity.today > 0 ? say.today(wholeNumber(activity.today)) : '',
    activity === undefined
      ? ''
      : activity.lastUsedAt === undefined
        ? say.never
        : say.last(lastUsed(key, createMoment(now))),
  ].filter((text) => text !== '');
  return [fullNameOf(key), key.key.mask, use.join(', ')];
}

/** A real request with each of the keys, as a client would send it (L2). */
function test(console: Console, keys: readonly ClientKey[]) {
  const [first] = keys;
  if (!first) return;
  const { session } = console;
  if (keys.length === 1) {
    const { fingerprint } = first;
    return console.open(
      <KeyTest
        name={fullNameOf(first)}
        test={(onStep, signal) => session.ask(checkClientKey, { fingerprint }, onStep, signal)}
      />,
    );
  }
  console.open(
    <KeyTests
      title={words().test.several(keys.length)}
      keys={keys.map((key) => ({ id: key.id, name: fullNameOf(key) }))}
      test={async (onResult, signal) => {
        for (const { id, fingerprint } of keys) {
          if (signal.aborted) break;
          onResult(id, await session.ask(checkClientKey, { fingerprint }, undefined, signal));
        }
        return success(undefined);
      }}
    />,
  );
}

function reveal({ ui, now }: Console, key: ClientKey) {
  if (ui.snapshot().revealed?.id === key.id) return ui.dispatch({ type: 'hidden' });
  // Whole seconds, so that the countdown ends with one.
  const until = Math.floor(now() / 1000) * 1000 + revealMs;
  ui.dispatch({
    type: 'set',
    ui: { revealed: { id: key.id, name: fullNameOf(key), secret: key.key, until } },
  });
}

function goToUsage(console: Console, { fingerprint }: ClientKey) {
  const names = namesOf(allOf(console.at()), undefined);
  console.go('usage', { filter: fieldTerm('key', keyValue(fingerprint, names)) });
}

const withCount =
  (id: Id, of = targetsOf) =>
  (at: At) => {
    const { title } = words().acts[id];
    const count = of(at).length;
    return count > 1 ? words().several(title, count) : title;
  };

const act = (id: Id, key: string, more: Omit<Act, 'id' | 'scope' | 'keys' | 'words' | 'palette'>): Act => ({
  id,
  scope: 'client-keys',
  keys: [key],
  words: () => words().acts[id],
  palette: true,
  ...more,
});

/** The client keys, in the order of the footer. */
export const clientKeyActs: readonly Act[] = [
  act('finish-rotation', 'f', {
    footer: 10,
    danger: true,
    disabled: notRotating,
    run: onSelected(finish),
  }),
  act('roll-back-rotation', 'b', {
    footer: 11,
    danger: true,
    disabled: notRotating,
    run: onSelected(rollBack),
  }),
  act('change-deadline', 'D', {
    title: withCount('change-deadline', oldKeys),
    footer: 13,
    write: true,
    disabled: noDeadline,
    run: onTargets(openDeadlineForm, oldKeys),
  }),
  act('add-key', 'a', { footer: 20, write: true, disabled: notLoaded, run: openAddForm }),
  act('rotate-key', 'R', {
    title: withCount('rotate-key', toRotate),
    footer: 21,
    write: true,
    disabled: notRotatable,
    run: onTargets(openRotateForm, toRotate),
  }),
  act('revoke-keys', 'x', {
    title: withCount('revoke-keys'),
    footer: 22,
    danger: true,
    disabled: noneMeant,
    run: onTargets(askToRevoke),
  }),
  act('edit-key', 'e', {
    title: withCount('edit-key'),
    footer: 23,
    write: true,
    disabled: notEditable,
    run: onTargets(openEditForm),
  }),
  act('copy-key', 'c', {
    footer: 12,
    disabled: noneSelected,
    run: onSelected((console, key) => console.copy(key.key, words().keyOf(fullNameOf(key)))),
  }),
  act('limit-key', 'L', {
    title: withCount('limit-key'),
    footer: 84,
    write: true,
    disabled: notLimitable,
    run: onTargets(openLimitsForm),
  }),
  act('reveal-key', 'v', { footer: 86, disabled: noneSelected, run: onSelected(reveal) }),
  act('key-snippet', 's', { footer: 87, disabled: noneSelected, run: onSelected(openSnippet) }),
  act('check-client-key', 't', {
    title: withCount('check-client-key'),
    footer: 85,
    disabled: noneMeant,
    run: onTargets(test),
  }),
  act('key-usage', 'U', { footer: 88, disabled: noUsage, run: onSelected(goToUsage) }),
  act('import-keys', 'i', { footer: 89, write: true, disabled: notLoaded, run: openImportForm }),
];
