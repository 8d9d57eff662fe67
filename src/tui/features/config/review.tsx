import { Box } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { DifferenceLine } from '../../../contract/config-edit.ts';
import {
  type ConfigChange,
  changeSettings,
  listConfigChanges,
  previewRestore,
  previewSettings,
  restoreVersion,
  type SettingsPreview,
} from '../../../operations/index.ts';
import { type Console, notReachable } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Question } from '../../components/dialogs/question.tsx';
import { Asked } from '../../components/dialogs/report.tsx';
import { Line, Text } from '../../components/text.tsx';
import type { Role } from '../../theme.ts';
import type { ConfigUi } from './config-state.ts';
import { type ConfigItem, changedItems, meantText, valueText } from './rows.ts';
import { words } from './words.ts';

const signs: Readonly<Record<DifferenceLine['kind'], readonly [string, Role]>> = {
  same: [' ', 'muted'],
  added: ['+', 'success'],
  removed: ['-', 'danger'],
  gap: ['…', 'muted'],
};

function Difference({ lines }: { readonly lines: readonly DifferenceLine[] }): ReactElement {
  return (
    <Box flexDirection="column">
      {lines.map(({ kind, line, text }) => {
        const [sign, role] = signs[kind];
        const number = kind === 'gap' ? '' : String(line);
        return <Line key={`${kind} ${line}`} of={{ text: `${number.padStart(4)} ${sign} ${text}`, role }} />;
      })}
    </Box>
  );
}

const setPending = ({ ui }: Console, pending: ConfigUi['pending']): void =>
  ui.dispatch({ type: 'config', config: { pending } });

export const reviewChanges = (console: Console): unknown => reviewBefore(console);

/** Runs what would lose changes that are not saved; asks first: save, discard or stay. */
export function leaveSettings(console: Console, leave: () => unknown): unknown {
  const { size } = console.ui.snapshot().config.pending;
  if (size === 0) return leave();
  if (notReachable(console.at()) === undefined) return reviewBefore(console, leave);
  const { leaving } = words();
  const discard = { title: leaving.discard, role: 'danger' as const, run: leave };
  return console.open(
    <Question
      title={leaving.title(size)}
      lines={[leaving.cannotSave]}
      buttons={[{ title: leaving.keep }, discard]}
    />,
  );
}

/**
 * Asks first about settings that another program changed in the meantime; the other changes apply to its text.
 * @param leave runs once nothing is unsaved
 */
function reviewBefore(console: Console, leave?: () => unknown): unknown {
  const changed = changedItems(console.at());
  const clashes = changed.filter((item) => item.clashes);
  if (clashes.length === 0) return review(console, changed, leave);
  const says = words().clash;
  const decide = (mine: boolean) => () => {
    const pending = new Map(console.ui.snapshot().config.pending);
    for (const { path, value, pending: own } of clashes) {
      if (mine && own) pending.set(path, { value: own.value, was: value });
      else pending.delete(path);
    }
    setPending(console, pending);
    if (pending.size > 0) review(console, changedItems(console.at()), leave);
    else leave?.();
  };
  const shown = (item: ConfigItem) =>
    says.line(
      item.path,
      valueText(item.value) ?? says.notSet,
      item.pending?.value === null ? says.default : meantText(item),
    );
  return console.open(
    <Question
      title={says.title}
      lines={[...clashes.map(shown), ...(changed.length > clashes.length ? [says.others] : [])]}
      buttons={[
        { title: says.keepMine, key: 'm', run: decide(true) },
        { title: says.takeTheirs, key: 't', run: decide(false) },
        { title: says.cancel },
      ]}
    />,
  );
}

