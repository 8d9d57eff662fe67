import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { Secret } from '../../../base/secrets/secret.ts';
import { stripControl } from '../../../base/text/terminal-text.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { Inquiry } from '../../../operations/operation.ts';
import type { Console } from '../../act.ts';
import { useConsole, useSize } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { splitWide, widthOf } from '../fit.ts';
import { QrCode } from '../graphs/qr-code.tsx';
import { useScrollKeys } from '../scroll.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { Unbroken } from '../unbroken.tsx';
import { actsOf } from './acts.ts';
import { Dialog, foldedRows, Hints, inset, useDialogRoom, useEnd } from './dialog.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

/**
 * A row of a report, wrapped at words. `unbroken`: flush left and not wrapped at words, so that it can be
 * selected alone.
 */
export type ReportLine = Cell | { readonly unbroken: string };

interface ReportProps {
  readonly title: Cell;
  readonly aside?: Cell;
  readonly lines: readonly ReportLine[];
  /** What the report waits for while more lines may arrive. */
  readonly busy?: string | undefined;
  /** What `c` copies, and its name in the message: `The snippet`. */
  readonly copy?: { readonly what: string; readonly text: Secret } | undefined;
  /** Runs the report again, with `t`. */
  readonly onAgain?: (() => unknown) | undefined;
  /** Called when the box closes. */
  readonly onClose?: (() => unknown) | undefined;
}

const doneActs = actsOf('report', 'box');
/** An Enter that comes too early is meant for the answer. */
const busyActs = doneActs.map((act) => ({ ...act, keys: act.keys.filter((key) => key !== 'enter') }));

/** A scrollable text, at most as high as the body. */
export function Report({ title, aside, lines, busy, copy, onAgain, onClose }: ReportProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const open = lines.some((line) => typeof line === 'object' && 'unbroken' in line);
  const { columns, rows: most } = useDialogRoom(open);
  const size = useSize();
  const spoken = useIsScreenReaderEnabled();
  const rows = useMemo(
    () => lines.flatMap((line) => rowsOf(line, columns, size.columns)),
    [lines, columns, size.columns],
  );
  const [view, height] = useHeight(Math.min(rows.length, size.rows));
  // With a row for what it waits for and one for the keys. What fits is not measured: a new row is drawn at once.
  const shown = spoken || rows.length + 2 <= most ? rows.length : height;
  const last = Math.max(0, rows.length - shown);
  const { top, keys } = useScrollKeys({ shown, last });
  let first = top;
  while (rows[first] === continued) first -= 1;
  const handlers = {
    ...keys,
    ...(onAgain && busy === undefined && { 'report-again': onAgain }),
    ...(copy && { 'report-copy': () => console.copy(copy.text, copy.what) }),
    'close-report': () => end(onClose),
  };
  const range = last > 0 ? words().range(top + 1, top + shown, rows.length) : undefined;
  return (
    <Dialog
      title={title}
      aside={aside ?? range}
      open={open}
      acts={busy === undefined ? doneActs : busyActs}
      handlers={handlers}
      hints
    >
      <Box ref={view} flexDirection="column" height={rows.length} overflowY="hidden">
        <Box flexDirection="column" flexShrink={0} marginTop={first - top}>
          {Array.from({ length: Math.min(rows.length, top + shown) - first }, (_, nth) => {
            const place = first + nth;
            const row = rows[place];
            if (row === undefined || row === continued) return null;
            return typeof row === 'object' && 'unbroken' in row ? (
              <Unbroken key={place}>{row.unbroken}</Unbroken>
            ) : (
              <Box key={place} paddingLeft={inset} flexShrink={0}>
                <Line of={row} width={columns} />
              </Box>
            );
          })}
        </Box>
      </Box>
      {busy !== undefined && (
        <Box paddingLeft={inset} flexShrink={0}>
          <Spinner text={busy} />
        </Box>
      )}
    </Dialog>
  );
}

/** A further row of an unbroken text. */
const continued = Symbol('continued');

