import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { UsageFigures } from '../../../contract/usage-figures.ts';
import { FilterLine } from '../../components/list.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Text } from '../../components/text.tsx';
import { useServer, useSize, useUi } from '../../context.tsx';
import { wholeNumber } from '../../numbers.ts';
import { noUsage } from './acts.ts';
import { GroupList, RequestList } from './lists.tsx';
import { RequestDetail } from './request-detail.tsx';
import { type UsageSight, usageSight } from './sight.ts';
import { NarrowTop, narrowTopHeight, WideTop, wideTopHeight } from './top.tsx';
import { hasWindows, questionOf } from './wish.ts';
import { words } from './words.ts';

/** 5: what goes through the server: totals, graph, a table by key, model …, and the requests as they end (H1, H2). */
export function UsageScreen(): ReactElement {
  const server = useServer((console) => console.server);
  const missing = useServer((console) => noUsage({ console }));
  // The same as long as nothing in it changed: a moved cursor is no business of what is drawn here.
  const sight = useUi((ui) => usageSight({ console: { server }, ui }));
  const record = useUi(({ usage }) =>
    usage.detail ? sight.records.find(({ id }) => id === usage.requests.cursor) : undefined,
  );
  if (missing !== undefined) {
    return (
      <Panel title={words().screen.name} flexGrow={1}>
        <Text>{server ? missing : words().loading}</Text>
      </Panel>
    );
  }
  return record ? <RequestDetail record={record} sight={sight} /> : <Panels sight={sight} />;
}

/** From this width on the live list is beside the table. */
const besideFrom = 180;
/** The table's share of the width then. */
const tableShare = 0.48;

const Panels = memo(({ sight }: { readonly sight: UsageSight }): ReactElement => {
  const { columns, rows } = useSize();
  const left = Math.floor(columns * tableShare);
  return (
    <Box flexDirection="column" flexGrow={1}>
      <Filter sight={sight} />
      <Notices sight={sight} />
      {hasWindows({ columns, rows }) ? <WideTop sight={sight} /> : <NarrowTop sight={sight} />}
      {columns >= besideFrom ? (
        <Box flexGrow={1} flexShrink={1}>
          <GroupList sight={sight} width={left} />
          <RequestList sight={sight} width={columns - left} />
        </Box>
      ) : (
        <>
          <GroupList sight={sight} height={tableHeight(rows, columns, sight.groups.length)} />
          <RequestList sight={sight} />
        </>
      )}
    </Box>
  );
});

/** Rows of the table with its borders: what it needs, at most the larger half of what the top leaves. */
function tableHeight(rows: number, columns: number, groups: number): number {
  const wide = hasWindows({ columns, rows });
  const frame = rows >= 30 ? 6 : 5;
  const rest = rows - frame - (wide ? wideTopHeight(rows) : columns < framedFrom ? 4 : narrowTopHeight(rows));
  const needed = groups + (columns < framedFrom ? 2 : 3);
  return Math.max(4, Math.min(Math.max(needed, 6), Math.ceil((rest * 4) / 7)));
}

/** The filter, and how much of the span it leaves. */
function Filter({ sight: { figures } }: { readonly sight: UsageSight }): ReactElement {
  const field = useUi(({ usage }) => usage.filter);
  const counts = figures ? countsOf(figures) : '…';
  return <FilterLine field={field} counts={counts} />;
}

/** An older server does not count the whole span. */
function countsOf({ totals, whole }: UsageFigures): string {
  const shown = wholeNumber(totals.requests);
  return whole === undefined ? words().totals.requests(shown) : words().ofAll(shown, wholeNumber(whole));
}

/** What is wrong with the figures: a refusal, a full disk, recording that is off. */
function Notices({ sight: { figures } }: { readonly sight: UsageSight }): ReactElement {
  const problem = useUi(({ usage }) =>
    usage.answer?.key === questionOf(usage) ? usage.answer.problem : undefined,
  );
  const idle = figures && !figures.recording ? (figures.reason ?? words().notRecording) : undefined;
  const warnings = [...(idle === undefined ? [] : [idle]), ...(figures?.problems ?? []).slice(0, 2)];
  return (
    <Box flexDirection="column" flexShrink={0} paddingX={1}>
      {problem !== undefined && <Text role="danger">{`✕ ${words().problem(problem)}`}</Text>}
      {warnings.map((text) => (
        <Text key={text} role="warning">{`! ${text}`}</Text>
      ))}
    </Box>
  );
}
