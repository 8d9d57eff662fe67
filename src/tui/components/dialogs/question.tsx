import { Box } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { fitText, widthOf } from '../fit.ts';
import { Line, Text } from '../text.tsx';
import { emptyField, textIn } from '../text-field.ts';
import { dangerActs, questionActs, wordActs } from './acts.ts';
import { Buttons } from './buttons.tsx';
import { Body, Dialog, useDialogRoom } from './dialog.tsx';
import { TextLine } from './field-line.tsx';
import { typeInto } from './form-state.ts';
import { words } from './words.ts';

/** What a question says: a string is a paragraph of its own. */
export type Lines = readonly ReactNode[];

export interface QuestionButton {
  readonly title: string;
  /** The letter that presses it. */
  readonly key?: string;
  /** Runs once the box is closed. */
  readonly run?: () => unknown;
}

export interface QuestionProps {
  readonly title: string;
  readonly lines: Lines;
  /** The first is the safe, useful answer unless `initial` says otherwise. */
  readonly buttons: readonly QuestionButton[];
  readonly initial?: number;
  /** Esc; the box is closed then. */
  readonly onClose?: () => unknown;
}

/** Something that has several answers, or may cost time or money. */
export function Question({ title, lines, buttons, initial = 0, onClose }: QuestionProps): ReactElement {
  const console = useConsole();
  const [marked, move, now] = useButtons(buttons.length, initial);
  const press = (button: QuestionButton | undefined) => {
    console.close();
    return button?.run?.();
  };
  const handlers = {
    'question-next': () => move(1),
    'question-previous': () => move(-1),
    'question-run': () => press(buttons[now()]),
    'question-close': () => {
      console.close();
      return onClose?.();
    },
  };
  return (
    <Dialog
      title={title}
      acts={questionActs}
      handlers={handlers}
      onText={(event) => {
        const button = event.type === 'key' ? buttons.find(({ key }) => key === event.name) : undefined;
        if (button) press(button);
      }}
    >
      <Body>
        <Paragraphs lines={lines} />
      </Body>
      <Buttons
        marked={marked}
        buttons={buttons.map((button) => ({ title: button.title, run: () => press(button) }))}
        keys={buttons.flatMap(({ key }) => key ?? []).join(' / ')}
      />
    </Dialog>
  );
}

export interface DangerProps {
  /** Without the sign: `Revoke 3 client keys?` */
  readonly title: string;
  /** What is hit, with its use, and what that means. */
  readonly lines: Lines;
  /** The safe answer, which Enter alone gives: `No, keep them`. */
  readonly no: string;
  /** The act: `Revoke 3 keys`. */
  readonly yes: string;
  /** Cannot be undone: the name that has to be typed first. */
  readonly word?: string | undefined;
  /** Runs once the box is closed. */
  readonly onYes: () => unknown;
}

/** Something that breaks clients now. Enter alone says no. */
export function Danger(props: DangerProps): ReactElement {
  return props.word === undefined ? (
    <PlainDanger {...props} />
  ) : (
    <Irreversible {...props} word={props.word} />
  );
}

function PlainDanger({ title, lines, no, yes, onYes }: DangerProps): ReactElement {
  const console = useConsole();
  const [marked, move, now] = useButtons(2, 0);
  const answer = (sure: boolean) => {
    console.close();
    return sure ? onYes() : undefined;
  };
  const handlers = {
    'danger-yes': () => answer(true),
    'danger-no': () => answer(false),
    'danger-next': () => move(1),
    'danger-previous': () => move(-1),
    'danger-run': () => answer(now() === 1),
  };
  return (
    <Dialog title={dangerTitle(title)} tone="danger" acts={dangerActs} handlers={handlers}>
      <Body>
        <Paragraphs lines={lines} />
      </Body>
      <Buttons
        marked={marked}
        buttons={[
          { title: no, run: () => answer(false) },
          { title: yes, role: 'danger', run: () => answer(true) },
        ]}
        keys={words().yesOrNo}
      />
    </Dialog>
  );
}

function Irreversible({
  title,
  lines,
  no,
  yes,
  word,
  onYes,
}: DangerProps & { readonly word: string }): ReactElement {
  const console = useConsole();
  const { columns } = useDialogRoom();
  const [typed, type, now] = useReduced(
    (field, action: Parameters<typeof typeInto>[1]) => typeInto(field, action) ?? field,
    () => emptyField,
  );
  const isTyped = () => textIn(now()).trim().toLowerCase() === word.toLowerCase();
  const answer = (sure: boolean) => {
    console.close();
    return sure ? onYes() : undefined;
  };
  const handlers = {
    'word-run': () => {
      if (isTyped() || textIn(now()) === '') return answer(isTyped());
      return console.say('warning', words().wordFirst(word));
    },
    'word-no': () => answer(false),
  };
  const ready = isTyped();
  return (
    <Dialog
      title={dangerTitle(title)}
      aside={words().cannotBeUndone}
      tone="danger"
      acts={wordActs}
      handlers={handlers}
      onText={(event) => {
        if (event.type === 'paste') type({ type: 'typed', text: event.text });
        else type(event.text ? { type: 'typed', text: event.text } : { type: 'edited', key: event.name });
      }}
    >
      <Body>
        <Paragraphs lines={lines} />
        <Box columnGap={2}>
          <Text bold>{words().typeWord(word)}</Text>
          <TextLine field={typed} width={Math.min(29, columns - 12)} focused />
        </Box>
        <Text> </Text>
      </Body>
      <Buttons
        marked={ready ? 1 : 0}
        buttons={[
          { title: no, run: () => answer(false) },
          {
            title: ready ? yes : words().typeTheName(yes),
            role: ready ? 'danger' : 'muted',
            run: () => (isTyped() ? answer(true) : undefined),
          },
        ]}
      />
    </Dialog>
  );
}

const dangerTitle = (title: string) => `✕ ${title}`;

/** Paragraphs with a blank row behind each; what is no string is drawn as it is. */
function Paragraphs({ lines }: { readonly lines: Lines }): ReactElement {
  return (
    <>
      {lines.map((line, place) => (
        // The lines of a box never change.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Box key={place} flexDirection="column" paddingBottom={1}>
          {typeof line === 'string' ? <Text>{line}</Text> : line}
        </Box>
      ))}
    </>
  );
}

/**
 * What a question is about, one a row, in columns; beyond `most` rows it says how many more there are.
 * @param rows their cells: name, mask, use
 */
export function Affected({
  rows,
  most = 6,
}: {
  readonly rows: readonly (readonly string[])[];
  readonly most?: number;
}): ReactElement {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.max(...shown.map((row) => widthOf(row[column] ?? ''))),
  );
  return (
    <>
      {shown.map((row) => (
        <Line
          key={row.join(' ')}
          of={row.map((cell, column) => ({
            text: column < row.length - 1 ? `${fitText(cell, widths[column] ?? 0)}  ` : cell,
            bold: column === 0,
          }))}
        />
      ))}
      {shown.length < rows.length && <Text role="muted">{words().more(rows.length - shown.length)}</Text>}
    </>
  );
}

/** Which of several buttons is in brackets. */
function useButtons(count: number, initial: number) {
  return useReduced(
    (marked: number, by: number) => Math.min(count - 1, Math.max(0, marked + by)),
    () => initial,
  );
}
