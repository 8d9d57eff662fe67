import { Box } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import type { Console } from '../../act.ts';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { fitText, widthOf } from '../fit.ts';
import { Scrolled, useScroll, useScrollKeys } from '../scroll.tsx';
import { Line, Text } from '../text.tsx';
import { emptyField, textIn, typeKey } from '../text-field.ts';
import { actsOf, letterActs } from './acts.ts';
import { type ButtonProps, Buttons, Dialog, Folded, inset, useDialogRoom, useEnd } from './dialog.tsx';
import { TextLine } from './field-line.tsx';
import { words } from './words.ts';

/** The text of a question: each string is a paragraph. */
type Lines = readonly ReactNode[];

interface QuestionButton extends Pick<ButtonProps, 'title' | 'role'> {
  /** The letter that presses it. */
  readonly key?: string;
  /** Runs after the box closes. */
  readonly run?: () => unknown;
}

interface QuestionProps {
  readonly title: string;
  /** On the border: a count. */
  readonly aside?: string | undefined;
  readonly lines: Lines;
  /** The first is the safe, useful answer, selected by Enter. */
  readonly buttons: readonly QuestionButton[];
  /** For destructive actions: Esc presses the first button, `y` the second. */
  readonly danger?: boolean;
}

/** A question with several answers, or about something that costs time or money. */
export function Question({ title, aside, lines, buttons, danger = false }: QuestionProps): ReactElement {
  const end = useEnd();
  const [marked, move, now] = useReduced(
    (before: number, by: number) => Math.min(buttons.length - 1, Math.max(0, before + by)),
    () => 0,
  );
  const text = useScroll();
  const press = (button: QuestionButton | undefined) => end(button?.run);
  const scopes = danger ? (['danger', 'question', 'box'] as const) : (['question', 'box'] as const);
  const { top, keys: scrollKeys } = useScrollKeys(text);
  return (
    <Dialog
      title={title}
      aside={text.last > 0 ? words().range(top + 1, top + text.shown, text.all) : aside}
      tone={danger ? 'danger' : 'plain'}
      acts={[...letterActs(scopes[0], buttons, press), ...actsOf(...scopes)]}
      handlers={{
        'question-next': () => move(1),
        'question-previous': () => move(-1),
        'question-run': () => press(buttons[now()]),
        ...scrollKeys,
        'question-close': () => end(),
        'danger-no': () => press(buttons[0]),
        'danger-yes': () => press(buttons[1]),
      }}
    >
      <Scrolled of={text} top={top}>
        <Paragraphs of={lines} />
      </Scrolled>
      <Buttons
        marked={marked}
        buttons={buttons.map(({ key, ...button }) => ({ ...button, run: () => press(button) }))}
        keys={danger ? words().yesOrNo : buttons.flatMap(({ key }) => key ?? []).join(' / ')}
      />
    </Dialog>
  );
}

interface DangerProps {
  /** Without the sign: `Revoke 3 client keys?` */
  readonly title: string;
  /** What is affected, with its usage and the consequences. */
  readonly lines: Lines;
  /** The safe answer, selected by Enter: `No, keep them`. */
  readonly no: string;
  /** The confirming button: `Revoke 3 keys`. */
  readonly yes: string;
  /** For an action that cannot be undone: the name to type first. */
  readonly word?: string | undefined;
  /** Runs after the box closes. */
  readonly onYes: () => unknown;
}

/** Asks before an action that breaks clients. @param say its buttons @param onYes runs after the box closes */
export const openDanger = (
  console: Console,
  say: Pick<DangerProps, 'no' | 'yes'>,
  title: string,
  lines: Lines,
  onYes: () => unknown,
  word?: string,
): void => console.open(<Danger {...{ no: say.no, yes: say.yes, title, lines, onYes, word }} />);

/** Confirms an action that breaks clients. Enter answers no. */
export function Danger({ word, ...props }: DangerProps): ReactElement {
  const title = `✕ ${props.title}`;
  if (word !== undefined) return <Irreversible {...props} title={title} word={word} />;
  const buttons = [{ title: props.no }, { title: props.yes, role: 'danger' as const, run: props.onYes }];
  return <Question danger title={title} lines={props.lines} buttons={buttons} />;
}

function Irreversible({ title, lines, no, yes, word, onYes }: DangerProps & { word: string }): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const { columns } = useDialogRoom();
  const [typed, type, now] = useReduced(typeKey, () => emptyField);
  const isTyped = () => textIn(now()).trim().toLowerCase() === word.toLowerCase();
  const run = () => {
    if (isTyped()) return end(onYes);
    return textIn(now()) === '' ? end() : console.say('warning', words().wordFirst(word));
  };
  const ready = isTyped();
  return (
    <Dialog
      title={title}
      aside={words().cannotBeUndone}
      tone="danger"
      acts={actsOf('word')}
      handlers={{ 'word-run': run, 'word-no': () => end() }}
      onText={type}
    >
      <Box flexDirection="column" overflowY="hidden">
        <Paragraphs of={lines} />
      </Box>
      <Box columnGap={2} paddingX={inset} paddingBottom={1} flexShrink={0}>
        <Text bold>{words().typeWord(word)}</Text>
        <TextLine field={typed} width={Math.min(29, columns - 12)} focused />
      </Box>
      <Buttons
        marked={ready ? 1 : 0}
        buttons={[
          { title: no, run: () => end() },
          ready
            ? { title: yes, role: 'danger', run }
            : { title: words().typeTheName(yes), role: 'muted', run: () => {} },
        ]}
      />
    </Dialog>
  );
}

/**
 * Separated by blank rows; an element is drawn as it is. It hides nothing: within a box that does, Ink would draw what
 * only the inner one has room for.
 */
function Paragraphs({ of }: { readonly of: Lines }): ReactElement {
  const { columns } = useDialogRoom();
  return (
    <Box flexDirection="column" paddingX={inset} paddingTop={1}>
      {of.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a box never change
        <Box key={place} flexDirection="column" paddingBottom={1} flexShrink={0}>
          {typeof line === 'string' ? <Folded of={line} width={columns} /> : line}
        </Box>
      ))}
    </Box>
  );
}

/** Maximum number of items that a question lists, before `N more`; columns of a name at least. */
const [maxAffected, leastName] = [6, 12];

/** The items that a question is about, in columns. @param rows cells of each item: name, mask, usage */
export function Affected({ rows }: { readonly rows: readonly (readonly string[])[] }): ReactElement {
  const { columns } = useDialogRoom();
  const shown = rows.length > maxAffected ? rows.slice(0, maxAffected - 1) : rows;
  const needed = (column: number) => Math.max(...shown.map((row) => widthOf(row[column] ?? '')));
  const others = (shown[0] ?? []).reduce((sum, _, column) => sum + (column > 0 ? needed(column) + 2 : 0), 0);
  // The name gives way to what is said about it.
  const widthAt = (column: number) =>
    column === 0 ? Math.min(needed(0), Math.max(leastName, columns - others)) : needed(column);
  return (
    <>
      {shown.map((row) => (
        <Line
          key={row.join(' ')}
          of={row.map((cell, column) => ({
            text:
              column < row.length - 1 && widthAt(column) > 0 ? `${fitText(cell, widthAt(column))}  ` : cell,
            bold: column === 0,
          }))}
        />
      ))}
      {shown.length < rows.length && <Text role="muted">{words().more(rows.length - shown.length)}</Text>}
    </>
  );
}
