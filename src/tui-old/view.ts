import { stripControl } from '../base/terminal-text.ts';
import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';
import type { KeyContext } from './binding.ts';
import type { Column } from './components/column.ts';
import type { Moment } from './rows/moment.ts';
import type { Line } from './text/line.ts';
import type { ScreenId } from './ui/ui-state.ts';

/**
 * One row of the screen: a line, or a text that stands whole on rows of its own. `link`: an address that a terminal may
 * open when it is clicked (OSC 8).
 */
export type Row =
  | { readonly line: Line; readonly selected?: boolean }
  | { readonly unbroken: string; readonly link?: boolean };

export type Body =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | {
      readonly kind: 'table';
      /** Over the table. */
      readonly above?: readonly Line[];
      readonly columns: readonly Column[];
      readonly rows: readonly { readonly line: Line; readonly selected: boolean }[];
      /** Right under the table. */
      readonly below: Line;
      /** And what follows on that. */
      readonly after?: readonly Row[];
      /** Beside the table, from the column after it: open details. */
      readonly side?: readonly Line[];
      readonly sideWidth?: number;
    };

/** Everything on the screen, from top to bottom: what React draws, and what tests read. */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly head: readonly Line[];
  readonly body: Body;
  /** The open box, between body and foot. */
  readonly panel: readonly Row[];
  readonly foot: readonly Line[];
}

/** What every part of a view is made of. */
export interface Scene extends KeyContext {
  readonly moment: Moment;
  /** Filtered and sorted, as the list has them. */
  readonly visible: readonly ClientKey[];
  readonly columns: number;
}

/** What of a screen's list the cursor, the window and the marks depend on. */
export interface ScreenList {
  /** Rows of it that fit into a body of this height. */
  readonly height: (height: number, scene: Scene) => number;
  /** As it stands now; the same array as long as nothing in it has changed. */
  readonly listed: (scene: Scene) => Listed;
}

export interface Listed {
  /** Filtered and sorted. */
  readonly ids: readonly string[];
  /** Also those that a filter hides: their marks stay. */
  readonly known: ReadonlySet<string>;
  /** The first item is what matters: a cursor that never left it stays there. */
  readonly worstFirst?: boolean;
}

/** All that is known of the selected item. */
export interface Details {
  /** From so many columns on they stand beside the list. */
  readonly wide: number;
  /** Columns that they have there. */
  readonly width: number;
  /** Empty: nothing is selected. @param width columns that they have */
  readonly lines: (scene: Scene, width: number) => readonly Line[];
}

/** One screen that has a number and a tab. */
export interface Screen {
  readonly id: ScreenId;
  /** The key that goes there, and its place among the tabs. */
  readonly key: string;
  readonly title: string;
  /** Has it anything to show on this server? Absent: always. */
  readonly isThere?: (console: ConsoleState) => boolean;
  /** Absent: it has none, or keeps its lists itself. */
  readonly list?: ScreenList;
  /** Absent: it has none, or shows them itself. */
  readonly details?: Details;
  /** Without the details: where they stand beside it, the scene has only the columns that are left. */
  readonly body: (scene: Scene, height: number) => Body;
}

/** A text that stands whole, without what a terminal would obey; tabs as blanks. */
export const unbrokenRow = (text: string, link?: true): Row => ({
  unbroken: stripControl(text.replaceAll('\t', '    ')),
  ...(link && { link }),
});

export const rowOf = (line: Line, selected = false): Row => (selected ? { line, selected } : { line });

/** The details have their columns on the right, and one blank before them. */
export function widthOfTable(body: Extract<Body, { kind: 'table' }>, columns: number): number {
  return body.side?.length ? columns - (body.sideWidth ?? 0) - 1 : columns;
}

/** How many rows of the screen these take. */
export function heightOf(rows: readonly Row[], columns: number): number {
  return rows.reduce(
    (sum, row) => sum + ('unbroken' in row ? Math.max(1, Math.ceil(row.unbroken.length / columns)) : 1),
    0,
  );
}
