import { Box } from 'ink';
import { type ReactElement, useEffect, useMemo } from 'react';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { fitText, widthOf } from '../../components/fit.ts';
import type { ChartRow } from '../../components/graphs/graphs.tsx';
import { Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { useConsole, useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { shortNumber } from '../../numbers.ts';
import type { Glyphs } from '../../theme.ts';
import { statedKeys } from '../providers/rows.ts';
import { noUsage } from '../usage/acts.ts';
import { namesOf } from '../usage/sight.ts';
import type { Attention, Tone } from './attention.ts';
import { topKeys, topModels } from './figures.ts';
import { figuresOf, layoutOf, panelsIn } from './overview-state.ts';
import {
  GraphPanel,
  LivePanel,
  type Place,
  StatusPanel,
  statusRoom,
  TopPanel,
  TotalsPanel,
} from './panels.tsx';
import { attentionIn, isEmptyInstall, withoutRequests } from './sight.ts';
import { statusOf } from './status.ts';
import { words } from './words.ts';

const none: readonly UsageRecord[] = [];

/** 1: what needs attention, then the traffic and the state of this server. */
export function OverviewScreen(): ReactElement {
  const { columns, rows } = useSize();
  const [body, height] = useHeight(rows - 5);
  const console = useServer(withoutRequests);
  const health = useUi((ui) => ui.health);
  const overview = useUi((ui) => ui.overview);
  const hasDialog = useUi((ui) => ui.dialog !== undefined);
  const moment = useMoment();

  const items = attentionIn(console, { health, overview }, moment);
  const emptyInstall = isEmptyInstall(console);
  const { hasUsage, server } = console;
  const layout = layoutOf({ columns, height, items: items.length || (emptyInstall ? 3 : 1), hasUsage });
  const shown = panelsIn(layout);
  const focus = shown.includes(overview.panel) ? overview.panel : 'attention';
  const names = useMemo(
    () => namesOf(server?.clientKeys ?? [], overview.answer?.figures?.labels),
    [server?.clientKeys, overview.answer],
  );
  const figures = figuresOf(overview);
  const reason = noUsage({ console });
  const say = words();

  const panel = (place: Place): ReactElement => {
    const { id, width, height: high, focused } = place;
    const wide = width >= 56;
    const most = high - 2;
    switch (id) {
      case 'attention': {
        const shape = { height: layout.items, rows: high, emptyInstall, width, focused };
        return <AttentionPanel items={items} {...shape} />;
      }
      case 'graph': {
        const keyed = console.feedQuestion !== undefined;
        return <GraphPanel place={place} overview={overview} reason={reason} keyed={keyed} />;
      }
      case 'totals':
        return <TotalsPanel place={place} overview={overview} />;
      case 'keys': {
        const tops = hasUsage
          ? figures && topKeys(figures, names, most, wide)
          : usedToday(console, names, most);
        const screen = wide ? `2 ${say.keys.keys}` : '2';
        return <TopPanel place={place} title={say.keys.title} screen={screen} tops={tops} />;
      }
      case 'models': {
        const tops = figures && topModels(figures, most, wide);
        const screen = wide ? `5 ${say.live.usage}` : '5';
        return <TopPanel place={place} title={say.models.title} screen={screen} tops={tops} />;
      }
      case 'status': {
        const room = statusRoom(place, wide);
        const status = statusOf(console, statedKeys(console), { moment, wide, room });
        return (
          <StatusPanel place={place} title={wide ? say.status.title : say.status.upstreams} rows={status} />
        );
      }
      case 'live':
        return <LivePanel place={place} kept={figures?.records ?? none} names={names} />;
    }
  };
  return (
    <Box ref={body} flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {server &&
        layout.rows.map((row) => (
          <Box key={row.panels[0]?.id} height={row.height} flexShrink={0}>
            {row.panels.map(({ id, width }) => (
              <Box key={id} width={width} flexShrink={0}>
                {panel({ id, width, height: row.height, focused: id === focus && !hasDialog })}
              </Box>
            ))}
          </Box>
        ))}
    </Box>
  );
}

/** The client keys by their requests of today, where the server only counts these; undefined: it does not. */
function usedToday(
  { server }: ConsoleState,
  names: ReadonlyMap<string, string>,
  most: number,
): readonly ChartRow[] | undefined {
  const counted = server?.clientKeys.filter(({ activity, duplicate }) => activity && !duplicate) ?? [];
  return counted
    .map(({ fingerprint, activity }) => ({
      label: names.get(fingerprint) ?? fingerprint.slice(0, 8),
      value: activity?.today ?? 0,
      texts: [shortNumber(activity?.today ?? 0)],
    }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, most);
}

const looks = {
  danger: ['error', 'danger'],
  warning: ['warning', 'warning'],
  notice: ['notice', 'info'],
} as const satisfies Readonly<Record<Tone, readonly [keyof Glyphs, string]>>;

interface AttentionPanelProps {
  readonly items: readonly Attention[];
  /** Items that are shown at once. */
  readonly height: number;
  /** Neither a provider key nor a session yet. */
  readonly emptyInstall: boolean;
  readonly width: number;
  readonly rows: number;
  readonly focused: boolean;
}

/** What needs attention, worst first, each with the key that fixes it. */
function AttentionPanel(props: AttentionPanelProps): ReactElement {
  const { items, height, emptyInstall, width, rows, focused } = props;
  const { ui, perform } = useConsole();
  const { top, cursor, height: known } = useUi((state) => state.lists.overview);
  useEffect(() => {
    if (known !== height)
      ui.dispatch({ type: 'list', screen: 'overview', action: { type: 'sized', height } });
  });
  const { attention, next } = words();
  const shown = items.slice(top, top + height);
  const rest = items.length - top - shown.length;
  const selected = items.find(({ id }) => id === cursor) ?? items[0];
  const select = (id: string) => {
    ui.dispatch({ type: 'overview', action: { type: 'focused', panel: 'attention' } });
    ui.dispatch({ type: 'list', screen: 'overview', action: { type: 'moved-to', id } });
  };
  const inner = width - (width < 80 ? 0 : 2);
  const empty = items.length === 0;
  return (
    <Panel
      title={empty && emptyInstall ? next.title : attention.title}
      aside={
        empty ? undefined : width < 100 ? String(items.length) : `${items.length} · ${attention.worstFirst}`
      }
      focused={focused}
      padding={0}
      width={width}
      height={rows}
      flexShrink={0}
    >
      {empty ? (
        <Nothing emptyInstall={emptyInstall} />
      ) : (
        shown.map((item) => (
          <Pressable
            key={item.id}
            onPress={(double) => {
              select(item.id);
              if (double) perform('open-item');
            }}
            onWheel={(by) => ui.dispatch({ type: 'list', screen: 'overview', action: { type: 'moved', by } })}
          >
            <Item item={item} width={inner} selected={item === selected} focused={focused} />
          </Pressable>
        ))
      )}
      {rest > 0 && <Text role="muted">{`   ${attention.more(rest)}`}</Text>}
    </Panel>
  );
}

interface ItemProps extends Pick<AttentionPanelProps, 'width' | 'focused'> {
  readonly item: Attention;
  readonly selected: boolean;
}

/** One row: sign, what, fact, and at the right the key and what it does. */
function Item({ item, width, selected, focused }: ItemProps): ReactElement {
  const { glyphs } = useTheme();
  const { attention } = words();
  const readOnly = useServer((console) => console.readOnly);
  const { tone, what, fact } = item;
  const fix = readOnly ? undefined : item.fix;
  const [sign, role] = looks[tone];
  const action: readonly Span[] = fix
    ? [{ text: 'f', role: 'accent' }, { text: ` ${fix.title}` }]
    : [{ text: 'Enter', role: 'accent' }, { text: ` ${attention.open}` }];
  const right = Math.min(cellWidth(action), Math.floor(width / 3)) + 1;
  const band = selected && focused;
  return (
    <Box>
      <Line
        width={width - right - 1}
        selected={band}
        of={[
          { text: selected ? glyphs.selected : ' ', bold: selected },
          { text: glyphs[sign], role },
          { text: ` ${what}`, bold: selected || tone === 'danger' },
          { text: fact === '' ? '' : `: ${fact}` },
        ]}
      />
      <Line width={right + 1} align="right" selected={band} of={[...action, { text: ' ' }]} />
    </Box>
  );
}

function Nothing({ emptyInstall }: { readonly emptyInstall: boolean }): ReactElement {
  const { glyphs } = useTheme();
  const { attention, next } = words();
  if (!emptyInstall) return <Text role="success">{` ${glyphs.done} ${attention.none}`}</Text>;
  const titles = Math.max(widthOf(next.addProvider), widthOf(next.logIn));
  const step = (key: string, title: string, hint: string) => (
    <Line
      of={[
        { text: `   ${key}  `, role: 'accent' },
        { text: fitText(title, titles) },
        { text: `   ${hint}`, role: 'muted' },
      ]}
    />
  );
  return (
    <>
      <Text>{` ${next.keyReady}`}</Text>
      {step('a', next.addProvider, next.addProviderHint)}
      {step('l', next.logIn, next.logInHint)}
    </>
  );
}
