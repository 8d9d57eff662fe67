import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { ClientKey } from '../../../contract/client-key.ts';
import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { ScrollView, Split } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { widthOf } from '../../components/fit.ts';
import { List } from '../../components/list.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { Line, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment, useTheme } from '../../context.tsx';
import { clientKeyColumns } from './columns.ts';
import { KeyDetails } from './details.tsx';
import { fullNameOf, titleOf } from './key-texts.ts';
import { clientKeysSight, type KeyRow } from './sight.ts';
import { words } from './words.ts';

/** 2: the client keys, with their rotations. */
export function ClientKeysScreen(): ReactElement {
  const at = useCalmAt();
  const { glyphs } = useTheme();
  const { visible, selected } = clientKeysSight(at);
  const { columns } = at.ui;
  return (
    <Split
      list={(width, focused) => <KeyList at={at} width={width} focused={focused} />}
      details={
        selected &&
        ((width, focused) => (
          <ScrollView
            title={titleIn(
              selected.key,
              width < columns ? '' : `${words().screen.name} ${glyphs.crumb} `,
              width,
            )}
            aside={words().details.itemOf(visible.indexOf(selected) + 1, visible.length)}
            focused={focused}
            flexGrow={1}
          >
            <KeyDetails clientKey={selected.key} width={width - (columns < framedFrom ? 2 : 4)} />
          </ScrollView>
        ))
      }
    />
  );
}

/** With the mask where there is room for it. @param before the breadcrumb, where the details are in place of the list */
function titleIn(key: ClientKey, before: string, width: number): string {
  const title = before + titleOf(key);
  // The position and the border take the rest.
  return widthOf(title) <= width - 20 ? title : before + fullNameOf(key);
}

const isPair = ({ follows }: KeyRow): boolean => follows;

function KeyList({
  at,
  width,
  focused,
}: {
  readonly at: At;
  readonly width: number;
  readonly focused: boolean;
}): ReactElement {
  const moment = useMoment();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const { all, visible } = clientKeysSight(at);
  const { sorts, filters, columns: across } = at.ui;
  const sort = sorts['client-keys'];
  const columns = useMemo(
    () => clientKeyColumns({ sort, moment, theme, across, spoken }),
    [sort, moment, theme, across, spoken],
  );
  const { list, screen } = words();
  const aside = [list.keys(all.length), sort.column === 'file' ? list.fileOrder : '']
    .filter((part) => part !== '')
    .join(' · ');
  return (
    <List
      screen="client-keys"
      title={screen.name}
      aside={aside}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      pairOf={isPair}
      empty={<Nothing console={at.console} filter={textIn(filters['client-keys'])} some={all.length > 0} />}
    />
  );
}

/** Why there is no row, and what to do about it. */
function Nothing({
  console: { server, readOnly, place },
  filter,
  some,
}: {
  readonly console: ConsoleState;
  readonly filter: string;
  readonly some: boolean;
}): ReactElement {
  const { list } = words();
  const keys = [
    ...(readOnly ? [] : [['a', list.create] as const, ['i', list.import] as const]),
    ['?', list.help] as const,
  ];
  return (
    <Box flexDirection="column" paddingTop={1} paddingX={2}>
      {!server ? (
        <Spinner text={list.loading(place)} />
      ) : some ? (
        <Text>{list.noMatch(filter)}</Text>
      ) : (
        <>
          <Text>{list.empty}</Text>
          <Text> </Text>
          <Line
            of={keys.flatMap(([key, title]) => [
              { text: key, role: 'accent' as const },
              { text: `  ${title}     ` },
            ])}
          />
        </>
      )}
    </Box>
  );
}