function review(console: Console, items: readonly ConfigItem[], leave: (() => unknown) | undefined): void {
  const changes = items.flatMap(({ path, pending }) => (pending ? [{ path, value: pending.value }] : []));
  const says = { ...words().review, ...(leave && words().leaving) };
  const ask = (signal: AbortSignal) => console.session.ask(previewSettings, { changes }, undefined, signal);
  const show = (preview: SettingsPreview) => <Review {...{ console, preview, says, leave }} />;
  console.open(<Asked title={says.title(changes.length)} busy={says.busy} ask={ask} show={show} />);
}

interface ReviewProps {
  readonly console: Console;
  readonly preview: SettingsPreview;
  readonly says: ReturnType<typeof words>['review'];
  readonly leave: (() => unknown) | undefined;
}

function Review({ console, preview, says, leave }: ReviewProps): ReactElement {
  const { changes, lines, dangers, restart, unused, revision } = preview;
  const drop = () => {
    setPending(console, new Map());
    return leave?.();
  };
  const save = async () => {
    const saved = await console.session.run(changeSettings, { changes, revision });
    // After a conflict the changes are still there, and apply to the new text.
    if (saved.ok) drop();
    else if (saved.kind === 'conflict' && !saved.unloaded) console.say('warning', says.again);
  };
  const isDisk = console.at().console.connection.kind === 'disk';
  const when = isDisk ? says.atStart : restart.length === changes.length ? '' : says.now;
  const notes = [
    ...dangers,
    [
      when,
      restart.length > 0 && !isDisk && says.restart(restart.join(', ')),
      unused.length > 0 && says.unused(unused.join(', ')),
      says.kept,
    ]
      .filter(Boolean)
      .join(' '),
  ];
  const difference = lines.length > 0 ? <Difference key="difference" lines={lines} /> : says.nothing;
  const all = {
    save: { title: says.save, run: save },
    keep: { title: says.keep },
    discard: { title: says.discard, run: drop },
  };
  const danger = dangers.length > 0;
  return (
    <Question
      title={`${danger ? '✕ ' : ''}${says.title(changes.length)}`}
      danger={danger}
      lines={[difference, ...notes]}
      buttons={
        danger ? [all.keep, { ...all.save, role: 'danger' }, all.discard] : [all.save, all.keep, all.discard]
      }
    />
  );
}

/** The changes of config.yaml whose former text is kept; a version is compared before it is restored. */
export function openHistory(console: Console): void {
  const says = words().history;
  const ask = (signal: AbortSignal) => console.session.ask(listConfigChanges, {}, undefined, signal);
  const what = ({ by = says.unknown, added, removed, line }: ConfigChange) =>
    `${line ?? says.lines(added, removed)} · ${by}`;
  console.open(
    <Asked
      title={says.title}
      busy={says.busy}
      ask={ask}
      show={(changes) => (
        <Menu
          title={says.title}
          notes={[changes.length === 0 ? says.none : says.note]}
          items={changes.map((change) => ({
            title: formatInstant(change.until, console.now()),
            hint: what(change),
            path: change.path,
            run: () => openVersion(console, change),
          }))}
        />
      )}
    />,
  );
}

function openVersion(console: Console, { id, until, by, operation }: ConfigChange): void {
  const says = words().history;
  const title = says.restoreTitle(formatInstant(until, console.now()));
  const ask = (signal: AbortSignal) => console.session.ask(previewRestore, { id }, undefined, signal);
  const restore = () => console.session.run(restoreVersion, { id });
  const readOnly = console.at().console.readOnly;
  console.open(
    <Asked
      title={title}
      busy={says.busy}
      ask={ask}
      show={({ lines }) => (
        <Question
          danger
          title={title}
          lines={[
            ...(by !== undefined && operation !== undefined ? [says.by(by, operation)] : []),
            lines.length > 0 ? (
              <Difference key="difference" lines={lines} />
            ) : (
              <Text key="same">{says.same}</Text>
            ),
            says.keysToo,
          ]}
          buttons={
            readOnly || lines.length === 0
              ? [{ title: says.close }]
              : [{ title: says.close }, { title: says.restore, role: 'danger', run: restore }]
          }
        />
      )}
    />,
  );
}
