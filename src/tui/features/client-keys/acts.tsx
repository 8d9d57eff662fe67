import { commas } from '../../../base/text/commas.ts';
import { type ClientKey, isNeverUsed } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { revokeClientKeys, testClientKey } from '../../../operations/index.ts';
import type { At, Console, Reason } from '../../act.ts';
import { createFrameTime } from '../../clock.ts';
import { wholeNumber } from '../../numbers.ts';
import { askToRemove, itemActs, reveal } from '../item-acts.tsx';
import { openKeyTests } from '../key-test/key-test.tsx';
import { namesOf } from '../usage/figures.ts';
import { keyValue } from '../usage/filter.ts';
import { openAddForm, openEditForm, openImportForm, openLimitsForm, openSnippet } from './forms.tsx';
import { finish, openDeadlineForm, openRotateForm, rollBack } from './rotation.tsx';
import {
  clientKeyList,
  fullNameOf,
  labelOf,
  lastUsed,
  nameOf,
  rotationAt,
  stateWord,
  unusedSince,
} from './rows.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
const { acts, change, noneMeant, noneSelected, toUsage } = itemActs<ClientKey, Id>(
  'client-keys',
  words,
  clientKeyList,
);

const targetsOf = (at: At): readonly ClientKey[] => clientKeyList(at).targets;
const allOf = ({ console }: At): readonly ClientKey[] => console.server?.clientKeys ?? [];

const lacks = ({ console: { capabilities } }: At, ...names: readonly ('labels' | 'limits')[]) =>
  names.some((name) => capabilities?.[name] === 'absent');
const notEditable: Reason = (at) => noneMeant(at) ?? (lacks(at, 'labels') ? words().why.noLabels : undefined);
/** Limits are stored with the labels. */
const notLimitable: Reason = (at) =>
  noneMeant(at) ?? (lacks(at, 'limits', 'labels') ? words().why.noLimits : undefined);

/** Targets that are not being rotated. */
const toRotate = (at: At) => targetsOf(at).filter((key) => !rotationAt(allOf(at), key));
/** The old keys of the rotations of the targets, without duplicates. */
const oldKeys = (at: At): readonly ClientKey[] => [
  ...new Set(targetsOf(at).flatMap((key) => rotationAt(allOf(at), key)?.old ?? [])),
];
/** There are targets, but it applies to none of them. */
const noneOf =
  (keys: (at: At) => readonly ClientKey[], why: 'rotating' | 'notRotating'): Reason =>
  (at) => {
    const [first] = targetsOf(at);
    return noneMeant(at) ?? (first && keys(at).length === 0 ? words().why[why](nameOf(first)) : undefined);
  };
const notRotating: Reason = (at) => {
  const { selected } = clientKeyList(at);
  if (!selected || rotationAt(allOf(at), selected)) return noneSelected(at);
  return words().why.notRotating(nameOf(selected));
};

function revoke(console: Console, keys: readonly ClientKey[], first: ClientKey) {
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

/** Asks about an undo that revokes the keys that the change made. */
export function askToUndo(console: Console, keys: readonly ClientKey[], run: () => unknown): void {
  const [first] = keys;
  const rows = keys.map((key) => affected(key, console.now()));
  if (first) askToRemove(console, { ...words().revoke, ...words().undo }, fullNameOf(first), rows, [], run);
}

/** Cells: name, mask unless that is the name, usage. */
function affected(key: ClientKey, now: number): readonly string[] {
  const { revoke: say, states } = words();
  const { activity } = key;
  const state = stateWord(key, now);
  const since = unusedSince(key, now);
  const last =
    since !== undefined
      ? say.noneSince(since)
      : isNeverUsed(key)
        ? say.never
        : say.last(lastUsed(key, createFrameTime(now)));
  const use = [
    state !== states.active && state !== states.retiring && state,
    activity && activity.today > 0 && say.today(wholeNumber(activity.today)),
    activity && last,
  ];
  return [
    fullNameOf(key),
    labelOf(key) === undefined ? '' : key.key.mask,
    use.filter(Boolean).join(commas().parts),
  ];
}

/** Sends a real client request with each of the keys (L2). */
function test(console: Console, keys: readonly ClientKey[], first: ClientKey) {
  const { session } = console;
  openKeyTests(
    console,
    words().test.several(keys.length),
    keys.map((key) => ({ id: key.id, name: fullNameOf(key) })),
    (onStep, signal) => session.ask(testClientKey, { fingerprint: first.fingerprint }, onStep, signal),
    async (onResult, signal) => {
      for (const { id, fingerprint } of keys) {
        if (signal.aborted) break;
        onResult(id, await session.ask(testClientKey, { fingerprint }, undefined, signal));
      }
      return success(undefined);
    },
  );
}

/** Its name in the filter of the usage screen. */
const keyTerm = ({ fingerprint }: ClientKey, at: At) =>
  ['key', keyValue(fingerprint, namesOf(allOf(at), undefined))] as const;
const copy = (console: Console, key: ClientKey) => console.copy(key.key, words().keyOf(fullNameOf(key)));
const show = (console: Console, key: ClientKey) => reveal(console, key.id, fullNameOf(key), key.key);

// biome-ignore format: one row a record reads as the table that it is
/** The client keys, in the order of the footer. */
export const clientKeyActs = acts([
  { id: 'finish-rotation', key: 'f', footer: 10, danger: true, one: finish, disabled: notRotating },
  { id: 'roll-back-rotation', key: 'b', footer: 11, danger: true, one: rollBack, disabled: notRotating },
  { id: 'change-deadline', key: 'D', footer: 13, write: true, all: openDeadlineForm, of: oldKeys, disabled: noneOf(oldKeys, 'notRotating') },
  { id: 'add-key', key: 'a', footer: 20, write: true, run: openAddForm },
  { id: 'rotate-key', key: 'R', footer: 21, write: true, all: openRotateForm, of: toRotate, disabled: noneOf(toRotate, 'rotating') },
  { id: 'revoke-keys', key: 'x', footer: 22, danger: true, all: revoke },
  { id: 'edit-key', key: 'e', footer: 23, write: true, all: openEditForm, disabled: notEditable },
  { id: 'copy-key', key: 'c', footer: 12, reveals: true, one: copy },
  { id: 'limit-key', key: 'L', footer: 84, write: true, all: openLimitsForm, disabled: notLimitable },
  { id: 'reveal-key', key: 'v', footer: 86, reveals: true, one: show },
  { id: 'key-snippet', key: 's', footer: 87, one: openSnippet },
  { id: 'check-client-key', key: 't', footer: 85, all: test },
  { id: 'key-usage', footer: 88, ...toUsage(keyTerm) },
  { id: 'import-keys', key: 'i', footer: 89, write: true, run: openImportForm },
]);
