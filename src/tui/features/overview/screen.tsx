import { Box } from 'ink';
import { type ReactElement, useEffect, useMemo } from 'react';
import { fitText, widthOf } from '../../components/fit.ts';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { useCalmServer, useConsole, useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import type { Glyphs } from '../../theme.ts';
import type { ListAction } from '../../ui/list-state.ts';
import { namesOf } from '../usage/sight.ts';
import type { Attention, Tone } from './attention.ts';
import { layoutOf, panelsIn } from './overview-state.ts';
import { type PanelProps, panels } from './panels.tsx';
import { attentionIn, isEmptyInstall } from './sight.ts';
import { words } from './words.ts';

/** 1: what needs attention, then the traffic and the state of this server. */
export function OverviewScreen(): ReactElement {
  const { columns, rows } = useSize();
  const [body, height] = useHeight(rows - 5);
  const console = useCalmServer();
  const health = useUi((ui) => ui.health);
  const overview = useUi((ui) => ui.overview);
  const hasDialog = useUi((ui) => ui.dialog !== undefined);
  const moment = useMoment();
  const { hasUsage, server } = console;
  const names = useMemo(
    () => namesOf(server?.clientKeys ?? [], overview.answer?.figures?.labels),
    [server?.clientKeys, overview.answer],
  );
  const items = attentionIn(console, { health, overview }, moment);
  const emptyInstall = isEmptyInstall(console);
  const layout = layoutOf({ columns, height, items: items.length || (emptyInstall ? 3 : 1), hasUsage });
  const focus = panelsIn(layout).includes(overview.panel) ? overview.panel : 'attention';
  const [across, down] = columns >= framedFrom ? [4, 2] : [2, 1];
  return (
    <Box ref={body} flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {server &&
        layout.rows.map((row) => (
          <Box key={row.panels[0]?.id} height={row.height} flexShrink={0}>
            {row.panels.map(({ id, width }) => {
              const inside = { columns: width - across, rows: row.height - down };
              const place = { id, width, height: row.height, ...inside, focused: id === focus && !hasDialog };
              const of = { ...place, console, overview, names };
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

interface AttentionPanelProps {
  readonly of: PanelProps;
  readonly items: readonly Attention[];
  /** Number of items shown at once. */
  readonly shown: number;
  /** Whether there is no provider key and no session yet. */
  readonly emptyInstall: boolean;
}

/** What needs attention, worst first, each with the key that fixes it. */
function AttentionPanel({ of, items, shown: height, emptyInstall }: AttentionPanelProps): ReactElement {
  const { width, focused } = of;
  const { ui, perform } = useConsole();
  const { top, cursor, height: known } = useUi((state) => state.lists.overview);
  const inList = (action: ListAction) => ui.dispatch({ type: 'list', screen: 'overview', action });
  useEffect(() => {
    if (known !== height) inList({ type: 'sized', height });
  });
  const { attention, next } = words();
  const shown = items.slice(top, top + height);
  const rest = items.length - top - shown.length;
  const selected = items.find(({ id }) => id === cursor) ?? items[0];
  const press = (id: string, double: boolean) => {
    ui.dispatch({ type: 'overview', overview: { panel: 'attention' } });
    inList({ type: 'moved-to', id });
    if (double) perform('open-item');
  };
  const count = String(items.length);
  const aside = width < 100 ? count : `${count} · ${attention.worstFirst}`;
  return (
    <Panel
      title={items.length === 0 && emptyInstall ? next.title : attention.title}
      aside={items.length === 0 ? undefined : aside}
      focused={focused}
      padding={0}
      width={width}
      height={of.height}
      flexShrink={0}
    >
      {items.length === 0 && <Nothing emptyInstall={emptyInstall} />}
      {shown.map((item) => (
        <Pressable
          key={item.id}
          onPress={(double) => press(item.id, double)}
          onWheel={(by) => inList({ type: 'moved', by })}
        >
          <Item item={item} width={of.columns + 2} selected={item === selected} focused={focused} />
        </Pressable>
      ))}
      {rest > 0 && <Text role="muted">{`   ${attention.more(rest)}`}</Text>}
    </Panel>
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
