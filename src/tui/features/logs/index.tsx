import { Box } from 'ink';
import { type ReactElement, useContext, useEffect } from 'react';
import { type LogLevel, logLevels } from '../../../contract/log-line.ts';
import { logText } from '../../../operations/logs/log-filter.ts';
import { readLogs } from '../../../operations/logs/read-logs.ts';
import { clockText } from '../../clock.ts';
import { cutHard, widthOf, wrap } from '../../components/fit.ts';
import { FilterLine } from '../../components/list.tsx';
import { framedFrom, Panel, positionOf } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { BehindContext, useConsole, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { memoize } from '../../memoize.ts';
import { wholeNumber } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import type { ListAction } from '../../ui/list-state.ts';
import { listWords } from '../../words/list.ts';
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
  const field = useUi((ui) => ui.filters.logs);
  const list = useUi((ui) => ui.lists.logs);
  const { glyphs } = useTheme();
  const { visible } = useUi(logsShown);
  const [body, rows] = useHeight();
  const { columns } = useSize();
  const width = columns < framedFrom ? columns : columns - 2;
  const says = words();
  const { paused, held, level, items, problem, cursor } = logs;
  const shown = windowOf(visible, { top: list.top, index: list.index, height: rows }, (item) => {
    const text = logText(item);
    return logs.wrap ? wrap(text, width - headWidth(isPrecise(columns))) : [scrolled(text, logs.left)];
  });
  const state = paused ? says.paused(wholeNumber(held.length)) : says.following;
  const least = level === logLevels[0] ? says.allLevels : says.least(level);
  const counts = listWords().itemOf(visible.length, items.length);
  return (
    <Box flexDirection="column" flexGrow={1}>
      <FilterLine field={field} counts={counts} />
      <Panel
        title={says.screen.name}
        aside={[least, items.length > 0 && state].filter(Boolean).join(' · ')}
        foot={positionOf(visible.length, shown[0]?.place ?? 0, shown.length, glyphs)}
        focused
        padding={0}
        flexGrow={1}
      >
        {problem !== undefined && (
          <Box paddingX={1} flexShrink={0}>
            <Text role={cursor === undefined ? 'text' : 'danger'} wrap="wrap">
              {problem}
            </Text>
          </Box>
        )}
        <Box ref={body} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
          {visible.length > 0 ? (
            <Rows shown={shown} height={rows} width={width} />
          ) : (
            <Empty typed={textIn(field)} />
          )}
        </Box>
      </Panel>
    </Box>
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

interface RowsProps {
  readonly shown: ReturnType<typeof windowOf>;
  readonly height: number;
  readonly width: number;
}

function Rows({ shown, height, width }: RowsProps): ReactElement {
  const { ui, perform } = useConsole();
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const { index, height: known } = useUi((state) => state.lists.logs);
  const bold = useUi(boldWords);
  const behind = useContext(BehindContext);
  const dispatch = (action: ListAction) => ui.dispatch({ type: 'list', screen: 'logs', action });
  useEffect(() => {
    if (known !== height) dispatch({ type: 'sized', height });
  });
  const precise = isPrecise(columns);
  return (
    <>
      {shown.map(({ item, lines, place }) => {
        const selected = place === index && !behind;
        const press = (double: boolean) => {
          dispatch({ type: 'moved-to', id: item.id });
          if (double) perform('log-open');
        };
        return (
          <Pressable
            key={item.id}
            flexDirection="column"
            onPress={press}
            onWheel={(by) => dispatch({ type: 'moved', by: 3 * by })}
          >
            {lines.map((line, nth) => (
              <Line
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text
                key={nth}
                of={[...head(item, nth, selected ? glyphs.selected : ' ', precise), ...marked(line, bold)]}
                width={width}
                selected={selected}
              />
            ))}
          </Pressable>
        );
      })}
    </>
  );
}

const isPrecise = (columns: number): boolean => columns >= framedFrom;

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

/** The words of the filter; a new object only when they change. */
let before: { readonly text: string; readonly words: RegExp | undefined } = { text: '', words: undefined };
function boldWords(ui: Parameters<typeof searchOf>[0]): RegExp | undefined {
  const terms = searchOf(ui).flatMap((group) =>
    group.flatMap(({ field, value, not }) =>
      not || field === 'level' || field === 'request' ? [] : [value],
    ),
  );
  const text = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  if (text !== before.text) before = { text, words: text === '' ? undefined : new RegExp(`(${text})`, 'gi') };
  return before.words;
}

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

/** The rows that fit, from `top` on, or from further down where the selected line would not be among them. */
function windowOf(
  visible: readonly LogItem[],
  { top, index, height }: { readonly top: number; readonly index: number; readonly height: number },
  linesOf: (item: LogItem) => readonly string[],
) {
  const rows = visible
    .slice(top, Math.max(top + height, index + 1))
    .map((item, nth) => ({ item, lines: linesOf(item), place: top + nth }));
  const until = (place: number) =>
    rows.reduce((sum, row) => sum + (row.place <= place ? row.lines.length : 0), 0);
  while (rows.length > 1 && (rows[0]?.place ?? index) < index && until(index) > height) rows.shift();
  let left = height;
  return rows.flatMap((row) => {
    const lines = row.lines.slice(0, Math.max(0, left));
    left -= lines.length;
    return lines.length > 0 ? [{ ...row, lines }] : [];
  });
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