/** The rows of the screen that a line takes: only those that are visible are drawn. */
function rowsOf(
  line: ReportLine,
  columns: number,
  whole: number,
): readonly (ReportLine | typeof continued)[] {
  if (typeof line !== 'object' || !('unbroken' in line)) return foldedRows(line, columns);
  const unbroken = stripControl(line.unbroken) || ' ';
  return splitWide(unbroken, whole).map((_, place) => (place === 0 ? { unbroken } : continued));
}

interface AskedProps<Answer> {
  readonly title: string;
  /** What it waits for. */
  readonly busy: string;
  /** Called once; closing the box aborts it. */
  readonly ask: (signal: AbortSignal) => Promise<Outcome<Answer>>;
  readonly show: (answer: Answer) => ReactElement;
  /** By default the message alone. */
  readonly failed?: ((message: string) => ReactElement) | undefined;
}

/** A box that loads what it shows. */
export function Asked<Answer>({ title, busy, ask, show, failed }: AskedProps<Answer>): ReactElement {
  const [outcome, setOutcome] = useState<Outcome<Answer>>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked once
  useEffect(() => {
    const stop = new AbortController();
    void ask(stop.signal).then((answer) => stop.signal.aborted || setOutcome(answer));
    return () => stop.abort();
  }, []);
  if (!outcome) return <Report title={title} lines={[]} busy={busy} />;
  if (outcome.ok) return show(outcome.value);
  const { message } = outcome;
  return failed?.(message) ?? <Report title={title} lines={[{ text: `✕ ${message}`, role: 'danger' }]} />;
}

/** Opens a box that asks, then shows the answer. */
export const openAnswer = <Input, Answer>(
  console: Console,
  { title, busy }: Pick<AskedProps<Answer>, 'title' | 'busy'>,
  inquiry: Inquiry<Input, Answer>,
  input: Input,
  show: AskedProps<Answer>['show'],
  options?: Parameters<Console['open']>[1],
): void => {
  const ask = (signal: AbortSignal) => console.session.ask(inquiry, input, undefined, signal);
  console.open(<Asked {...{ title, busy, ask, show }} />, options);
};

interface SecretBoxProps {
  readonly title: Cell;
  readonly secret: Secret;
  /** Name in the message after copying: `The new key`. */
  readonly what: string;
  readonly notes?: readonly string[];
  /** Shows a client configuration that uses it. */
  readonly onSnippet?: () => unknown;
  /** Called when the box closes. */
  readonly onDone?: () => unknown;
}

/** A secret in full, flush left and unbroken between two rules, so that it can be selected alone. */
export function SecretBox({ title, secret, what, notes = [], ...then }: SecretBoxProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const room = useDialogRoom(true);
  const [code, showCode] = useState(false);
  const noteRows = notes.flatMap((note) => foldedRows(note, room.columns)).length;
  // The secret, its blank rows and that below the code, the notes, and the keys.
  const around = Math.ceil(widthOf(secret.reveal()) / room.width) + 3 + (noteRows && noteRows + 1) + 1;
  const handlers = {
    'copy-secret': () => console.copy(secret, what),
    'secret-code': () => showCode((shown) => !shown),
    ...(then.onSnippet && { 'secret-snippet': then.onSnippet }),
    'close-secret': () => end(then.onDone),
  };
  return (
    <Dialog title={title} open acts={actsOf('secret')} handlers={handlers}>
      <Box paddingY={1} flexDirection="column" flexShrink={0}>
        <Unbroken>{secret.reveal()}</Unbroken>
      </Box>
      {code && (
        <Box paddingBottom={1} flexShrink={0}>
          <QrCode text={secret.reveal()} columns={room.columns} rows={room.rows - around} />
        </Box>
      )}
      <Box flexDirection="column" paddingLeft={inset} flexShrink={0}>
        {notes.map((note) => (
          <Text key={note}>{note}</Text>
        ))}
        {notes.length > 0 && <Text> </Text>}
        <Hints acts={actsOf('secret')} handlers={handlers} columns={room.columns} between="   " />
      </Box>
    </Dialog>
  );
}
