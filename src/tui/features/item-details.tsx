import { Box } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../base/text/instant-text.ts';
import type { LastError } from '../../contract/provider-states.ts';
import { type UsageGroup, type UsageQuery, whyNotRecording } from '../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../contract/usage-record.ts';
import { storedReason } from '../../providers/answers/refusal.ts';
import type { ConsoleState } from '../../store/state.ts';
import { ago, clockText, type FrameTime, left } from '../clock.ts';
import { type Detail, splitFrom } from '../components/details.tsx';
import { fitText } from '../components/fit.ts';
import type { Values } from '../components/graphs/cells.ts';
import { Spark } from '../components/graphs/graphs.tsx';
import { type Cell, Line, Text } from '../components/text.tsx';
import { useTheme } from '../context.tsx';
import { fittedNumber, milliseconds, shortNumber, unknown, wholeNumber } from '../numbers.ts';
import type { ItemUsage, ListScreenId } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import type { Watch } from './feature.ts';
import { keepAskingUsage } from './keep-asking.ts';
import { costText, nothingSince } from './usage/figures.ts';

const hourMs = 3_600_000;
const hours = 24;
const lastRequests = 10;
/** Number of models listed; `U` shows all. */
const maxModels = 5;
/** Minimum ms between loads while requests of the item arrive, and ms that a moved cursor stays before one. */
const pauseMs = 2_000;
const stayMs = 150;

interface Requests {
  readonly query: Omit<UsageQuery, 'since'>;
  readonly has: (record: UsageRecord) => boolean;
}

/**
 * Loads the usage of the item with open details or an open dialog, and again when it has new requests.
 * @param addresses also those of its clients, of the last hour or else of the last day
 */
export const watchRequests =
  (
    screen: ListScreenId,
    of: (console: ConsoleState, id: string) => Requests | undefined,
    addresses = false,
  ): Watch =>
  (...parts) => {
    const [session, ui, now] = parts;
    let shown: string | undefined;
    let shownAt = 0;
    let moving = false;
    const requestsOf = (id: string) => of(session.store.snapshot(), id);
    return keepAskingUsage(parts, {
      topic() {
        const { detail, dialog, columns, lists } = ui.snapshot();
        const id = detail || dialog || columns >= splitFrom ? lists[screen].cursor : undefined;
        if (id !== shown) {
          moving = now() - shownAt < stayMs;
          [shown, shownAt] = [id, now()];
        }
        return id !== undefined && requestsOf(id) ? id : undefined;
      },
      pause(last, { topic, on, seen }) {
        if (last.on !== on) return 0;
        if (last.topic !== topic) return moving ? shownAt + stayMs - last.at : 0;
        const came = session.store.snapshot().usage.records.slice(0, seen - last.seen);
        const requests = requestsOf(topic);
        return came.some((record) => requests?.has(record)) ? pauseMs : undefined;
      },
      request({ topic, at }) {
        const query = { since: at - hours * hourMs, ...requestsOf(topic)?.query };
        const shown = { step: hourMs, records: lastRequests, ...(addresses && { addresses: at - hourMs }) };
        return { query, by: ['model', 'application'], ...shown };
      },
      onAnswer: (answer, { topic: id }) => ui.dispatch({ type: 'set', ui: { itemUsage: { ...answer, id } } }),
    });
  };

/** `22 Nov 09:00 · in 2 d`, `20 Nov 08:12 · 3 h ago`. @param at ms since the epoch */
export function instantText(at: number, time: FrameTime): string {
  const away = at > time.now ? listWords().in(left(time, at)) : ago(time, at);
  return `${formatInstant(at, time.now)} · ${away}`;
}

/** When it was and its status, then what the provider said. */
export const lastErrorRows = (
  label: string,
  error: LastError | undefined,
  time: FrameTime,
  account = false,
): readonly Detail[] => [
  {
    label,
    value:
      error &&
      ([error.at && instantText(error.at, time), error.status].filter(Boolean).join(' · ') || unknown),
  },
  ...[...new Set([storedReason(error, account), error?.message])].map((value) => ({ label: '', value })),
];

