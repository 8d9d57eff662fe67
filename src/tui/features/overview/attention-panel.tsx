import { Box } from 'ink';
import { type ReactElement, useEffect } from 'react';
import { fitText, widthOf } from '../../components/fit.ts';
import { Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { useConsole, useServer, useTheme, useUi } from '../../context.tsx';
import type { Glyphs } from '../../theme.ts';
import type { Attention, Tone } from './attention.ts';
import { words } from './words.ts';

const looks = {
  danger: ['error', 'danger'],
  warning: ['warning', 'warning'],
  notice: ['notice', 'info'],
} as const satisfies Readonly<Record<Tone, readonly [keyof Glyphs, string]>>;

export interface AttentionPanelProps {
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
export function AttentionPanel(props: AttentionPanelProps): ReactElement {
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

interface ItemProps {
  readonly item: Attention;
  readonly width: number;
  readonly selected: boolean;
  readonly focused: boolean;
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
