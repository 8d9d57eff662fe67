import { Box } from 'ink';
import type { ReactElement } from 'react';
import { stripControl } from '../../../base/text/terminal-text.ts';
import { useTheme } from '../../context.tsx';
import { cut, cutHard, endOf, widthOf } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { Line, type Span, Text } from '../text.tsx';
import { type TextField, textIn } from '../text-field.ts';
import { type ChoiceInput, optionTitle, type TextInput } from './fields.ts';
import { words } from './words.ts';

/** A fixed number of dots, which hides the length. */
const dots = 12;

interface TextLineProps extends Pick<Partial<TextInput>, 'hint' | 'hidden' | 'lines'> {
  readonly field: TextField;
  readonly width: number;
  readonly focused: boolean;
  /** Hint at the right end: a key of this input. */
  readonly aside?: string;
}

/**
 * An input between its edges, in exactly `width` columns, scrolled so that the cursor is visible. The
 * terminal's own cursor is hidden, because it would jump with every row drawn.
 */
export function TextLine({
  field,
  width,
  focused,
  hint = '',
  aside = '',
  ...kind
}: TextLineProps): ReactElement {
  const { glyphs } = useTheme();
  const room = Math.max(4, width - 4 - (aside === '' ? 0 : widthOf(aside) + 1));
  const caret: Span = { text: focused ? glyphs.caret : '', role: 'accent' };
  const edge: Span = { text: glyphs.fieldEdge, role: focused ? 'accent' : 'border' };
  // Sanitized before measuring, so that no partial control sequence is left at a cut.
  const before = stripControl(field.before);
  const after = stripControl(field.after);
  const shown = (): readonly Span[] => {
    const text = textIn(field);
    if (text === '') return [caret, { text: cut(stripControl(hint), room - 1, glyphs.cut), role: 'muted' }];
    if (kind.hidden) return [{ text: glyphs.hidden.repeat(dots) }, caret];
    if (kind.lines) {
      const count = text.split('\n').filter((line) => line.trim() !== '').length;
      return [{ text: words().lines(count) }, caret];
    }
    if (!focused) return [{ text: cut(before + after, room, glyphs.cut) }];
    const left = endOf(before, room - 1, glyphs.cut);
    return [{ text: left }, caret, { text: cutHard(after, room - 1 - widthOf(left)) }];
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

interface ChoiceLineProps {
  readonly field: ChoiceInput;
  readonly chosen: number;
  readonly width: number;
  readonly focused: boolean;
  readonly onChoose: (place: number) => unknown;
}

const gap = 2;

/** `‹ 7 days  [24 hours]  1 hour ›`; if not all options fit, the chosen one is visible. */
export function ChoiceLine({ field, chosen, width, focused, onChoose }: ChoiceLineProps): ReactElement {
  const { glyphs } = useTheme();
  const titles = field.options.map((option, place) =>
    place === chosen ? `[${optionTitle(option)}]` : optionTitle(option),
  );
  const isTooWide = (from: number, to: number) =>
    titles.slice(from, to).reduce((sum, title) => sum + widthOf(title) + gap, -gap) > width - 4;
  let [start, end] = [0, titles.length];
  while (start < chosen && isTooWide(start, chosen + 1)) start += 1;
  while (end > chosen + 1 && isTooWide(start, end)) end -= 1;
  const role = focused ? 'accent' : 'muted';
  return (
    <Box flexShrink={0}>
      <Text role={role}>{start > 0 ? glyphs.cut : glyphs.choiceBefore} </Text>
      <Box columnGap={gap}>
        {titles.slice(start, end).map((title, place) => {
          const isChosen = start + place === chosen;
          return (
            <Pressable key={title} onPress={() => onChoose(start + place)}>
              <Text bold={isChosen} role={isChosen ? 'text' : 'muted'} selected={isChosen && focused}>
                {title}
              </Text>
            </Pressable>
          );
        })}
      </Box>
      <Text role={role}> {end < titles.length ? glyphs.cut : glyphs.choiceAfter}</Text>
    </Box>
  );
}
