import type { ClientKey } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { checkClientKey, revokeClientKeys } from '../../../operations/index.ts';
import type { Act, At, Console } from '../../act.ts';
import { createMoment } from '../../moment.ts';
import { wholeNumber } from '../../numbers.ts';
import { askToRemove, itemActs, type Reason, reveal } from '../item-acts.tsx';
import { openKeyTests } from '../key-test/key-test.tsx';
import { noUsage } from '../usage/acts.ts';
import { fieldTerm, keyValue } from '../usage/filter.ts';
import { namesOf } from '../usage/sight.ts';
import { openAddForm, openEditForm, openImportForm, openLimitsForm } from './forms.tsx';
import { fullNameOf, lastUsed, nameOf, rotationAt, stateWord } from './key-texts.ts';
import { finish, openDeadlineForm, openRotateForm, rollBack } from './rotation.tsx';
import { clientKeysSight } from './sight.ts';
import { openSnippet } from './snippet.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
/** The marked keys, else the selected one. */
const targetsOf = (at: At): readonly ClientKey[] => clientKeysSight(at).targets.map(({ key }) => key);
const selectedOf = (at: At): ClientKey | undefined => clientKeysSight(at).selected?.key;
const allOf = ({ console }: At): readonly ClientKey[] => console.server?.clientKeys ?? [];

const { act, change, counting, noneMeant, noneSelected, notLoaded, onSelected } = itemActs<ClientKey, Id>(
  'client-keys',
  words,
  targetsOf,
  selectedOf,
);

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
const onTargets =
  (run: (console: Console, keys: readonly ClientKey[]) => unknown, of = targetsOf) =>
  (console: Console) =>
    run(console, of(console.at()));

function revoke(console: Console, keys: readonly ClientKey[]) {
  const [first] = keys;
  if (!first) return;
  const say = words().revoke;
  const fingerprints = [...new Set(keys.map(({ fingerprint }) => fingerprint))];
  const isLast = allOf(console.at()).every(({ fingerprint }) => fingerprints.includes(fingerprint));
  askToRemove(
    console,
    say,
    fullNameOf(first),
    keys.map((key) => affected(key, console.now())),
    isLast ? [keys.length === 1 ? say.lastKey : say.lastKeys] : [],
    () => change(console, revokeClientKeys, { fingerprints, ...(isLast && { allowEmpty: true }) }),
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
  const { session } = console;
  const [first] = keys;
  if (!first) return;
  openKeyTests(
    console,
    words().test.several(keys.length),
    keys.map((key) => ({ id: key.id, name: fullNameOf(key) })),
    (onStep, signal) => session.ask(checkClientKey, { fingerprint: first.fingerprint }, onStep, signal),
    async (onResult, signal) => {
      for (const { id, fingerprint } of keys) {
        if (signal.aborted) break;
        onResult(id, await session.ask(checkClientKey, { fingerprint }, undefined, signal));
      }
      return success(undefined);
    },
  );
}

function goToUsage(console: Console, { fingerprint }: ClientKey) {
  const names = namesOf(allOf(console.at()), undefined);
  console.go('usage', { filter: fieldTerm('key', keyValue(fingerprint, names)) });
}

// biome-ignore format: one row a record reads as the table that it is
/** The client keys, in the order of the footer. */
export const clientKeyActs: readonly Act[] = [
  act('finish-rotation', 'f', 10, 'danger', notRotating, onSelected(finish)),
  act('roll-back-rotation', 'b', 11, 'danger', notRotating, onSelected(rollBack)),
  act('change-deadline', 'D', 13, 'writes', noDeadline, onTargets(openDeadlineForm, oldKeys), counting('change-deadline', oldKeys)),
  act('add-key', 'a', 20, 'writes', notLoaded, openAddForm),
  act('rotate-key', 'R', 21, 'writes', notRotatable, onTargets(openRotateForm, toRotate), counting('rotate-key', toRotate)),
  act('revoke-keys', 'x', 22, 'danger', noneMeant, onTargets(revoke), counting('revoke-keys')),
  act('edit-key', 'e', 23, 'writes', notEditable, onTargets(openEditForm), counting('edit-key')),
  act('copy-key', 'c', 12, 'reveals', noneSelected, onSelected((console, key) => console.copy(key.key, words().keyOf(fullNameOf(key))))),
  act('limit-key', 'L', 84, 'writes', notLimitable, onTargets(openLimitsForm), counting('limit-key')),
  act('reveal-key', 'v', 86, 'reveals', noneSelected, onSelected((console, key) => reveal(console, key.id, fullNameOf(key), key.key))),
  act('key-snippet', 's', 87, 'reads', noneSelected, onSelected(openSnippet)),
  act('check-client-key', 't', 85, 'reads', noneMeant, onTargets(test), counting('check-client-key')),
  act('key-usage', 'U', 88, 'reads', (at) => noneSelected(at) ?? noUsage(at), onSelected(goToUsage)),
  act('import-keys', 'i', 89, 'writes', notLoaded, openImportForm),
];
