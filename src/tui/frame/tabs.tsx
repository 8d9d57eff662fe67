import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import { widthOf } from '../components/fit.ts';
import { Pressable } from '../components/pressable.tsx';
import { Text } from '../components/text.tsx';
import { useCalmAt, useConsole, useSize, useUi } from '../context.tsx';
import { featuresOf } from '../features/index.ts';

export interface Tab {
  readonly id: string;
  readonly number: string;
  readonly name: string;
}

/** Second row: the screens with their numbers. The current one is in brackets, so that it shows without color. */
export function Tabs(): ReactElement {
  const { columns } = useSize();
  const screen = useUi((ui) => ui.screen);
  const { console: server } = useCalmAt();
  const tabs = featuresOf(server).map(({ id, number, words }) => ({ id, number, name: words().short }));
  const pieces = columns < 80 ? narrowTabs(tabs, screen) : wideTabs(tabs, screen, columns);
  return (
    <Box height={1} flexShrink={0} overflow="hidden">
      {pieces.map((piece) => (
        <TabPiece key={piece.id} {...piece} current={piece.id === screen} />
      ))}
    </Box>
  );
}

export interface Piece {
  readonly id: string;
  readonly text: string;
}

const TabPiece = memo(({ id, text, current }: Piece & { readonly current: boolean }): ReactElement => {
  const console = useConsole();
  return (
    <Pressable onPress={() => console.perform(`go-${id}`)}>
      <Text role={current ? 'accent' : 'muted'} bold={current}>
        {text}
      </Text>
    </Pressable>
  );
});

/** All by name where there is room; else the last ones after 8 give their names up first, then the first ones. */
export function wideTabs(tabs: readonly Tab[], current: string, columns: number): readonly Piece[] {
  const late = tabs.filter(({ number }) => number === '9' || number === '0').reverse();
  const giving = [...late, ...tabs.filter((tab) => !late.includes(tab))].filter(({ id }) => id !== current);
  for (let bare = 0; bare <= giving.length; bare += 1) {
    const pieces = inARow(tabs, current, new Set(giving.slice(0, bare).map(({ id }) => id)));
    if (pieces.reduce((sum, { text }) => sum + widthOf(text), 0) <= columns) return pieces;
  }
  return inARow(tabs, current, new Set(giving.map(({ id }) => id)));
}

/** ` 1 Overview[2 Keys]3 Providers 4`: brackets take the place of the spaces between. */
function inARow(tabs: readonly Tab[], current: string, bare: ReadonlySet<string>): readonly Piece[] {
  return tabs.map((tab, place) => {
    const text = bare.has(tab.id) ? tab.number : `${tab.number} ${tab.name}`;
    if (tab.id === current) return { id: tab.id, text: `[${text}]` };
    const afterCurrent = tabs[place - 1]?.id === current;
    return { id: tab.id, text: afterCurrent ? text : ` ${text}` };
  });
}

/** ` 1 Overview ‹[2 Keys]› 3 Providers  4 5 6`: the neighbors by name, the others by number. */
export function narrowTabs(tabs: readonly Tab[], current: string): readonly Piece[] {
  const at = tabs.findIndex(({ id }) => id === current);
  return tabs.map((tab, place) => {
    if (place === at) return { id: tab.id, text: ` ‹[${tab.number} ${tab.name}]›` };
    if (Math.abs(place - at) === 1) return { id: tab.id, text: ` ${tab.number} ${tab.name}` };
    return { id: tab.id, text: `${place === at + 2 ? '  ' : ' '}${tab.number}` };
  });
}
