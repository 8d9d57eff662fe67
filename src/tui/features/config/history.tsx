import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Secret } from '../../../base/secrets/secret.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import {
  type ConfigChange,
  listConfigChanges,
  previewRestore,
  restoreVersion,
} from '../../../operations/index.ts';
import { actsIn, type Console } from '../../act.ts';
import { actsOf } from '../../components/dialogs/acts.ts';
import { Dialog, Gap, inset, Notes, useDialogRoom, useEnd } from '../../components/dialogs/dialog.tsx';
import { Question } from '../../components/dialogs/question.tsx';
import { openAnswer, Report } from '../../components/dialogs/report.tsx';
import { Difference, differenceSpan } from '../../components/difference.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import { Choices, useWindow } from '../../components/scroll.tsx';
import { Line } from '../../components/text.tsx';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { listWords } from '../../words/list.ts';
import { words } from './words.ts';

// biome-ignore format: one row a record reads as the table that it is
export const historyActs = actsIn('history', () => words().acts, [
  { id: 'show-difference', word: 'difference', keys: ['enter'], footer: 1 },
  { id: 'restore-version', word: 'restore', keys: ['R'], footer: 2, write: true },
  { id: 'copy-version', word: 'copyPath', keys: ['c'], footer: 4 },
  { id: 'close-history', word: 'closeHistory', keys: ['escape', 'q'], footer: 3 },
]);

interface HistoryProps {
  readonly changes: readonly ConfigChange[];
  /** Place of the selected one at first. */
  readonly start?: number;
}

const crumb = () => `${words().screen.name} › ${words().history.title}`;

/** The changes of config.yaml whose former text is kept, newest first. */
function History({ changes, start = 0 }: HistoryProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const { columns } = useDialogRoom();
  const says = words().history;
  const [index, step, now] = useReduced(
    (before: number, by: number) => Math.min(changes.length - 1, Math.max(0, before + by)),
    () => start,
  );
  const window = useWindow(changes.length, index);
  const rows = changes.map((change) => ({
    when: formatInstant(change.until, console.now()),
    by: change.by ?? says.unknown,
    change: change.line ?? says.lines(change.added, change.removed),
  }));
  const widest = (column: 'when' | 'by') =>
    Math.max(...[says.columns, ...rows].map((row) => widthOf(row[column])));
  const widths = { when: widest('when'), by: Math.min(widest('by'), Math.floor(columns / 3)) };
  const textOf = ({ when, by, change }: (typeof rows)[number] = says.columns) =>
    ` ${fitText(when, widths.when)}  ${fitText(by, widths.by)}  ${change}`;
  const open = (show: typeof openDifference) => () => {
    const place = now();
    const change = changes[place];
    const back = () => console.open(<History changes={changes} start={place} />);
    return change && end(() => show(console, change, back));
  };
  // Further keys may have come since it was drawn.
  const copy = () => {
    const path = changes[now()]?.path;
    return path !== undefined && console.copy(new Secret(path), says.path);
  };
  const hasAny = changes.length > 0;
  return (
    <Dialog
      title={crumb()}
      aside={
        window.height < changes.length
          ? listWords().position(window.top + 1, window.end, changes.length)
          : says.versions(changes.length)
      }
      acts={[...historyActs, ...actsOf('box')]}
      handlers={{
        'box-down': () => step(1),
        'box-up': () => step(-1),
        'box-page-down': () => step(window.height),
        'box-page-up': () => step(-window.height),
        ...(hasAny && { 'show-difference': open(openDifference) }),
        ...(hasAny && !console.at().console.readOnly && { 'restore-version': open(openRestore) }),
        ...(changes[index]?.path !== undefined && { 'copy-version': copy }),
        'close-history': () => end(),
      }}
      hints
    >
      {hasAny ? (
        <Box flexShrink={0}>
          <Line of={{ text: ` ${textOf()}`, role: 'muted' }} width={columns + 2 * inset} />
        </Box>
      ) : (
        <>
          <Gap />
          <Notes of={[says.none]} width={columns} />
        </>
      )}
      <Choices
        of={window}
        width={columns + 2 * inset}
        onPress={(place) => step(place - now())}
        onWheel={step}
      >
        {(place) => [{ text: textOf(rows[place]) }]}
      </Choices>
    </Dialog>
  );
}

export function openHistory(console: Console): void {
  const says = words().history;
  const box = { title: crumb(), busy: says.busy };
  openAnswer(console, box, listConfigChanges, {}, (changes) => <History changes={changes} />);
}

/** What going back to the text before a change would make of config.yaml. @param back to the list */
function openDifference(
  console: Console,
  { id, until, by, operation }: ConfigChange,
  back: () => void,
): void {
  const says = words().history;
  const title = says.difference(formatInstant(until, console.now()));
  openAnswer(console, { title, busy: says.busy }, previewRestore, { id }, ({ lines }) => (
    <Report
      title={title}
      lines={[
        ...(by !== undefined && operation !== undefined ? [says.by(by, operation)] : []),
        ...(lines.length > 0 ? lines.map(differenceSpan) : [says.same]),
      ]}
      onClose={back}
    />
  ));
}

function openRestore(console: Console, { id, until }: ConfigChange, back: () => void): void {
  const says = words().history;
  const title = says.restoreTitle(formatInstant(until, console.now()));
  openAnswer(console, { title, busy: says.busy }, previewRestore, { id }, ({ lines, revision }) => {
    const run = () => console.session.run(restoreVersion, { id, revision });
    return lines.length === 0 ? (
      <Report title={title} lines={[says.same]} onClose={back} />
    ) : (
      <Question
        danger
        title={`✕ ${title}`}
        lines={[<Difference key="difference" lines={lines} />, says.keysToo]}
        buttons={[
          { title: says.close, run: back },
          { title: says.restore, role: 'danger', run },
        ]}
      />
    );
  });
}
