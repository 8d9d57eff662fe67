import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { ConsoleState } from '../../store/state.ts';
import { age, countdown, type FrameTime, left } from '../clock.ts';
import { endOf, shortPath, widthOf, withoutScheme } from '../components/fit.ts';
import { sparkText, type Values } from '../components/graphs/cells.ts';
import { Pressable } from '../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../components/text.tsx';
import { useConsole, useDerived, useSize, useTheme } from '../context.tsx';
import { featuresOf } from '../features/index.ts';
import { percent, shortNumber } from '../numbers.ts';
import type { Theme } from '../theme.ts';
import type { Pulse } from '../ui/ui-state.ts';
import { versionText } from '../words/frame.ts';
import { bannersOf } from './banners.tsx';
import { pulseColumns } from './watches.ts';
import { barWords } from './words.ts';

/** First row: the server and how it is reached, the traffic if there is room, the sign-in. */
export function Header(): ReactElement {
  const theme = useTheme();
  const { columns } = useSize();
  const { left: before, right } = useDerived((at, time) => {
    const warnings = columns < 80 ? bannersOf(at).filter(({ tone }) => tone === 'warning').length : 0;
    return headerParts(at.console, { columns, time, theme, pulse: at.ui.pulse, warnings });
  });
  return (
    <Box width={columns} height={1} flexShrink={0} justifyContent="space-between">
      <Line of={before} width={cellWidth(before)} />
      <Line of={right} width={cellWidth(right)} />
    </Box>
  );
}

interface HeaderOptions {
  readonly columns: number;
  readonly time: FrameTime;
  readonly theme: Theme;
  readonly pulse: Pulse | undefined;
  /** Warnings that have no row of their own on a narrow screen. */
  readonly warnings: number;
}

/** Columns of the address that are always kept. */
const leastPlace = 8;

/** The header in at most `columns` columns; the least important parts are dropped first. */
export function headerParts(
  console: ConsoleState,
  { columns, time, theme, pulse, warnings }: HeaderOptions,
): { readonly left: readonly Span[]; readonly right: readonly Span[] } {
  const words = barWords();
  const { kind } = console.connection;
  const onDisk = kind === 'disk';
  const narrow = columns < 80;
  const name: Span[] = narrow ? [{ text: ' ' }] : [{ text: ' cli-proxy  ', role: 'accent', bold: true }];
  const state = connectionSpans(console, time, theme);
  if (console.readOnly) state.push({ text: `  ${words.readOnly}`, role: 'warning', bold: true });
  const place = withoutScheme(console.place);
  const where = onDisk ? words.files : place;
  const names: Readonly<Record<string, string>> = words.signedInAs;
  const signedIn = console.signedInAs ?? '';
  const who = kind === 'live' && !narrow ? (names[signedIn] ?? signedIn) : '';
  const version = console.version === undefined || narrow ? '' : versionText(console);
  const warned = warnings > 0 ? `${theme.glyphs.warning} ${warnings}` : '';
  const taken = (spans: readonly Span[]) => cellWidth([...name, ...state, ...spans]) + 2;
  const rights = onDisk
    ? [shortPath(console.configPath ?? place, columns - taken([]) - widthOf(where) - 4)]
    : [[who, version], [who], [version], []].map((texts) => [...texts, warned].filter(Boolean).join('   '));
  const roomFor = (right: string, spans: readonly Span[]) => columns - taken(spans) - widthOf(right) - 3;
  // The traffic outlasts the version, but not the way of signing in.
  const traffics = columns >= pulseColumns ? [pulseSpans(pulse, theme), []] : [[]];
  const { right, spans } = traffics
    .flatMap((spans) => (spans.length > 0 ? rights.slice(0, 2) : rights).map((right) => ({ right, spans })))
    .find((it) => roomFor(it.right, it.spans) >= widthOf(where)) ?? {
    right: roomFor(warned, []) >= leastPlace ? warned : '',
    spans: [],
  };
  const room = Math.max(leastPlace, roomFor(right, spans) + (right === '' ? 2 : 0));
  const role = warned !== '' && right === warned ? 'warning' : 'muted';
  return {
    left: [...name, { text: endOf(where, room) }, { text: '  ' }, ...state, ...spans],
    right: right === '' ? [] : [{ text: `${right} `, role }],
  };
}

