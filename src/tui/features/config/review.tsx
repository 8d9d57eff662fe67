import { isDeepStrictEqual } from 'node:util';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { success } from '../../../contract/outcome.ts';
import {
  changeSettings,
  listSettings,
  maskSetting,
  previewSettings,
  type SettingsPreview,
} from '../../../operations/index.ts';
import { type Console, notReachable } from '../../act.ts';
import { Question } from '../../components/dialogs/question.tsx';
import { Asked } from '../../components/dialogs/report.tsx';
import { Difference } from '../../components/difference.tsx';
import type { ConfigUi } from './config-state.ts';
import { type ConfigItem, changedItems, meantText, valueText } from './rows.ts';
import { words } from './words.ts';

const setPending = ({ ui }: Console, pending: ConfigUi['pending']): void =>
  ui.dispatch({ type: 'config', config: { pending } });

/** Runs once nothing is unsaved; undefined: the console goes on. */
type Leave = (() => unknown) | undefined;

/** Opens a box of the review; another Ctrl-C in one of leaving leaves without an answer. */
function openBox(console: Console, leave: Leave, box: ReactElement): void {
  console.open(box);
  if (leave) console.ui.dispatch({ type: 'set', ui: { leaveBoxKey: console.ui.snapshot().dialog?.key } });
}

export const reviewChanges = (console: Console): void => reviewBefore(console, undefined);

/** Runs what would lose changes that are not saved; asks first: save, discard or stay. */
export function leaveSettings(console: Console, leave: () => unknown): unknown {
  if (console.ui.snapshot().config.pending.size === 0) return leave();
  if (notReachable(console.at()) === undefined) return reviewBefore(console, leave);
  return openBox(console, leave, cannotSave(console, leave, words().leaving.cannotSave));
}

function cannotSave(console: Console, leave: () => unknown, why: string): ReactElement {
  const { leaving } = words();
  const discard = { title: leaving.discard, role: 'danger' as const, run: () => drop(console, leave) };
  return (
    <Question
      title={leaving.title(console.ui.snapshot().config.pending.size)}
      lines={[why]}
      buttons={[{ title: leaving.keep }, discard]}
    />
  );
}

function drop(console: Console, leave: Leave): unknown {
  setPending(console, new Map());
  return leave?.();
}

/** A secret of the file is known by its mask only, which must not be written in its place. */
const isMasked = (value: ConfigValue | undefined): boolean => JSON.stringify(value ?? null).includes('…');

/** What was changed again while it was saved is a change of what was saved. @param before when the save began */
function dropSaved(console: Console, saved: SettingsPreview['changes'], before: ConfigUi['pending']): void {
  const pending = new Map(console.ui.snapshot().config.pending);
  for (const { path, value } of saved) {
    const now = pending.get(path);
    const was = before.get(path)?.was;
    const meant = now ? now.value : isMasked(was) ? value : (was ?? null);
    if (isDeepStrictEqual(meant, value)) pending.delete(path);
    else pending.set(path, { value: meant, was: value === null ? undefined : maskSetting(path, value) });
  }
  setPending(console, pending);
}

const textsOf = (leave: Leave) => ({ ...words().review, ...(leave && words().leaving) });
const titleOf = (leave: Leave, count: number) =>
  leave ? words().leaving.title(count) : words().review.title;

/** Of the boxes that wait for the server; a failure must not keep anyone from leaving. */
const waiting = (console: Console, leave: Leave, count: number) => ({
  title: titleOf(leave, count),
  busy: words().review.busy,
  failed: leave && ((why: string) => cannotSave(console, leave, why)),
});

/** The changes on what the file says now: the settings are followed only while they are on the screen. */
async function readChanges({ session, ui, at }: Console, signal: AbortSignal) {
  const listed = await session.ask(listSettings, {}, undefined, signal);
  if (!listed.ok) return listed;
  if (!signal.aborted) ui.dispatch({ type: 'config', config: { rows: listed.value, problem: undefined } });
  return success(changedItems(at()));
}

