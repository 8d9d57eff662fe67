import { Box } from 'ink';
import { type ReactElement, useContext, useEffect } from 'react';
import { framedFrom } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span } from '../../components/text.tsx';
import { BehindContext, useConsole, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import type { Glyphs, Role } from '../../theme.ts';
import { fixText } from './remedies.ts';
import { type HealthItem, severityOf } from './sight.ts';
import { words } from './words.ts';

/** A sign and a word, never a color alone. */
export const looks: Readonly<
  Record<ReturnType<typeof severityOf>, readonly [sign: Exclude<keyof Glyphs, 'spinner'>, role: Role]>
> = {
  error: ['error', 'danger'],
  warning: ['warning', 'warning'],
  notice: ['notice', 'info'],
  unchecked: ['unchecked', 'muted'],
};

/** Rows below which an item has one row instead of two. */
const roomy = 10;

export interface FindingListProps {
  readonly visible: readonly HealthItem[];
  /** Of the panel. */
  readonly width: number;
  readonly focused: boolean;
}

/** Two rows an item: what, with the key that fixes it, and why it matters. */
export function FindingList({ visible, width, focused }: FindingListProps): ReactElement {
  const { ui, perform } = useConsole();
  const { top, cursor, marks, height: known } = useUi((state) => state.lists.health);
  const behind = useContext(BehindContext);
  const [box, rows] = useHeight();
  const perItem = rows >= roomy ? 2 : 1;
  const height = Math.max(1, Math.floor(rows / perItem));
  useEffect(() => {
    if (known !== height) ui.dispatch({ type: 'list', screen: 'health', action: { type: 'sized', height } });
  });
  const inner = useSize().columns < framedFrom ? width : width - 2;
  return (
    <Box ref={box} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
      {visible.slice(top, top + height).map((item) => (
        <Pressable
          key={item.id}
          flexDirection="column"
          onPress={(double) => {
            ui.dispatch({ type: 'list', screen: 'health', action: { type: 'moved-to', id: item.id } });
            if (double) perform('show-detail');
          }}
          onWheel={(by) => ui.dispatch({ type: 'list', screen: 'health', action: { type: 'moved', by } })}
        >
          <Item
            item={item}
            width={inner}
            selected={item.id === cursor}
            marked={marks.has(item.id)}
            focused={focused && !behind}
            withWhy={perItem > 1}
          />
        </Pressable>
      ))}
    </Box>
  );
}

interface ItemProps {
  readonly item: HealthItem;
  readonly width: number;
  readonly selected: boolean;
  readonly marked: boolean;
  readonly focused: boolean;
  readonly withWhy: boolean;
}

function Item({ item, width, selected, marked, focused, withWhy }: ItemProps): ReactElement {
  const { glyphs } = useTheme();
  const [sign, role] = looks[severityOf(item)];
  const { what, why, keys } = textsOf(item);
  const right = cellWidth(keys) + 2;
  const band = selected && focused;
  const lead: readonly Span[] = [
    { text: selected ? glyphs.selected : ' ', bold: selected },
    { text: marked ? glyphs.marked : ' ', role: 'accent' },
    { text: glyphs[sign], role },
  ];
  return (
    <>
      <Box>
        <Line of={[...lead, { text: ` ${what}`, bold: selected }]} width={width - right} selected={band} />
        <Line of={[...keys, { text: ' ' }]} width={right} align="right" selected={band} />
      </Box>
      {withWhy && (
        <Box>
          <Line of={`     ${why}`} role="muted" width={width - 1} selected={band} />
          <Line of=" " width={1} selected={band} />
        </Box>
      )}
    </>
  );
}

/** Without the full stop: it is a row of a list. */
const asRow = (sentence: string): string => sentence.replace(/\.$/, '');

function textsOf(item: HealthItem): {
  readonly what: string;
  readonly why: string;
  readonly keys: readonly Span[];
} {
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return { what: words().notChecked(title), why, keys: [{ text: '–', role: 'muted' }] };
  }
  const { what, why } = item.finding;
  const { key, title } = fixText(item.finding);
  return { what: asRow(what), why, keys: [{ text: key, role: 'accent' }, { text: ` ${title}` }] };
}
