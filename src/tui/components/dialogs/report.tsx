import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Secret } from '../../../base/secret.ts';
import { useConsole } from '../../context.tsx';
import { useReleasedMouse } from '../../hooks/use-mouse.ts';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { type Cell, cellText, Line } from '../text.tsx';
import { Unbroken } from '../unbroken.tsx';
import { reportActs } from './acts.ts';
import { Dialog, inset, useDialogRoom } from './dialog.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

/**
 * A row of a report. A string is folded at words; a cell is one row. `unbroken`: flush left and never folded at words,
 * so that selecting it takes nothing else along.
 */
export type ReportLine = Cell | { readonly unbroken: string };

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
  const open = lines.some(isUnbroken);
  const room = useDialogRoom(open);
  const rows = lines.flatMap((line) => rowsOf(line, room.columns, room.columns + 2 * inset));
  const height = room.rows - (busy === undefined ? 2 : 3);
  const fits = sumOf(rows) <= height;
  const last = fits ? 0 : lastTop(rows, height);
  const [top, scroll] = useReduced(
    (before: number, by: number) => Math.min(last, Math.max(0, Math.min(before, last) + by)),
    () => 0,
  );
  const shown = fits ? rows : window(rows.slice(Math.min(top, last)), height);
  const first = Math.min(top, last) + 1;
  const handlers = {
    ...(!fits && {
      'report-down': () => scroll(1),
      'report-up': () => scroll(-1),
      'report-page-down': () => scroll(height),
      'report-page-up': () => scroll(-height),
    }),
    ...(onAgain && busy === undefined && { 'report-again': onAgain }),
    ...(copy && { 'report-copy': () => console.copy(copy.text, copy.what) }),
    'close-report': () => {
      console.close();
      return onClose?.();
    },
  };
  const range = fits ? undefined : words().range(first, first + shown.length - 1, rows.length);
  return (
    <Dialog title={title} aside={aside ?? range} open={open} acts={reportActs} handlers={handlers} hints>
      {open && <ReleasedMouse />}
      {shown.map(({ cell, unbroken }, place) =>
        unbroken ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text
          <Unbroken key={place}>{cellText(cell) || ' '}</Unbroken>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text
          <Box key={place} paddingLeft={inset}>
            <Line of={cell} width={room.columns} />
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

interface Row {
  readonly cell: Cell;
  readonly unbroken: boolean;
  /** Rows of the terminal. */
  readonly height: number;
}

const isUnbroken = (line: ReportLine): line is { readonly unbroken: string } =>
  typeof line === 'object' && 'unbroken' in line;

function rowsOf(line: ReportLine, columns: number, full: number): readonly Row[] {
  if (isUnbroken(line)) {
    const height = Math.max(1, Math.ceil(widthOf(line.unbroken) / full));
    return [{ cell: line.unbroken, unbroken: true, height }];
  }
  const plain = (cell: Cell): Row => ({ cell, unbroken: false, height: 1 });
  if (typeof line === 'string') return wrap(line, columns).map(plain);
  if ('text' in line) return wrap(line.text, columns).map((text) => plain({ ...line, text }));
  return [plain(line)];
}

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { height }) => sum + height, 0);

/** The last page stays full. */
function lastTop(rows: readonly Row[], height: number): number {
  let top = rows.length;
  let used = 0;
  while (top > 0 && used + (rows[top - 1]?.height ?? 1) <= height) {
    top -= 1;
    used += rows[top]?.height ?? 1;
  }
  return Math.min(top, rows.length - 1);
}

function window(rows: readonly Row[], height: number): readonly Row[] {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += row.height;
    return used > height;
  });
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}
