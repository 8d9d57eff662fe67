import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import type { Act } from '../../act.ts';
import { reasonAgainst, titleOf } from '../../acts.ts';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { Line, Text } from '../../components/text.tsx';
import { useAt, useConsole, useSize, useTheme } from '../../context.tsx';
import { useActs } from '../../hooks/use-acts.ts';
import { keyTitle } from '../../keyboard.ts';

/** One way on: an act with a key of its own, and what it does beyond its words. */
export interface Way {
  readonly act: Act;
  readonly notes?: readonly string[];
}

export interface WaysProps {
  readonly title: string;
  readonly aside?: string;
  /** What is known, one sentence a line. */
  readonly facts: readonly (string | undefined)[];
  /** In order, the default first; one that does not work here is left out. */
  readonly ways: readonly Way[];
  /** All keys of the picture, with `choose`, `down` and `up` behind this prefix. */
  readonly acts: readonly Act[];
  readonly prefix: string;
}

/** A panel with what is known and the ways on below it; Enter takes the selected one. It has the keyboard. */
export function Ways({ title, aside, facts, ways, acts, prefix }: WaysProps): ReactElement {
  const console = useConsole();
  const at = useAt();
  const { glyphs } = useTheme();
  const { columns, rows } = useSize();
  const [moved, setMoved] = useState(0);
  const shown = ways.filter(({ act }) => reasonAgainst(act, at) === undefined);
  const selected = Math.max(0, Math.min(shown.length - 1, moved));
  const move = (by: number) => setMoved(Math.max(0, Math.min(shown.length - 1, selected + by)));
  const take = (place: number) => {
    const way = shown[place];
    if (way) console.perform(way.act.id);
  };
  useActs(acts, {
    [`${prefix}-choose`]: () => take(selected),
    [`${prefix}-down`]: () => move(1),
    [`${prefix}-up`]: () => move(-1),
  });
  const width = Math.min(widest, columns);
  const band = columns < framedFrom ? width : width - 2;
  const roomy = rows >= 24;
  const keys = [...shown.map(({ act }) => act), ...acts.filter(({ footer }) => footer !== undefined)];
  return (
    <Panel
      title={title}
      aside={aside}
      foot={keys.map((act) => footOf(act, shown)).join(` ${glyphs.separator} `)}
      width={width}
      padding={0}
      focused
    >
      <Box flexDirection="column" paddingX={2} paddingY={roomy ? 1 : 0} flexShrink={0}>
        {facts.map((fact) => (fact === undefined ? null : <Text key={fact}>{fact}</Text>))}
      </Box>
      {shown.map(({ act, notes = [] }, place) => (
        <Pressable key={act.id} onPress={() => take(place)} flexDirection="column">
          <Line
            width={band}
            selected={place === selected}
            of={[
              { text: `${place === selected ? glyphs.selected : ' '} `, bold: true },
              { text: keyTitle(act.keys[0] ?? ''), role: 'accent', bold: true },
              { text: `  ${titleOf(act, at)}`, bold: place === selected },
            ]}
          />
          {notes.map((note) => (
            <Box key={note} paddingLeft={5}>
              <Text role="muted">{note}</Text>
            </Box>
          ))}
          {roomy && <Text> </Text>}
        </Pressable>
      ))}
    </Panel>
  );
}

const widest = 100;

/** Ways by their keys alone, as their words are above; the others with theirs. */
function footOf(act: Act, ways: readonly Way[]): string {
  const key = keyTitle(act.keys[0] ?? '');
  return ways.some((way) => way.act === act) ? key : `${key} ${act.words().title}`;
}