/** A sign and a word, never a color alone. */
function connectionSpans(
  { connection, loadedAt, server }: ConsoleState,
  time: FrameTime,
  { glyphs }: Theme,
): Span[] {
  const words = barWords().connection;
  const locked = (until: number): Span => ({
    text: `${glyphs.error} ${words.lockedOut(countdown(time, until))}`,
    role: 'danger',
  });
  switch (connection.kind) {
    case 'live':
      return [{ text: `${glyphs.good} ${words.live}`, role: 'success' }];
    case 'disk':
      return [{ text: `${glyphs.disk} ${words.disk}`, role: 'accent' }];
    case 'connecting':
      return [{ text: `${glyphs.disabled} ${words.connecting}`, role: 'warning' }];
    case 'reconnecting': {
      const { lockedOut, nextAttemptAt } = connection;
      const again = () => `${glyphs.disabled} ${words.reconnecting(left(time, nextAttemptAt))}`;
      const stale = server && loadedAt !== undefined ? words.stale(age(time, loadedAt)) : '';
      return [
        lockedOut ? locked(nextAttemptAt) : { text: again(), role: 'warning' },
        { text: stale && ` ${glyphs.separator} ${stale}`, role: 'muted' },
      ];
    }
    case 'locked-out':
      return [locked(connection.until)];
    case 'down':
      return [{ text: `${glyphs.error} ${words.down}`, role: 'danger' }];
    case 'sign-in':
    case 'offer':
    case 'no-config':
      return [{ text: `${glyphs.disabled} ${words.signedOut}`, role: 'warning' }];
  }
}

const sparkWidth = 14;

function pulseSpans(pulse: Pulse | undefined, { graphs }: Theme): Span[] {
  if (!pulse) return [];
  const { perMinute, errors } = barWords();
  const minutes = pulse.perMinute.length - pulse.perMinute.findIndex((requests) => requests !== undefined);
  const rate = pulse.requests / minutes;
  return [
    { text: `   ${perMinute} `, role: 'muted' },
    { text: sparkText(inSteps(pulse.perMinute, sparkWidth), sparkWidth, graphs), role: 'accent' },
    { text: ` ${shortNumber(rate)}` },
    { text: `   ${errors} `, role: 'muted' },
    { text: percent(pulse.failed, pulse.requests) },
  ];
}

/** Sums neighboring values to at most `steps` values. */
function inSteps(values: Values, steps: number): Values {
  if (values.length <= steps) return values;
  const start = (step: number) => Math.floor((step * values.length) / steps);
  return Array.from({ length: steps }, (_, step) =>
    values
      .slice(start(step), start(step + 1))
      .reduce((sum, value) => (value === undefined ? sum : (sum ?? 0) + value), undefined),
  );
}

interface Tab {
  readonly id: string;
  readonly number: string;
  readonly name: string;
}

/**
 * Second row: the screens with their numbers. The current one is in brackets, so that it is visible without
 * color.
 */
export function Tabs(): ReactElement {
  const { columns } = useSize();
  const tabs = useDerived(({ console, ui: { screen } }) => {
    const all = featuresOf(console).map(({ id, number, words }) => ({ id, number, name: words().short }));
    const texts = tabTexts(all, screen, columns);
    return all.map(({ id }, place) => ({ id, text: texts[place] ?? '', current: id === screen }));
  });
  return (
    <Box height={1} flexShrink={0} overflow="hidden">
      {tabs.map((tab) => (
        <TabPiece key={tab.id} {...tab} />
      ))}
    </Box>
  );
}

const TabPiece = memo(
  ({ id, text, current }: { id: string; text: string; current: boolean }): ReactElement => {
    const console = useConsole();
    return (
      <Pressable onPress={() => console.perform(`go-${id}`)}>
        <Text role={current ? 'accent' : 'muted'} bold={current}>
          {text}
        </Text>
      </Pressable>
    );
  },
);

/** With names if there is room: 0 and 9 lose theirs first, then the others from the left. */
export function tabTexts(tabs: readonly Tab[], current: string, columns: number): readonly string[] {
  const at = tabs.findIndex(({ id }) => id === current);
  if (columns < 80)
    // ` 1 Overview ‹[2 Keys]› 3 Providers  4 5 6`: the neighbors by name, the others by number.
    return tabs.map(({ number, name }, place) => {
      if (place === at) return ` ‹[${number} ${name}]›`;
      if (Math.abs(place - at) === 1) return ` ${number} ${name}`;
      return `${place === at + 2 ? '  ' : ' '}${number}`;
    });
  const isLate = ({ number }: Tab) => number === '9' || number === '0';
  const giving = [...tabs.filter(isLate).reverse(), ...tabs.filter((tab) => !isLate(tab))];
  for (let count = 0; ; count += 1) {
    const bare = giving.filter(({ id }) => id !== current).slice(0, count);
    // ` 1 Overview[2 Keys]3 Providers 4`: brackets replace the spaces in between.
    const texts = tabs.map((tab, place) => {
      const text = bare.includes(tab) ? tab.number : `${tab.number} ${tab.name}`;
      return place === at ? `[${text}]` : place === at + 1 ? text : ` ${text}`;
    });
    if (count >= tabs.length || widthOf(texts.join('')) <= columns) return texts;
  }
}