/** Requests per hour of the last day, as many as fit, with the time of the first. */
export const hoursRow = (values: Values | undefined, now: number): Detail => ({
  label: listWords().usage.perHour,
  value:
    values && ((room) => <Hours values={values} across={Math.min(hours, Math.max(6, room))} now={now} />),
});

interface HoursProps {
  readonly values: Values;
  readonly across: number;
  readonly now: number;
}

function Hours({ values, across, now }: HoursProps): ReactElement {
  const spoken = useTheme().graphs === 'none';
  if (spoken) return <Text>{values.slice(-across).map(wholeNumber).join(' ')}</Text>;
  const from = clockText(now - across * hourMs).slice(0, 5);
  return (
    <Box flexDirection="column">
      <Spark values={values.slice(-across)} width={across} />
      <Text role="muted">{from + fitText(listWords().usage.now, across - from.length, 'right')}</Text>
    </Box>
  );
}

/**
 * Usage of an item in 24 hours. @param usage undefined while loading @param width columns of a row
 * @param noneSaid what is said without requests
 */
export function usageRows(
  usage: ItemUsage | undefined,
  width: number,
  noneSaid = listWords().usage.none,
): readonly Detail[] {
  const { last24, failed, requests, more, lastRequests } = listWords().usage;
  const row = (value: Cell): readonly Detail[] => ['blank', { label: last24, value }];
  if (!usage) return row('…');
  const { figures, problem = '' } = usage;
  if (!figures) return row({ text: `✕ ${problem}`, role: 'danger' });
  const { totals, groups, records } = figures;
  if (totals.requests === 0)
    return row(whyNotRecording(figures) ?? nothingSince(figures, totals.since + hours * hourMs) ?? noneSaid);
  const models = groups.model ?? [];
  const others = models.length - maxModels;
  const heading = (text: string) => (
    <Text key={text} role="muted">
      {text}
    </Text>
  );
  return [
    ...row([
      { text: requests(wholeNumber(totals.requests)) },
      { text: totals.failed > 0 ? ` · ${failed(wholeNumber(totals.failed))}` : '', role: 'danger' },
      { text: ` · ${costText(totals)}` },
    ]),
    'blank',
    ...modelRows(models.slice(0, maxModels), width),
    others > 0 && heading(more(others)),
    'blank',
    heading(lastRequests),
    ...records.map((record) => <Line key={record.id} of={requestCell(record, width)} width={width} />),
  ];
}

/** Columns of a number of requests. */
const numberColumns = 6;

/** A small table: the model gets the columns that the numbers leave. */
function modelRows(models: readonly UsageGroup[], width: number): readonly Detail[] {
  const rows = [
    listWords().usage.table,
    ...models.map((group) => [
      group.value ?? unknown,
      fittedNumber(group.requests, numberColumns - 1),
      fittedNumber(group.failed, numberColumns - 1),
      costText(group),
    ]),
  ];
  const widths = [Math.min(40, width - 9 - 2 * numberColumns), numberColumns, numberColumns, 9];
  return rows.map((cells, row) => (
    <Line
      key={cells[0]}
      role={row === 0 ? 'muted' : undefined}
      of={cells.map((cell, at) => fitText(cell, widths[at] ?? 0, at === 0 ? 'left' : 'right')).join('')}
      width={width}
    />
  ));
}

/** End, result, duration and model; if there is room, tokens and the client. */
function requestCell(record: UsageRecord, width: number): Cell {
  const { at, failed, latencyMs, model, alias, tokens, application = '' } = record;
  const took = fitText(milliseconds(latencyMs), 7, 'right');
  const name = model ?? alias ?? unknown;
  const used = tokens ? `${shortNumber(tokens.input)}→${shortNumber(tokens.output)}` : unknown;
  const more = width < 66 ? name : `${fitText(name, 24)} ${fitText(used, 11, 'right')} ${application}`;
  return [
    { text: `${clockText(at + latencyMs)} ` },
    { text: fitText(statusText(record), 4, 'right'), ...(failed && { role: 'danger' }) },
    { text: `${took} ${more}` },
  ];
}
