import { Box } from 'ink';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { ago } from '../../clock.ts';
import { withoutScheme } from '../../components/fit.ts';
import { ListScreen } from '../../components/list-screen.tsx';
import { Line } from '../../components/text.tsx';
import { useAtWithoutTraffic, useFrameTime } from '../../context.tsx';
import type { Feature, Watch } from '../feature.ts';
import { watchRequests } from '../item-details.tsx';
import { keepAsking } from '../keep-asking.ts';
import { sessionActs } from './acts.ts';
import { SessionDetails } from './details.tsx';
import { isWaiting, loginActs } from './login.tsx';
import { sessionColumns, sessionList, sessionName, troubleHint } from './rows.ts';
import { words } from './words.ts';

const isDisabled = ({ disabled }: AuthFile) => disabled;

function SessionsScreen(): ReactElement {
  const at = useAtWithoutTraffic();
  const time = useFrameTime();
  const items = sessionList(at);
  const { login: attempt, place, readOnly, sessions: loaded } = at.console;
  const { files, problem, loadedAt } = loaded ?? {};
  const { columns, empty, screen, login, ...say } = words();
  const failed = problem !== undefined && say.failed(problem);
  const add = [
    ['l', login.menu, 'log-in'],
    ['i', login.uploadInstead, 'upload-auth-file'],
  ] as const;
  return (
    <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {files && failed !== false && (
        <Box flexShrink={0}>
          <Line
            of={[
              { text: ` ✕ ${failed}${commas().sentences}${say.showingOld}`, role: 'danger' },
              { text: '  r ', role: 'accent' },
              { text: say.retry },
            ]}
          />
        </Box>
      )}
      <ListScreen
        screen="sessions"
        name={screen.name}
        items={items}
        columns={sessionColumns}
        headings={columns}
        isOff={isDisabled}
        aside={[
          isWaiting(at.console) && !at.ui.dialog && login.waiting(attempt?.title ?? ''),
          files && say.sessions(files.length),
          at.ui.sorts.sessions.column === 'resets' && say.byReset,
          problem !== undefined && loadedAt !== undefined && say.asOf(ago(time, loadedAt)),
        ]}
        empty={{
          loading: !files && failed === false && say.loading(withoutScheme(place)),
          problem: !files && failed,
          noMatch: empty.filtered,
          texts: [empty.none, ...(readOnly ? [empty.readOnly] : [])],
          keys: files ? add : [['r', say.retry, 'reload']],
        }}
        titleOf={sessionName}
        details={(file, width) => <SessionDetails file={file} width={width} />}
      />
    </Box>
  );
}

const watchRequestsOfSession = watchRequests('sessions', ({ sessions }, id) => {
  const file = sessions?.files?.find(({ name }) => name === id);
  const names = [file?.account, file?.authIndex].filter((name) => name !== undefined);
  const has = ({ account }: UsageRecord) => account !== undefined && names.includes(account);
  return names.length > 0 ? { query: { terms: [{ field: 'account', is: names }] }, has } : undefined;
});

/** ms between loads while requests arrive. */
const pauseMs = 5_000;

/**
 * Loads the sessions when they are first shown for a server, again as it reports requests, because they have counts,
 * and the models of the one with open details.
 */
const watchSessions: Watch = (...parts) => {
  const [session, ui] = parts;
  const { sessions: known, usage, connection } = session.store.snapshot();
  /** The sessions at the last failure: it is asked again once they were loaded again. */
  let failedOn: unknown;
  const stops = [
    keepAsking(parts, {
      topic: ({ server }) => server && 'sessions',
      // Another server has other sessions.
      pause(last, next) {
        if (!session.store.snapshot().sessions) return last.on === next.on ? pauseMs : 0;
        return last.seen === next.seen ? undefined : pauseMs;
      },
      ask: () => session.loadSessions(),
      known: known && { topic: 'sessions', at: 0, seen: usage.seen, on: connection },
    }),
    keepAsking(parts, {
      topic({ sessions }) {
        const { detail, lists, inspected } = ui.snapshot();
        const name = lists.sessions.cursor;
        const isKnown = inspected?.name === name && (!inspected?.problem || sessions === failedOn);
        return detail && !isKnown ? name : undefined;
      },
      ask: ({ topic }) => session.inspectSession(topic),
      onAnswer(found, { topic: name }) {
        failedOn = found.ok ? undefined : session.store.snapshot().sessions;
        const models = found.ok ? { models: found.value.models } : { problem: found.message };
        ui.dispatch({ type: 'set', ui: { inspected: { name, ...models } } });
      },
    }),
    watchRequestsOfSession(...parts),
  ];
  return () => {
    for (const stop of stops) stop();
  };
};

/** 4: the OAuth sessions of auth-dir and of the server (E). */
export const sessionsFeature: Feature = {
  id: 'sessions',
  number: '4',
  columns: { sessions: sessionColumns.map(({ id }) => id) },
  words: () => words().screen,
  Screen: SessionsScreen,
  acts: [...sessionActs, ...loginActs],
  list: (at) => sessionList(at).listed,
  // The default order is by provider.
  sorts: ['state', 'quota', 'expires', 'requests', 'resets'],
  search: (at) =>
    sessionList(at).all.map((file) => ({
      id: file.name,
      text: sessionName(file),
      state: words().states[authFileState(file, at.now)],
    })),
  hint(at) {
    const { selected } = sessionList(at);
    const trouble = selected && troubleHint(selected, at.now);
    return trouble && `  ${trouble}`;
  },
  watch: watchSessions,
  absent: ({ capabilities }) => capabilities?.sessions === 'absent',
};
