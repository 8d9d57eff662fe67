import { Box } from 'ink';
import type { ReactElement } from 'react';
import { stripControl } from '../../../base/terminal-text.ts';
import { useTheme } from '../../context.tsx';
import { cut, cutHard, splitGraphemes, widthOf } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { Line, type Span, Text } from '../text.tsx';
import { type TextField, textIn } from '../text-field.ts';
import type { ChoiceInput, TextInput } from './fields.ts';
import { optionTitle } from './fields.ts';
import { words } from './words.ts';

/** As many for one character as for fifty: dots do not tell the length. */
const dots = 12;

/**
 * An input between its edges, in exactly `width` columns, scrolled so that the cursor is in sight. The terminal's own
 * cursor is hidden, as it would jump about with every row that is drawn.
 */
export function TextLine({
  field,
  width,
  focused,
  hint = '',
  hidden = false,
  lines = false,
  aside = '',
}: {
  readonly field: TextField;
  readonly width: number;
  readonly focused: boolean;
  /** At its right end: a key of this input. */
  readonly aside?: string;
} & Pick<Partial<TextInput>, 'hint' | 'hidden' | 'lines'>): ReactElement {
  const { glyphs } = useTheme();
  const room = Math.max(4, width - 4 - (aside === '' ? 0 : widthOf(aside) + 1));
  const caret: Span = { text: focused ? glyphs.caret : '', role: 'accent' };
  const edge: Span = { text: glyphs.fieldEdge, role: focused ? 'accent' : 'border' };
  const shown = (): readonly Span[] => {
    const text = textIn(field);
    if (text === '') return [caret, { text: cutTo(hint, room - 1, glyphs.cut), role: 'muted' }];
    if (hidden) return [{ text: glyphs.hidden.repeat(dots) }, caret];
    if (lines) return [{ text: words().lines(countLines(text)) }, caret];
    return focused ? typed(field, room, caret, glyphs.cut) : [{ text: cutTo(text, room, glyphs.cut) }];
  };
  return (
    <Box flexShrink={0}>
      <Line of={[edge, { text: ' ' }]} width={2} />
      <Line of={shown()} width={room} />
      {aside !== '' && <Text role="muted">{` ${aside}`}</Text>}
      <Line of={[{ text: ' ' }, edge]} width={2} />
    </Box>
  );
}

const countLines = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;

/** Cleaned before it is measured: half a sequence must not be left at a cut. */
const cutTo = (raw: string, width: number, sign: string): string => cut(stripControl(raw), width, sign);

function typed(field: TextField, room: number, caret: Span, sign: string): readonly Span[] {
  const before = lastColumns(stripControl(field.before), room - 1, sign);
  return [{ text: before }, caret, { text: cutHard(stripControl(field.after), room - 1 - widthOf(before)) }];
}

function lastColumns(text: string, width: number, sign: string): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const grapheme of splitGraphemes(text).reverse()) {
    used += widthOf(grapheme);
    if (used > width - 1) break;
    kept = grapheme + kept;
  }
  return sign + kept;
}

/** `‹ 7 days  [24 hours]  1 hour ›`; where there is no room for all, the chosen one is in sight. */
export function ChoiceLine({
  field,
  chosen,
  width,
  focused,
  onChoose,
}: {
  readonly field: ChoiceInput;
  readonly chosen: number;
  readonly width: number;
  readonly focused: boolean;
  readonly onChoose: (place: number) => unknown;
}): ReactElement {
  const { glyphs } = useTheme();
  const titles = field.options.map((option, place) =>
    place === chosen ? `[${optionTitle(option)}]` : optionTitle(option),
  );
  const room = width - 4;
  const gap = 2;
  const upTo = (start: number, end: number) =>
    titles.slice(start, end).reduce((sum, title) => sum + widthOf(title) + gap, -gap);
  let start = 0;
  while (start < chosen && upTo(start, chosen + 1) > room) start += 1;
  let end = titles.length;
  while (end > chosen + 1 && upTo(start, end) > room) end -= 1;
  const role = focused ? 'accent' : 'muted';
  return (
    <Box flexShrink={0} columnGap={gap}>
      <Box>
        <Text role={role}>{start > 0 ? glyphs.cut : glyphs.choiceBefore} </Text>
        <Box columnGap={gap}>
          {titles.slice(start, end).map((title, place) => (
            <Option
              key={title}
              title={title}
              chosen={start + place === chosen}
              focused={focused}
              choose={() => onChoose(start + place)}
            />
          ))}
        </Box>
        <Text role={role}> {end < titles.length ? glyphs.cut : glyphs.choiceAfter}</Text>
      </Box>
    </Box>
  );
}

function Option({
  title,
  chosen,
  focused,
  choose,
}: {
  readonly title: string;
  readonly chosen: boolean;
  readonly focused: boolean;
  readonly choose: () => unknown;
}): ReactElement {
  return (
    <Pressable onPress={choose}>
      <Text bold={chosen} role={chosen ? 'text' : 'muted'} selected={chosen && focused}>
        {title}
      </Text>
    </Pressable>
  );
}
