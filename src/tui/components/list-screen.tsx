import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, type ReactNode, useMemo } from 'react';
import { works } from '../act.ts';
import type { FrameTime } from '../clock.ts';
import { useAt, useConsole, useFrameTime, useSize, useTheme, useUi } from '../context.tsx';
import type { Theme } from '../theme.ts';
import type { ItemList } from '../ui/item-list.ts';
import type { ListScreenId } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import { type ListColumn, shownColumns } from './columns.ts';
import { ScrollView, Split, type SplitProps } from './details.tsx';
import { Spinner } from './dialogs/spinner.tsx';
import { widthOf } from './fit.ts';
import { List, type ListPanelProps } from './list.tsx';
import { framedFrom, rulePieces } from './panel.tsx';
import { Line, Text } from './text.tsx';
import { textIn } from './text-field.ts';

interface ItemScreenProps<Item> {
  /** Title of the screen, shown before the title of details that replace the list. */
  readonly name: string;
  readonly items: ItemList<Item>;
  readonly list: SplitProps['list'];
  readonly titleOf: (item: Item) => string;
  /** Used if the title does not fit. */
  readonly shortOf?: (item: Item) => string;
  /** All details of an item. @param width columns of the text */
  readonly details: (item: Item, width: number) => ReactElement;
}

/** A list with the details of its selected item. */
export function ItemScreen<Item>({ list, details, ...props }: ItemScreenProps<Item>): ReactElement {
  const { name, items, titleOf, shortOf = titleOf } = props;
  const { selected, visible } = items;
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const pane = (item: Item, width: number, focused: boolean) => {
    const before = width < columns ? '' : `${name} ${glyphs.crumb} `;
    const title = before + titleOf(item);
    const aside = listWords().itemOf(visible.indexOf(item) + 1, visible.length);
    return (
      <ScrollView
        title={widthOf(title) <= width - widthOf(aside) - rulePieces ? title : before + shortOf(item)}
        aside={aside}
        foot={focused ? listWords().detailKeys : undefined}
        focused={focused}
        width={width}
        flexGrow={1}
      >
        {details(item, width - (columns < framedFrom ? 2 : 4))}
      </ScrollView>
    );
  };
  return <Split list={list} details={selected && ((width, focused) => pane(selected, width, focused))} />;
}

/** What all cells of one frame share. */
export interface Look {
  readonly time: FrameTime;
  readonly theme: Theme;
  /** Columns of the terminal, and of the panel. */
  readonly across: number;
  readonly width: number;
  /** For a screen reader, to which a row of bars means nothing. */
  readonly spoken: boolean;
}

/** Terminals this wide show trends, and columns that otherwise appear only in the details. */
export const trendFrom = 100;
export const moreFrom = 160;

/** A column of a list screen. */
export type ItemColumn<Item, Id extends string> = ListColumn<Item, Look> & { readonly id: Id };

interface ListScreenProps<Item, Id extends string> extends Omit<ItemScreenProps<Item>, 'list'> {
  readonly screen: ListScreenId;
  readonly columns: readonly ItemColumn<Item, Id>[];
  readonly headings: Readonly<Record<Id, string>>;
  /** Draws its texts in gray. */
  readonly isOff?: (item: Item) => boolean;
  readonly pairOf?: (item: Item) => boolean;
  /** On the border: counts, what they cover, their age. */
  readonly aside: readonly (string | false | undefined)[];
  /** Text on the border below; by default the position in the list. */
  readonly footOf?: ListPanelProps<Item>['footOf'];
  /** Above the table, in the panel. */
  readonly head?: ReactNode;
  readonly empty: Pick<NoRowsProps, 'loading' | 'problem' | 'texts' | 'keys'> & {
    readonly noMatch: (filter: string) => string;
  };
}

/** A screen with a table of items, and the details of the selected one. */
export function ListScreen<Item, Id extends string>(props: ListScreenProps<Item, Id>): ReactElement {
  return (
    <ItemScreen
      {...props}
      list={(width, focused) => <ItemTable {...props} width={width} focused={focused} />}
    />
  );
}

/** The table of a list screen, in its panel. */
export function ItemTable<Item, Id extends string>(
  props: ListScreenProps<Item, Id> & { readonly width: number; readonly focused: boolean },
): ReactElement {
  const { screen, columns, headings, isOff, width, items, empty } = props;
  const { all, visible } = items;
  const time = useFrameTime();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const sort = useUi(({ sorts }) => sorts[screen]);
  const chosen = useUi(({ chosenColumns }) => chosenColumns?.[screen]);
  const filter = useUi(({ filters }) => textIn(filters[screen]));
  const { columns: across } = useSize();
  const isSorted = columns.some(({ rank }) => rank);
  const shown = useMemo(
    () =>
      shownColumns(
        columns,
        headings,
        { time, theme, across, width, spoken },
        { ...(isSorted && { sort }), rows: all, ...(isOff && { isOff }), chosen },
      ),
    [columns, headings, time, theme, across, width, spoken, sort, isSorted, all, isOff, chosen],
  );
  const hidden = all.length > 0;
  return (
    <List
      screen={screen}
      title={props.name}
      aside={props.aside.filter(Boolean).join(' · ')}
      head={props.head}
      footOf={props.footOf}
      columns={shown}
      rows={visible}
      all={all.length}
      width={width}
      focused={props.focused}
      pairOf={props.pairOf}
      empty={<NoRows {...empty} {...(hidden && { texts: [empty.noMatch(filter)], keys: [] })} />}
    />
  );
}

interface NoRowsProps {
  /** Where the items are being loaded from. */
  readonly loading?: string | false;
  readonly problem?: string | false;
  /** Paragraphs. */
  readonly texts: readonly string[];
  /** What to do about it, each with the id of its act: only those that work now are shown. */
  readonly keys: readonly (readonly [key: string, title: string, act: string])[];
}

/** Shown instead of the rows of a list: why it is empty, and what to do about it. */
function NoRows({ loading = false, problem = false, texts, keys }: NoRowsProps): ReactElement {
  const { glyphs } = useTheme();
  const { acts } = useConsole();
  const at = useAt();
  const shown = keys.filter(([, , act]) => works(act, at, acts));
  return (
    <Box flexDirection="column" paddingTop={1} paddingX={2} rowGap={1}>
      {loading !== false ? (
        <Spinner text={loading} />
      ) : problem !== false ? (
        <Text role="danger">{`${glyphs.error} ${problem}`}</Text>
      ) : (
        texts.map((text) => <Text key={text}>{text}</Text>)
      )}
      {loading === false && shown.length > 0 && (
        <Line
          of={shown.flatMap(([key, title]) => [{ text: key, role: 'accent' }, { text: `  ${title}     ` }])}
        />
      )}
    </Box>
  );
}
