import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useConsole, useTheme } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { menuActs } from './acts.ts';
import { Dialog, Folded, inset, useDialogRoom, useEnd } from './dialog.tsx';
import { words } from './words.ts';

export interface MenuItem {
  readonly title: string;
  readonly hint?: string;
  /** Letter that chooses it. */
  readonly key?: string;
  /** Why it cannot be chosen; shown in place of the hint. */
  readonly disabled?: string | undefined;
  /** Runs once the box is closed, or has been replaced by another that it opens. */
  readonly run: () => unknown;
}

export interface MenuProps {
  readonly title: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly MenuItem[];
  /** Esc; without it the box closes. */
  readonly onClose?: () => unknown;
}

/** One of several is chosen, and done. */
export function Menu({ title, notes = [], items, onClose }: MenuProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const room = useDialogRoom();
  const [index, step, now] = useReduced(
    (before: number, by: number) => Math.min(items.length - 1, Math.max(0, before + by)),
    () => 0,
  );
  const choose = (item: MenuItem | undefined) => {
    if (item?.disabled !== undefined) return console.say('warning', item.disabled);
    return item && end(item.run);
  };
  const own = items.flatMap(({ key }) => key ?? []);
  // A letter of an item goes before one that moves.
  const acts = menuActs.map((act) => ({ ...act, keys: act.keys.filter((key) => !own.includes(key)) }));
  const lines = notes.flatMap((note) => wrap(note, room.columns));
  const height = Math.max(1, room.rows - lines.length - (lines.length > 0 ? 3 : 2));
  const [top, bottom] = windowAround(index, items.length, height);
  const titles = titleWidth(items, Math.floor(room.columns * 0.5));
  const isCut = bottom - top < items.length;
  return (
    <Dialog
      title={title}
      aside={isCut ? words().range(top + 1, bottom, items.length) : undefined}
      acts={acts}
      handlers={{
        'menu-down': () => step(1),
        'menu-up': () => step(-1),
        'menu-choose': () => choose(items[now()]),
        'close-menu': () => end(onClose),
      }}
      hints
      onText={(event) => choose(items.find(({ key }) => event.type === 'key' && key === event.name))}
    >
      <Box flexDirection="column" paddingTop={1}>
        <Box flexDirection="column" paddingX={inset}>
          <Folded lines={lines} />
        </Box>
        {lines.length > 0 && <Text> </Text>}
        {items.slice(top, bottom).map((item, place) => (
          <Choice
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu do not change
            key={top + place}
            title={item.title}
            hint={item.disabled ?? item.hint ?? ''}
            lead={own.length > 0 ? ` ${(item.key ?? '').padEnd(1)}  ` : ' '}
            muted={item.disabled !== undefined}
            titles={titles + 1}
            width={room.columns + 2 * inset}
            selected={top + place === index}
            onPress={() => choose(item)}
            onWheel={step}
          />
        ))}
      </Box>
    </Dialog>
  );
}

/** First row of a window with the row `index` in its middle, and the one behind its last. */
export function windowAround(
  index: number,
  count: number,
  height: number,
): readonly [top: number, end: number] {
  const shown = Math.min(count, height);
  const top = Math.max(0, Math.min(index - Math.floor(shown / 2), count - shown));
  return [top, top + shown];
}

/** Columns that titles one below the other need. */
export const titleWidth = (items: readonly { readonly title: string }[], most: number): number =>
  Math.min(most, Math.max(0, ...items.map(({ title }) => widthOf(title))));

interface ChoiceProps {
  readonly title: string;
  readonly hint: string;
  /** Before the title: a letter, a mark. */
  readonly lead: string;
  readonly muted?: boolean;
  /** Columns of the titles, and of the whole row. */
  readonly titles: number;
  readonly width: number;
  readonly selected: boolean;
  readonly onPress: () => unknown;
  readonly onWheel: (by: number) => unknown;
}

/** One of the rows in a menu or a picker. */
export function Choice({
  title,
  hint,
  lead,
  muted,
  titles,
  width,
  selected,
  ...mouse
}: ChoiceProps): ReactElement {
  const { glyphs } = useTheme();
  return (
    <Pressable {...mouse}>
      <Line
        width={width}
        selected={selected}
        of={[
          { text: (selected ? glyphs.selected : ' ') + lead, role: 'accent' },
          { text: title, bold: selected, role: muted ? 'muted' : 'text' },
          { text: ' '.repeat(Math.max(0, titles - widthOf(title)) + 2) + hint, role: 'muted' },
        ]}
      />
    </Pressable>
  );
}
