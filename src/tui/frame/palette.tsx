import { Box } from 'ink';
import { type ReactElement, useEffect, useMemo } from 'react';
import { type At, actsIn, hintText } from '../act.ts';
import { widthOf } from '../components/fit.ts';
import { framedFrom, Panel } from '../components/panel.tsx';
import { Choices, useWindow } from '../components/scroll.tsx';
import { fitCell, Line, type Span, Text, typedSpans } from '../components/text.tsx';
import { emptyField, fieldOf, textIn, typeKey } from '../components/text-field.ts';
import { useAtWithoutTraffic, useConsole, useSize, useTheme } from '../context.tsx';
import { featuresOf } from '../features/index.ts';
import { useActs } from '../hooks/use-input.ts';
import { useParts } from '../hooks/use-reduced.ts';
import type { Role, Theme } from '../theme.ts';
import { type Command, type Found, findCommands } from './commands.ts';
import { barWords } from './words.ts';

/** Keys of the palette, in the order of its hints. */
export const paletteActs = actsIn('palette', () => barWords().acts, [
  { id: 'palette-down', word: 'paletteDown', keys: ['down', 'ctrl+n'] },
  { id: 'palette-up', word: 'paletteUp', keys: ['up', 'ctrl+p'] },
  { id: 'palette-complete', word: 'paletteComplete', keys: ['tab'], footer: 1 },
  { id: 'palette-run', word: 'paletteRun', keys: ['enter'], footer: 2 },
  { id: 'close-palette', word: 'paletteClose', keys: ['escape'], footer: 3 },
]);

const widest = 100;
/** The place before the user has moved. */
const first = -1;

/** Which entry Enter runs; -1 is none. */
const placeIn = ({ commands, unsure }: Pick<Found, 'commands' | 'unsure'>, moved: number): number =>
  moved === first && unsure ? first : Math.min(Math.max(0, moved), Math.max(0, commands.length - 1));

/** Commands by name: acts with their screen, screens, and the items of the screens. */
export function Palette(): ReactElement {
  const console = useConsole();
  // What no screen has shown yet is found as well.
  useEffect(() => {
    const { sessions, server, capabilities } = console.session.store.snapshot();
    if (!sessions && server && capabilities?.sessions !== 'absent') void console.session.loadSessions();
  }, [console.session]);
  const { columns, rows } = useSize();
  const at = useAtWithoutTraffic();
  const [state, set, now] = useParts(() => ({ field: emptyField, index: first }));
  const find = (now: At, typed: string): Found =>
    findCommands(typed, { at: now, acts: console.acts, features: featuresOf(now.console) });
  const typed = textIn(state.field);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `find` is the same for the same arguments
  const found = useMemo(() => find(at, typed), [at, typed]);
  /** The current entries: a burst of keys arrives without a frame in between. */
  const current = () => {
    const { field, index } = now();
    const { commands, unsure } = find(console.at(), textIn(field));
    return { commands, index: placeIn({ commands, unsure }, index) };
  };
  const move = (by: number) => () => {
    const { commands, index } = current();
    const from = by < 0 ? Math.max(0, index) : index;
    if (commands.length > 0) set({ index: (from + by + commands.length) % commands.length });
  };
  const run = (command: Command | undefined) => {
    if (!command) return;
    if (command.reason !== undefined) return console.say('warning', command.reason);
    console.close();
    console.ui.dispatch({ type: 'command-used', id: command.id });
    return command.run(console);
  };
  const chosen = () => {
    const { commands, index } = current();
    return commands[index];
  };
  useActs(
    paletteActs,
    {
      'palette-down': move(1),
      'palette-up': move(-1),
      'palette-complete': () => {
        const command = chosen();
        if (command) set({ field: fieldOf(command.typed ?? command.title), index: first });
      },
      'palette-run': () =>
        current().index < 0 ? console.say('warning', barWords().palette.mentions) : run(chosen()),
      'close-palette': () => console.close(),
    },
    (event) => set({ field: typeKey(now().field, event), index: first }),
  );
  const theme = useTheme();
  const width = Math.min(widest, columns);
  const inner = columns < framedFrom ? width : width - 2;
  const height = rows >= 40 ? 14 : rows >= 30 ? 9 : 7;
  const index = placeIn(found, state.index);
  const window = useWindow(found.commands.length, index, { most: height });
  return (
    <Panel
      title={barWords().palette.title}
      aside={barWords().palette.count(found.commands.length, found.all)}
      foot={`↑↓ ${barWords().palette.select} · ${hintText(paletteActs)}`}
      focused
      width={width}
      padding={0}
    >
      <Line of={typedSpans(' : ', state.field, theme.glyphs)} />
      <Box height={height} flexDirection="column">
        {found.commands.length === 0 && <Text role="muted">{`  ${barWords().palette.nothing}`}</Text>}
        <Choices of={window} width={inner} onPress={(place) => run(found.commands[place])}>
          {(place) => commandSpans(found.commands[place], inner, theme)}
        </Choices>
      </Box>
    </Panel>
  );
}

const widths = { key: 6, state: 11 };

/** Title, screen, state and key; a reason replaces all but the title. */
function commandSpans(command: Command | undefined, width: number, theme: Theme): readonly Span[] {
  if (!command) return [];
  const { title, place = '', item, state = '', key = '', reason } = command;
  const half = Math.floor(width / 2) + 1;
  const off = reason === undefined ? '' : barWords().palette.unavailable(reason);
  // A long reason needs the space more than a short name.
  const name = widthOf(off) + 2 <= width - half ? half : Math.min(half, widthOf(title) + 6);
  const cell = (text: string, columns: number, role: Role, align?: 'right') =>
    fitCell({ text, role }, columns, align, theme);
  if (reason !== undefined)
    return [...cell(` ${title}`, name - 2, 'muted'), ...cell(` ${off} `, width - name + 1, 'muted')];
  const middle = width - name - widths.key;
  const crumb = item === undefined ? place : `${place} ${theme.glyphs.crumb} ${item}`;
  const where = widthOf(crumb) < middle ? crumb : place;
  const states = state !== '' && widthOf(where) + widths.state < middle ? widths.state : 0;
  return [
    ...cell(` ${title}`, name - 2, 'text'),
    ...cell(` ${where}`, middle - states + 1, 'muted'),
    ...cell(state, states, 'text'),
    ...cell(`${key}  `, widths.key, 'accent', 'right'),
  ];
}
