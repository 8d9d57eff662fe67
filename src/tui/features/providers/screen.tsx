import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { ScrollView, Split } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { List } from '../../components/list.tsx';
import { Line, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment, useSize, useTheme } from '../../context.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { unknown } from '../../numbers.ts';
import { providerColumns } from './columns.ts';
import { ProviderDetails } from './details.tsx';
import { type Counting, countingOf, providerTexts } from './key-texts.ts';
import { providersSight } from './sight.ts';
import type { StatedProviderKey } from './stated-keys.ts';
import { words } from './words.ts';

/** 3: the keys of the providers (D), as they are in the config, and how they do. */
export function ProvidersScreen(): ReactElement {
  const at = useCalmAt();
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const { all, visible, selected } = providersSight(at);
  return (
    <Split
      list={(width, focused) => <ProviderList at={at} width={width} focused={focused} />}
      details={
        selected &&
        ((width, focused) => (
          <ScrollView
            title={
              width < columns
                ? titleOf(selected)
                : `${words().list.title} ${glyphs.crumb} ${titleOf(selected)}`
            }
            aside={placeOf(visible, selected)}
            focused={focused && at.ui.dialog === undefined}
            flexGrow={1}
          >
            <ProviderDetails row={selected} all={all} />
          </ScrollView>
        ))
      }
    />
  );
}

function ProviderList({
  at,
  width,
  focused,
}: {
  readonly at: At;
  readonly width: number;
  readonly focused: boolean;
}): ReactElement {
  const moment = useMoment();
  const { all, visible } = providersSight(at);
  const { sorts, filters } = at.ui;
  const counting = countingOf(all, at.console.providerStates);
  // Cells are made again once a second at most; what they wait for is said here, for rows that come into sight too.
  for (const { state } of visible) {
    if ((state?.coolingUntil ?? 0) > moment.now) left(moment, state?.coolingUntil ?? 0);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cells read the moment as it is at this second
  const columns = useMemo(
    () => providerColumns(sorts.providers, counting, moment, width),
    [sorts.providers, counting, moment.now, width],
  );
  return (
    <List
      screen="providers"
      title={words().list.title}
      aside={asideOf(at.console, all.length, visible.length, counting, moment)}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      empty={<Nothing console={at.console} filter={textIn(filters.providers)} some={all.length > 0} />}
    />
  );
}

const titleOf = (row: StatedProviderKey): string => {
  const { kind, name, mask } = providerTexts(row);
  return name === unknown ? `${kind} ${mask}` : `${kind} ${name} · ${mask}`;
};

const placeOf = (rows: readonly StatedProviderKey[], row: StatedProviderKey): string =>
  words().detail.itemOf(rows.indexOf(row) + 1, rows.length);

/** How many there are, what their figures cover, and from when they are while newer ones do not come. */
function asideOf(
  { connection, providerStates }: ConsoleState,
  all: number,
  shown: number,
  counting: Counting,
  moment: Moment,
): string {
  const { list } = words();
  const { loadedAt, problem } = providerStates ?? {};
  const fresh = (connection.kind === 'live' || connection.kind === 'disk') && problem === undefined;
  return [
    shown === all ? list.keys(all) : list.filtered(shown, all),
    list.counting[counting],
    fresh || loadedAt === undefined ? '' : list.asOf(ago(moment, loadedAt)),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Why there is no row, and what to do about it. */
function Nothing({
  console: { server, readOnly },
  filter,
  some,
}: {
  readonly console: ConsoleState;
  readonly filter: string;
  readonly some: boolean;
}): ReactElement {
  const { list } = words();
  const content = !server ? (
    <Spinner text={list.loading} />
  ) : some ? (
    <Text>{list.noMatch(filter)}</Text>
  ) : readOnly ? (
    <Text>{list.emptyReadOnly}</Text>
  ) : (
    <>
      <Text>{list.empty}</Text>
      <Text> </Text>
      <Line
        of={[
          { text: 'a', role: 'accent' },
          { text: `  ${list.add}     ` },
          { text: '?', role: 'accent' },
          { text: `  ${list.help}` },
        ]}
      />
    </>
  );
  return (
    <Box flexDirection="column" paddingTop={1} paddingX={1}>
      {content}
    </Box>
  );
}
