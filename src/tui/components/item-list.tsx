import { Box } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { useSize, useTheme } from '../context.tsx';
import { listWords } from '../words/list.ts';
import { ScrollView } from './details.tsx';
import { Spinner } from './dialogs/spinner.tsx';
import { widthOf } from './fit.ts';
import { Line, Text } from './text.tsx';

export interface ItemPaneProps {
  /** Of the list. */
  readonly screen: string;
  readonly title: string;
  /** Where there is no room for the title. */
  readonly short?: string;
  /** Its place in the list, and how many there are. */
  readonly place: readonly [at: number, all: number];
  readonly width: number;
  readonly focused: boolean;
  readonly children: ReactNode;
}

/** The details of the selected item; where they are in place of the list, the title says so. */
export function ItemPane({
  screen,
  title,
  short,
  place,
  width,
  focused,
  children,
}: ItemPaneProps): ReactElement {
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const before = width < columns ? '' : `${screen} ${glyphs.crumb} `;
  // The position and the border take the rest.
  const fits = short === undefined || widthOf(before + title) <= width - 20;
  return (
    <ScrollView
      title={before + (fits ? title : short)}
      aside={listWords().itemOf(...place)}
      focused={focused}
      width={width}
      flexGrow={1}
    >
      {children}
    </ScrollView>
  );
}

export interface NoRowsProps {
  /** They are on their way: from where. */
  readonly loading?: string | false;
  readonly problem?: string | false;
  /** Paragraphs. */
  readonly texts: readonly string[];
  /** What helps. */
  readonly keys?: readonly (readonly [key: string, title: string])[];
}

/** In place of the rows of a list: why there are none, and what to do about it. */
export function NoRows({ loading = false, problem = false, texts, keys = [] }: NoRowsProps): ReactElement {
  const { glyphs } = useTheme();
  return (
    <Box flexDirection="column" paddingTop={1} paddingX={2} rowGap={1}>
      {loading !== false ? (
        <Spinner text={loading} />
      ) : problem !== false ? (
        <Text role="danger">{`${glyphs.error} ${problem}`}</Text>
      ) : (
        texts.map((text) => <Text key={text}>{text}</Text>)
      )}
      {loading === false && keys.length > 0 && (
        <Line
          of={keys.flatMap(([key, title]) => [{ text: key, role: 'accent' }, { text: `  ${title}     ` }])}
        />
      )}
    </Box>
  );
}