/** Asks first about settings that another program changed in the meantime. */
const reviewBefore = (console: Console, leave: Leave): void =>
  openBox(
    console,
    leave,
    <Asked
      {...waiting(console, leave, console.ui.snapshot().config.pending.size)}
      ask={(signal) => readChanges(console, signal)}
      show={(changed) =>
        changed.some(({ clashes }) => clashes)
          ? clash(console, leave, changed)
          : review(console, leave, changed)
      }
    />,
  );

/** The changes that do not clash apply to the text of the other program. */
function clash(console: Console, leave: Leave, changed: readonly ConfigItem[]): ReactElement {
  const says = words().clash;
  const clashes = changed.filter((item) => item.clashes);
  const decide = (mine: boolean) => () => {
    const pending = new Map(console.ui.snapshot().config.pending);
    for (const { path, value, pending: own } of clashes) {
      if (mine && own && !isDeepStrictEqual(own.value, value ?? null))
        pending.set(path, { value: own.value, was: value });
      else pending.delete(path);
    }
    setPending(console, pending);
    if (pending.size > 0) openBox(console, leave, review(console, leave, changedItems(console.at())));
    else leave?.();
  };
  const shown = (item: ConfigItem) =>
    says.line(
      item.path,
      valueText(item.value, item) ?? says.notSet,
      item.pending?.value === null ? says.default : meantText(item),
    );
  return (
    <Question
      title={says.title}
      lines={[...clashes.map(shown), ...(changed.length > clashes.length ? [says.others] : [])]}
      buttons={[
        { title: says.keepMine, key: 'm', run: decide(true) },
        { title: says.takeTheirs, key: 't', run: decide(false) },
        { title: says.cancel },
      ]}
    />
  );
}

function review(console: Console, leave: Leave, items: readonly ConfigItem[]): ReactElement {
  const changes = items.flatMap(({ path, pending }) => (pending ? [{ path, value: pending.value }] : []));
  return (
    <Asked
      {...waiting(console, leave, changes.length)}
      ask={(signal) => console.session.ask(previewSettings, { changes }, undefined, signal)}
      show={(preview) => <Review {...{ console, preview, leave }} />}
    />
  );
}

interface ReviewProps {
  readonly console: Console;
  readonly preview: SettingsPreview;
  readonly leave: Leave;
}

function Review({ console, preview, leave }: ReviewProps): ReactElement {
  const { changes, lines, dangers, restart, unused, revision } = preview;
  const says = textsOf(leave);
  const save = async () => {
    const { pending } = console.ui.snapshot().config;
    const saved = await console.session.run(changeSettings, { changes, revision });
    // After a conflict the changes are still there, and apply to the new text.
    if (saved.ok) {
      dropSaved(console, changes, pending);
      if (leave) leaveSettings(console, leave);
    } else if (saved.kind === 'conflict' && !saved.unloaded) console.say('warning', says.again);
  };
  const isDisk = console.at().console.connection.kind === 'disk';
  const when = isDisk ? says.atStart : restart.length === changes.length ? '' : says.now;
  const notes = [
    ...dangers,
    [
      when,
      restart.length > 0 && !isDisk && says.restart(restart.join(commas().items)),
      unused.length > 0 && says.unused(unused.join(commas().items)),
      says.kept,
    ]
      .filter(Boolean)
      .join(commas().sentences),
  ];
  const difference = lines.length > 0 ? <Difference key="difference" lines={lines} /> : says.nothing;
  const all = {
    save: { title: says.save, run: save },
    keep: { title: says.keep },
    discard: { title: says.discard, run: () => drop(console, leave) },
  };
  const danger = dangers.length > 0;
  return (
    <Question
      title={`${danger ? '✕ ' : ''}${titleOf(leave, changes.length)}`}
      aside={leave ? undefined : words().review.count(changes.length)}
      danger={danger}
      lines={[difference, ...notes]}
      buttons={
        danger ? [all.keep, { ...all.save, role: 'danger' }, all.discard] : [all.save, all.keep, all.discard]
      }
    />
  );
}
