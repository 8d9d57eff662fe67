import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, type ReactNode, useMemo } from 'react';
import type { AuthFile } from '../../../contract/auth-file.ts';
import type { SessionsView } from '../../../store/state.ts';
import { ScrollView, Split, splitFrom } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { List } from '../../components/list.tsx';
import { Line, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useAt, useMoment, useServer, useTheme } from '../../context.tsx';
import { ago } from '../../moment.ts';
import { SessionDetails } from './details.tsx';
import { isWaiting } from './log-in.tsx';
import { sessionColumns } from './rows.ts';
import { sessionName } from './session-texts.ts';
import { sessionsSight } from './sight.ts';
import { words } from './words.ts';

/** 4: the sessions of auth-dir and of the server (E). */
export function SessionsScreen(): ReactElement {
  const at = useAt();
  const moment = useMoment();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const { all, visible, selected } = sessionsSight(at);
  const { sorts, filters, dialog } = at.ui;
  const view = at.console.sessions;
  const sort = sorts.sessions;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cells read the moment as it is at this second
  const columns = useMemo(
    () => sessionColumns(all, { moment, theme, spoken }, sort),
    [all, moment.now, theme, spoken, sort],
  );
  const asOf =
    view?.problem === undefined || view.loadedAt === undefined ? undefined : ago(moment, view.loadedAt);
  const { screen, login, sessions, asOf: asOfWords, place } = words();
  const aside = [
    isWaiting(at.console) && !dialog ? login.waiting(at.console.login?.title ?? '') : undefined,
    view?.files ? sessions(all.length) : undefined,
    asOf === undefined ? undefined : asOfWords(asOf),
  ].filter((part) => part !== undefined);
  const list = (width: number, focused: boolean) => (
    <List
      screen="sessions"
      title={screen.name}
      aside={aside.join(' · ')}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      empty={<Nothing view={view} filter={textIn(filters.sessions)} />}
    />
  );
  const details = (file: AuthFile) => (_width: number, focused: boolean) => (
    <ScrollView
      title={
        at.ui.columns < splitFrom
          ? `${screen.name} ${theme.glyphs.crumb} ${sessionName(file)}`
          : sessionName(file)
      }
      aside={place(visible.indexOf(file) + 1, visible.length)}
      focused={focused && !dialog}
      flexGrow={1}
    >
      <SessionDetails file={file} />
    </ScrollView>
  );
  return (
    <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {view?.files && view.problem !== undefined && <Older problem={view.problem} />}
      <Split list={list} details={selected && details(selected)} />
    </Box>
  );
}

/** Above a list that could not be loaded again. */
function Older({ problem }: { readonly problem: string }): ReactElement {
  const { glyphs } = useTheme();
  const { failed, retry, showingOld } = words();
  return (
    <Box flexShrink={0}>
      <Line
        of={[
          { text: ` ${glyphs.error} ${failed(problem)} ${showingOld}`, role: 'danger' },
          { text: '  r ', role: 'accent' },
          { text: retry },
        ]}
      />
    </Box>
  );
}

/** Why there is no row, and what to do about it. */
function Nothing({
  view,
  filter,
}: {
  readonly view: SessionsView | undefined;
  readonly filter: string;
}): ReactElement {
  const { glyphs } = useTheme();
  const place = useServer(({ place: name }) => name);
  const readOnly = useServer((console) => console.readOnly);
  const { acts, empty, failed, loading, retry } = words();
  const say = (): ReactNode => {
    if (!view?.files && view?.problem === undefined) return <Spinner text={loading(place)} />;
    if (!view.files) {
      return (
        <>
          <Text role="danger">{`${glyphs.error} ${failed(view.problem ?? '')}`}</Text>
          <Line of={[{ text: '  r ', role: 'accent' }, { text: retry }]} />
        </>
      );
    }
    if (filter !== '') return <Text>{empty.filtered(filter)}</Text>;
    return (
      <>
        <Text>{empty.none}</Text>
        <Text> </Text>
        {readOnly ? (
          <Text>{empty.readOnly}</Text>
        ) : (
          <Line
            of={[
              { text: 'l', role: 'accent' },
              { text: `  ${acts['log-in'].title}     ` },
              { text: 'i', role: 'accent' },
              { text: `  ${acts['upload-auth-file'].title}` },
            ]}
          />
        )}
      </>
    );
  };
  return (
    <Box flexDirection="column" paddingTop={1} paddingX={2}>
      {say()}
    </Box>
  );
}
