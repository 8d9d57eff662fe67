import { Box } from 'ink';
import type { ReactElement } from 'react';
import { type LogLevel, logLevels } from '../../../contract/log-line.ts';
import { logText } from '../../../operations/logs/log-filter.ts';
import { readLogs } from '../../../operations/logs/read-logs.ts';
import { clockText } from '../../clock.ts';
import { cutHard, widthOf, wrap } from '../../components/fit.ts';
import { ListPanel } from '../../components/list.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useSize, useTheme, useUi } from '../../context.tsx';
import { memoize } from '../../memoize.ts';
import { wholeNumber } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import type { Feature, Watch } from '../feature.ts';
import { keepAsking } from '../keep-asking.ts';
import { logsActs } from './acts.tsx';
import { catchUp, logsShown, searchOf } from './logs-shown.ts';
import { type LogItem, takeLines } from './logs-state.ts';
import { words } from './words.ts';

const roles: Readonly<Record<LogLevel, Role>> = {
  debug: 'muted',
  info: 'text',
  warn: 'warning',
  error: 'danger',
};

/** The log of the server, as it is written. */
function LogsScreen(): ReactElement {
  const logs = useUi((ui) => ui.logs);
  const typed = useUi((ui) => textIn(ui.filters.logs));
  const { visible } = useUi(logsShown);
  const bold = useUi((ui) => boldOf(searchOf(ui)));
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const precise = columns >= framedFrom;
  const room = (precise ? columns - 2 : columns) - headWidth(precise);
  const says = words();
  const { paused, held, level, items, problem, cursor, left } = logs;
  const linesOf = (item: LogItem) =>
    logs.wrap ? wrap(logText(item), room) : [scrolled(logText(item), left)];
  const state = paused ? says.paused(wholeNumber(held.length)) : says.following;
  const least = level === logLevels[0] ? says.allLevels : says.least(level);
  return (
    <ListPanel
      screen="logs"
      title={says.screen.name}
      aside={[least, items.length > 0 && state].filter(Boolean).join(' · ')}
      rows={visible}
      all={items.length}
      head={
        problem !== undefined && (
          <Box paddingX={1} flexShrink={0}>
            <Text role={cursor === undefined ? 'text' : 'danger'} wrap="wrap">
              {problem}
            </Text>
          </Box>
        )
      }
      empty={<Empty typed={typed} />}
      open="log-open"
      rowsOf={logs.wrap ? (item) => linesOf(item).length : undefined}
    >
      {({ rows, top, list, width, focused }) =>
        rows.flatMap((item, place) => {
          const selected = focused && top + place === list.index;
          return linesOf(item).map((line, nth) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text
              key={`${item.id} ${nth}`}
              of={[...head(item, nth, selected ? glyphs.selected : ' ', precise), ...marked(line, bold)]}
              width={width}
              selected={selected}
            />
          ));
        })
      }
    </ListPanel>
  );
}

function Empty({ typed }: { readonly typed: string }): ReactElement | null {
  const { problem, cursor, items } = useUi((ui) => ui.logs);
  const says = words();
  if (problem !== undefined && cursor === undefined) return null;
  const loading = cursor === undefined;
  const text = typed !== '' ? says.noMatch(typed) : items.length > 0 ? says.noneAtLevel : says.empty;
  return (
    <Box paddingX={1}>
      <Text role={loading ? 'muted' : 'text'}>{loading ? says.loading : text}</Text>
    </Box>
  );
}

/** `▸ 09:26:45.102 ERROR `; without thousandths on a narrow terminal. */
const headWidth = (precise: boolean): number => (precise ? 21 : 17);

function head({ at, level }: LogItem, nth: number, sign: string, precise: boolean): readonly Span[] {
  if (nth > 0) return [{ text: ' '.repeat(headWidth(precise)) }];
  const fraction = precise ? `.${String((at ?? 0) % 1000).padStart(3, '0')}` : '';
  const time = at === undefined ? ' '.repeat(precise ? 12 : 8) : clockText(at) + fraction;
  const name = (level ?? '').toUpperCase().padEnd(5);
  return [
    { text: `${sign} `, bold: true },
    { text: `${time} `, role: 'muted' },
    { text: name, role: level && roles[level], bold: level === 'error' },
    { text: ' ' },
  ];
}

/** Without the columns scrolled past. */
const scrolled = (text: string, left: number): string =>
  left === 0 ? text : text.slice(cutHard(text, Math.min(left, widthOf(text))).length);

/** The words of the filter. */
const boldOf = memoize((filter: ReturnType<typeof searchOf>): RegExp | undefined => {
  const terms = filter.flatMap((group) =>
    group.flatMap(({ field, value, not }) =>
      not || field === 'level' || field === 'request' ? [] : [value],
    ),
  );
  const text = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text === '' ? undefined : new RegExp(`(${text})`, 'gi');
});

/** Matches stand out in bold. */
function marked(text: string, found: RegExp | undefined): readonly Span[] {
  if (!found) return [{ text }];
  return text
    .split(found)
    .map((part, nth) =>
      nth % 2 === 1 ? { text: part, bold: true, role: 'accent' as const } : { text: part },
    )
    .filter((span) => span.text !== '');
}

/** Lines of the first answer. */
const first = 5_000;
/** ms before the log is read again after a failure that may pass. */
const quietMs = 5_000;

/** What a refusal depends on. */
const causeOf = memoize((config: unknown, again: number) => ({ config, again }));

/**
 * Reads what is new in the log while the screen is shown, each time a pause after the last answer. Where there is no
 * log, only after a load of config.yaml, or on a key press.
 */
const watchLogs: Watch = (...parts) => {
  const [session, ui, now] = parts;
  /** When to ask again, ms since the epoch; undefined: not for the same cause. */
  let dueAt: number | undefined;
  return keepAsking(parts, {
    topic: ({ server }) => server && causeOf(server.config, ui.snapshot().logs.again),
    pause(last, next) {
      if (dueAt !== undefined) return dueAt - last.at;
      return last.topic === next.topic ? undefined : 0;
    },
    ask: (_, __, signal) =>
      session.ask(readLogs, { cursor: ui.snapshot().logs.cursor, limit: first }, undefined, signal),
    onAnswer(outcome) {
      dueAt = now() + (outcome.ok ? outcome.value.refreshMs : quietMs);
      if (!outcome.ok) {
        if (outcome.kind === 'unsupported') dueAt = undefined;
        if (outcome.kind === 'cancelled') return;
        return ui.dispatch({ type: 'logs', logs: { problem: outcome.message } });
      }
      const { logs } = ui.snapshot();
      const taken = takeLines(logs, outcome.value);
      // Nothing is drawn while nothing is new.
      if (Object.entries(taken).some(([name, value]) => logs[name as keyof typeof logs] !== value))
        ui.dispatch({ type: 'logs', logs: taken });
    },
  });
};

/** 7: the log of this server. */
export const logsFeature: Feature = {
  id: 'logs',
  number: '7',
  words: () => words().screen,
  Screen: LogsScreen,
  acts: logsActs,
  catchUp,
  watch: watchLogs,
};
