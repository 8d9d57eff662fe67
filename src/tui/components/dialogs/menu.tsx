import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useConsole, useTheme } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { menuActs } from './acts.ts';
import { Dialog, Folded, inset, useDialogRoom } from './dialog.tsx';
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
  readonly aside?: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly MenuItem[];
  /** Place of the item that is selected at first. */
  readonly initial?: number;
  /** Esc; without it the box closes. */
  readonly onClose?: () => unknown;
}

/** One of several is chosen, and done. */
export function Menu({ title, aside, notes = [], items, initial = 0, onClose }: MenuProps): ReactElement {
  const console = useConsole();
  const room = useDialogRoom();
  const [index, select, now] = useReduced(
    (_: number, to: number) => Math.min(items.length - 1, Math.max(0, to)),
    () => initial,
  );
  const choose = (item: MenuItem | undefined) => {
    if (!item) return;
    if (item.disabled !== undefined) return console.say('warning', item.disabled);
    console.close();
    return item.run();
  };
  const close = () => {
    console.close();
    return onClose?.();
  };
  const handlers = {
    'menu-down': () => select(now() + 1),
    'menu-up': () => select(now() - 1),
    'menu-choose': () => choose(items[now()]),
    'close-menu': close,
  };
  const own = items.flatMap(({ key }) => key ?? []);
  // A letter of an item goes before one that moves.
  const acts = menuActs.map((act) => ({ ...act, keys: act.keys.filter((key) => !own.includes(key)) }));
  const lines = notes.flatMap((note) => wrap(note, room.columns));
  const height = Math.max(1, room.rows - lines.length - (lines.length > 0 ? 3 : 2));
  const shown = Math.min(items.length, height);
  const top = Math.min(Math.max(0, index - Math.floor(shown / 2)), items.length - shown);
  const titles = Math.min(
    Math.floor(room.columns * 0.5),
    Math.max(...items.map((item) => widthOf(item.title))),
  );
  const range = items.length > shown ? words().range(top + 1, top + shown, items.length) : undefined;
  return (
    <Dialog
      title={title}
      aside={aside ?? range}
      acts={acts}
      handlers={handlers}
      hints
      onText={(event) => {
        if (event.type === 'key') choose(items.find(({ key }) => key === event.name));
      }}
    >
      <Box flexDirection="column" paddingTop={1}>
        <Box flexDirection="column" paddingX={inset}>
          <Folded lines={lines} />
        </Box>
        {lines.length > 0 && <Text> </Text>}
        {items.slice(top, top + shown).map((item, place) => (
          <Item
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu do not change
            key={top + place}
            item={item}
            letters={own.length > 0}
            titles={titles}
            width={room.columns + 2 * inset}
            selected={top + place === index}
            choose={() => choose(item)}
            step={(by) => select(now() + by)}
          />
        ))}
      </Box>
    </Dialog>
  );
}

function Item({
  item,
  letters,
  titles,
  width,
  selected,
  choose,
  step,
}: {
  readonly item: MenuItem;
  readonly letters: boolean;
  readonly titles: number;
  readonly width: number;
  readonly selected: boolean;
  readonly choose: () => unknown;
  readonly step: (by: number) => void;
}): ReactElement {
  const { glyphs } = useTheme();
  const { title, hint = '', key = '', disabled } = item;
  const gap = ' '.repeat(Math.max(0, titles - widthOf(title)) + 3);
  const letter = letters ? [{ text: `${key.padEnd(1)}  `, role: 'accent' as const }] : [];
  return (
    <Pressable onPress={choose} onWheel={step}>
      <Line
        width={width}
        selected={selected}
        of={[
          { text: selected ? `${glyphs.selected} ` : '  ', role: 'accent' },
          ...letter,
          { text: title, bold: selected, role: disabled === undefined ? 'text' : 'muted' },
          { text: gap + (disabled ?? hint), role: 'muted' },
        ]}
      />
    </Pressable>
  );
}
