import type { ReactElement } from 'react';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf } from '../fit.ts';
import { Choices, useWindow } from '../scroll.tsx';
import type { Cell, Span } from '../text.tsx';
import { actsOf, letterActs } from './acts.ts';
import { Dialog, Gap, inset, Notes, useDialogRoom, useEnd } from './dialog.tsx';
import { words } from './words.ts';

export interface MenuItem {
  readonly title: string;
  readonly hint?: string;
  /** Letter that chooses it. */
  readonly key?: string;
  /** Runs after the box is closed or replaced by another one. */
  readonly run: () => unknown;
}

interface MenuProps {
  readonly title: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly MenuItem[];
}

/** Runs the chosen item. */
export function Menu({ title, notes = [], items }: MenuProps): ReactElement {
  const end = useEnd();
  const { columns } = useDialogRoom();
  const [index, step, now] = useReduced(
    (before: number, by: number) => Math.min(items.length - 1, Math.max(0, before + by)),
    () => 0,
  );
  const choose = (item: MenuItem | undefined) => item && end(item.run);
  const letters = letterActs('menu', items, choose);
  const window = useWindow(items.length, index);
  const titles = titleWidth(items, Math.floor(columns * 0.5)) + 1;
  const isCut = window.height < items.length;
  return (
    <Dialog
      title={title}
      aside={isCut ? words().range(window.top + 1, window.end, items.length) : undefined}
      // The letter of an item takes precedence over a movement key.
      acts={[...letters, ...actsOf('menu', 'box')]}
      handlers={{
        'box-down': () => step(1),
        'box-up': () => step(-1),
        ...(items.length > 0 && { 'menu-choose': () => choose(items[now()]) }),
        'close-menu': () => end(),
      }}
      hints
    >
      <Gap />
      <Notes of={notes} width={columns} />
      <Choices
        of={window}
        width={columns + 2 * inset}
        onPress={(place) => choose(items[place])}
        onWheel={step}
      >
        {(place, selected) => {
          const { title = '', hint = '', key = '' } = items[place] ?? {};
          const lead = letters.length > 0 ? ` ${key.padEnd(1)}  ` : ' ';
          return choiceSpans(lead, title, hint, titles, selected);
        }}
      </Choices>
    </Dialog>
  );
}

/** Columns needed for the titles. */
export const titleWidth = (items: readonly { readonly title: string }[], most: number): number =>
  Math.min(most, Math.max(0, ...items.map(({ title }) => widthOf(title))));

/** A row of a menu or a picker. @param lead before the title: a letter, a mark @param titles columns of all titles */
export const choiceSpans = (
  lead: string,
  title: string,
  hint: string,
  titles: number,
  selected: boolean,
): readonly Span[] => [
  { text: lead, role: 'accent' },
  { text: title, bold: selected },
  { text: ' '.repeat(Math.max(0, titles - widthOf(title)) + 2) + hint, role: 'muted' },
];
