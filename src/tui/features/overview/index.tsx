import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { ConsoleState } from '../../../store/state.ts';
import { type At, isReachable, works } from '../../act.ts';
import type { FrameTime } from '../../clock.ts';
import { fitText, widthOf } from '../../components/fit.ts';
import { ListPanel } from '../../components/list.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import {
  useAt,
  useConsole,
  useDerived,
  useServer,
  useServerWithoutTraffic,
  useSize,
  useTheme,
  useUi,
} from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import type { Glyphs } from '../../theme.ts';
import { listWords } from '../../words/list.ts';
import type { Feature, Watch } from '../feature.ts';
import { watchFindings } from '../health/watch.ts';
import { words as healthWords } from '../health/words.ts';
import { keepAsking, keepAskingUsage, pauseOf } from '../keep-asking.ts';
import { namesOf } from '../usage/figures.ts';
import { overviewActs } from './acts.tsx';
import type { Attention, Tone } from './attention.ts';
import { attentionList, isEmptyInstall } from './attention-list.ts';
import { figuresOf, layoutOf, type OverviewUi, panelsIn, rangeOf, usageRequestOf } from './overview-state.ts';
import { type PanelProps, panels } from './panels.tsx';
import { quotaFiles } from './status.ts';
import { words } from './words.ts';

/** 1: what needs attention, then the traffic and the state of this server. */
function OverviewScreen(): ReactElement {
  const { columns, rows } = useSize();
  const [body, height] = useHeight(rows - 5);
  const console = useServerWithoutTraffic();
  const overview = useUi((ui) => ui.overview);
  const { hasUsage, server } = console;
  const names = useMemo(
    () => namesOf(server?.clientKeys ?? [], overview.answer?.figures?.labels),
    [server?.clientKeys, overview.answer],
  );
  const items = useDerived(itemsAt, { live: true });
  const emptyInstall = isEmptyInstall(console);
  const layout = layoutOf({
    ...{ columns, height, hasUsage, hasQuota: quotaFiles(console).length > 0 },
    items: items.length || (emptyInstall ? 3 : 1),
    entries: longestList(console, overview),
  });
  const shown = panelsIn(layout);
  const focus = shown.includes(overview.panel) ? overview.panel : 'attention';
  const [across, down] = columns >= framedFrom ? [4, 2] : [2, 1];
  return (
    <Box ref={body} flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {server &&
        layout.rows.map((row) => (
          <Box key={row.panels[0]?.id} height={row.height} flexShrink={0}>
            {row.panels.map(({ id, width }) => {
              const inside = { columns: width - across, rows: row.height - down };
              const place = { id, width, height: row.height, ...inside, focused: id === focus };
              const of = { ...place, shown, console, overview, names };
              if (id === 'attention')
                return <AttentionPanel key={id} {...{ of, items, emptyInstall }} shown={layout.items} />;
              const Content = panels[id];
              return <Content key={id} {...of} />;
            })}
          </Box>
        ))}
    </Box>
  );
}

/** Entries of the longest list on the screen. */
function longestList(console: ConsoleState, overview: OverviewUi): number {
  const { server, hasUsage } = console;
  const { key = [], model = [] } = figuresOf(overview)?.groups ?? {};
  const keys = hasUsage ? key.length : (server?.clientKeys.length ?? 0);
  const quotas = quotaFiles(console).map(({ quota }) => Math.max(1, quota?.windows?.length ?? 0));
  return Math.max(
    keys,
    model.length,
    quotas.reduce((sum, count) => sum + count, 0),
  );
}

function itemsAt(at: At, time: FrameTime): readonly Attention[] {
  const { items, next } = attentionList(at);
  time.changesAt(next);
  return items;
}

interface AttentionPanelProps {
  readonly of: PanelProps;
  readonly items: readonly Attention[];
  /** Number of items shown at once. */
  readonly shown: number;
  /** Whether there is no provider key and no session yet. */
  readonly emptyInstall: boolean;
}

