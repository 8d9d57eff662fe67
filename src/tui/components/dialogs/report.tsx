import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Secret } from '../../../base/secrets/secret.ts';
import { useConsole } from '../../context.tsx';
import { useReleasedMouse } from '../../hooks/use-mouse.ts';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { type Cell, Line } from '../text.tsx';
import { Unbroken } from '../unbroken.tsx';
import { reportActs } from './acts.ts';
import { Dialog, inset, useDialogRoom, useEnd } from './dialog.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

/**
 * A row of a report. A string is folded at words; a cell is one row. `unbroken`: flush left and never folded at words,
 * so that selecting it takes nothing else along.
 */
export type ReportLine = Cell | Unfolded;
interface Unfolded {
  readonly unbroken: string;
}

export interface ReportProps {
  readonly title: Cell;
  readonly aside?: Cell;
  readonly lines: readonly ReportLine[];
  /** What it waits for, while lines may still come. */
  readonly busy?: string | undefined;
  /** What `c` copies, and what it is called in the message: `The snippet`. */
  readonly copy?: { readonly what: string; readonly text: Secret } | undefined;
  /** `t` does it again. */
  readonly onAgain?: (() => unknown) | undefined;
  /** The box is closed. */
  readonly onClose?: (() => unknown) | undefined;
}

/** Something to read, at most as high as the body; it scrolls. */
export function Report({ title, aside, lines, busy, copy, onAgain, onClose }: ReportProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const open = lines.some(isUnbroken);
  const room = useDialogRoom(open);
  const rows = lines.flatMap((line) => rowsOf(line, room.columns));
  const heightOf = (row: ReportLine) =>
    isUnbroken(row) ? Math.max(1, Math.ceil(widthOf(row.unbroken) / room.width)) : 1;
  const height = room.rows - (busy === undefined ? 2 : 3);
  // The last page stays full.
  const last = rows.length - Math.max(1, countIn(rows.map(heightOf).reverse(), height));
  const fits = last <= 0;
  const within = (wish: number) => Math.max(0, Math.min(last, wish));
  const [wish, scroll] = useReduced(
    (before: number, by: number) => within(within(before) + by),
    () => 0,
  );
  const top = within(wish);
  const shown = rows.slice(top, top + Math.max(1, countIn(rows.slice(top).map(heightOf), height)));
  const handlers = {
    ...(!fits && {
      'report-down': () => scroll(1),
      'report-up': () => scroll(-1),
      'report-page-down': () => scroll(height),
      'report-page-up': () => scroll(-height),
    }),
    ...(onAgain && busy === undefined && { 'report-again': onAgain }),
    ...(copy && { 'report-copy': () => console.copy(copy.text, copy.what) }),
    'close-report': () => end(onClose),
  };
  const range = fits ? undefined : words().range(top + 1, top + shown.length, rows.length);
  return (
    <Dialog title={title} aside={aside ?? range} open={open} acts={reportActs} handlers={handlers} hints>
      {open && <ReleasedMouse />}
      {shown.map((row, place) =>
        isUnbroken(row) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text
          <Unbroken key={place}>{row.unbroken || ' '}</Unbroken>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text
          <Box key={place} paddingLeft={inset}>
            <Line of={row} width={room.columns} />
          </Box>
        ),
      )}
      {busy !== undefined && (
        <Box paddingLeft={inset}>
          <Spinner text={busy} />
        </Box>
      )}
    </Dialog>
  );
}

function ReleasedMouse(): null {
  useReleasedMouse();
  return null;
}

const isUnbroken = (line: ReportLine): line is Unfolded => typeof line === 'object' && 'unbroken' in line;

function rowsOf(line: ReportLine, columns: number): readonly ReportLine[] {
  if (typeof line === 'string') return wrap(line, columns);
  return 'text' in line ? wrap(line.text, columns).map((text) => ({ ...line, text })) : [line];
}

/** How many rows of these heights fit. */
function countIn(heights: readonly number[], room: number): number {
  let used = 0;
  const first = heights.findIndex((height) => {
    used += height;
    return used > room;
  });
  return first < 0 ? heights.length : first;
}