/** What needs attention, worst first, each with the key that fixes it. */
function AttentionPanel({ of, items, shown: most, emptyInstall }: AttentionPanelProps): ReactElement {
  const { attention, next } = words();
  const hidden = items.length > most;
  const aside = of.width < 100 ? `${items.length}` : `${items.length} · ${attention.worstFirst}`;
  return (
    <ListPanel
      screen="overview"
      title={items.length === 0 && emptyInstall ? next.title : attention.title}
      aside={items.length === 0 ? undefined : aside}
      rows={items}
      empty={<Nothing emptyInstall={emptyInstall} />}
      width={of.width}
      height={of.height}
      flexGrow={0}
      focused={of.focused}
      open="open-item"
      below={hidden ? 1 : 0}
    >
      {({ rows, list, width, focused }) => {
        const rest = items.length - list.top - rows.length;
        return (
          <>
            {rows.map((item, place) => {
              const selected = list.top + place === list.index;
              return <Item key={item.id} {...{ item, width, selected, focused }} />;
            })}
            {rest > 0 && <Text role="muted">{`   ${attention.more(rest)}`}</Text>}
          </>
        );
      }}
    </ListPanel>
  );
}

const looks = {
  danger: ['error', 'danger'],
  warning: ['warning', 'warning'],
  notice: ['notice', 'info'],
} as const satisfies Readonly<Record<Tone, readonly [keyof Glyphs, string]>>;

interface ItemProps {
  readonly width: number;
  readonly focused: boolean;
  readonly item: Attention;
  readonly selected: boolean;
}

/** One row: sign, subject, fact, and on the right the key and what it does. */
function Item({ item, width, selected, focused }: ItemProps): ReactElement {
  const { glyphs } = useTheme();
  const { attention } = words();
  const isFixable = useServer(({ readOnly, connection }) => !readOnly && isReachable(connection));
  const { tone, what, fact } = item;
  const fix = isFixable ? item.fix : undefined;
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
          { text: fact === '' ? '' : listWords().colon + fact },
        ]}
      />
      <Line width={right + 1} align="right" selected={band} of={[...action, { text: ' ' }]} />
    </Box>
  );
}

function Nothing({ emptyInstall }: { readonly emptyInstall: boolean }): ReactElement {
  return (
    <Box flexDirection="column" paddingX={1}>
      {emptyInstall ? <NextSteps /> : <AllGood />}
    </Box>
  );
}

/** Nothing good is said before the checks have run. */
function AllGood(): ReactElement {
  const { glyphs } = useTheme();
  const { attention } = words();
  const { diagnosis, problem } = useUi((ui) => ui.health);
  if (problem !== undefined)
    return <Line of={{ text: `${glyphs.error} ${healthWords().failed(problem)}`, role: 'danger' }} />;
  if (!diagnosis) return <Text role="muted">{attention.checking}</Text>;
  return <Text role="success">{`${glyphs.done} ${attention.none}`}</Text>;
}

function NextSteps(): ReactElement {
  const { next } = words();
  const { acts } = useConsole();
  const at = useAt();
  const titles = Math.max(widthOf(next.addProvider), widthOf(next.logIn));
  const step = (key: string, act: string, title: string, hint: string) =>
    works(act, at, acts) && (
      <Line
        of={[
          { text: `  ${key}  `, role: 'accent' },
          { text: fitText(title, titles) },
          { text: `   ${hint}`, role: 'muted' },
        ]}
      />
    );
  return (
    <>
      <Text>{next.keyReady}</Text>
      {step('a', 'first-provider', next.addProvider, next.addProviderHint)}
      {step('l', 'first-login', next.logIn, next.logInHint)}
    </>
  );
}

/** Follows what the panels show: figures, sessions, states of provider keys and findings, as far as there are any. */
const watchOverview: Watch = (...parts) => {
  const [session, ui] = parts;
  const stops = [
    session.watchProviderStates(),
    keepAsking(parts, {
      topic: ({ server, sessions, capabilities }) =>
        server && !sessions && capabilities?.sessions !== 'absent' ? 'sessions' : undefined,
      ask: () => session.loadSessions(),
    }),
    watchFindings(false)(...parts),
    keepAskingUsage(parts, {
      topic: () => rangeOf(ui.snapshot().overview).id,
      pause: pauseOf,
      request: ({ at }) => usageRequestOf(ui.snapshot().overview, at),
      onAnswer: (answer, { topic: range, at }) =>
        ui.dispatch({ type: 'overview', overview: { answer: { ...answer, range, at } } }),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
};

/** 1: what needs attention, and the traffic of this server. */
export const overviewFeature: Feature = {
  id: 'overview',
  number: '1',
  words: () => words().screen,
  Screen: OverviewScreen,
  acts: overviewActs,
  list: (at) => attentionList(at).listed,
  watch: watchOverview,
};
