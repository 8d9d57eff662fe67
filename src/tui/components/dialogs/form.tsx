import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Failure, Outcome } from '../../../contract/outcome.ts';
import type { Console } from '../../act.ts';
import { useConsole, useUi } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { Scrolled, useScroll } from '../scroll.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { fieldOf } from '../text-field.ts';
import { actsOf } from './acts.ts';
import { Buttons, Dialog, Folded, Gap, inset, Notes, useDialogRoom, useEnd, useIsOpen } from './dialog.tsx';
import { ChoiceLine, TextLine } from './field-line.tsx';
import {
  beginForm,
  type Fact,
  type Field,
  type FormAction,
  type FormState,
  fieldsShown,
  hasTyped,
  type Input,
  missingIn,
  placeOf,
  reduceForm,
  type Values,
} from './fields.ts';
import { titleWidth } from './menu.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

/** A refusal that names the invalid field. */
export type Refusal = Failure & { readonly field?: string };

export interface FormProps<Result> {
  readonly title: Cell;
  /** Sentences shown above the fields. */
  readonly notes?: readonly string[];
  readonly fields: readonly Field[];
  /** Name of the field to focus; by default the first empty required field, otherwise the first. */
  readonly focus?: string;
  /** Label of the Enter button: `Rotate`. */
  readonly verb: string;
  /** If refused, the form stays open with the message at the invalid field. */
  readonly onSubmit: (values: Values) => Promise<Outcome<Result> | Refusal>;
  /** Runs after the form closes, including while it was being sent. */
  readonly onDone?: (result: Result, values: Values) => unknown;
  /** Runs instead of closing: returns to the previous step. */
  readonly onBack?: () => unknown;
}

/** Opens a form; it is hidden while the server is unreachable. */
export const openForm = <Result,>(console: Console, form: FormProps<Result>): void =>
  console.open(<Form {...form} />, { waits: true });

/** Fields to fill in, and one action for them. */
export function Form<Result>(props: FormProps<Result>): ReactElement {
  const { title, notes = [], fields, verb, onSubmit, onDone, onBack } = props;
  const console = useConsole();
  const end = useEnd();
  const { columns } = useDialogRoom();
  const [state, dispatch, now] = useReduced(
    (before: FormState, action: FormAction) => reduceForm(fields, before, action),
    () => beginForm(fields, props.focus),
  );
  const isOpen = useIsOpen();
  // Facts may tell it.
  useUi((ui) => ui.itemUsage);

  /** The reason for the refusal is already on the screen. */
  const report = (message: string) => {
    if (console.session.store.snapshot().result?.message !== message) console.say('error', message);
  };
  const close = () => (onBack ? onBack() : end());
  const submit = async () => {
    if (now().busy) return;
    const { values } = now();
    const missing = missingIn(fields, values);
    if (missing) return dispatch({ type: 'refused', problem: missing });
    dispatch({ type: 'submitted' });
    const outcome = await onSubmit(values);
    if (!outcome.ok) {
      if (!isOpen.current) return;
      // A form whose subject is gone closes; one that only has to wait keeps what was typed.
      if (outcome.kind === 'conflict' && !outcome.unloaded) return end(() => report(outcome.message));
      const field = 'field' in outcome ? outcome.field : undefined;
      return dispatch({ type: 'refused', problem: { message: outcome.message, field } });
    }
    if (isOpen.current) end();
    return onDone?.(outcome.value, values);
  };
  const leave = () => {
    if (now().busy) return console.session.cancel();
    return hasTyped(fields, now().values) ? mark(0)() : close();
  };
  const mark = (button: number | undefined) => () => dispatch({ type: 'leaving', button });
  const keep = mark(undefined);
  const focused = () => fields.find(({ name }) => name === now().focus)?.kind;
  const choose = (by: number, key: string) => () =>
    dispatch(
      focused() === 'text' ? { type: 'typed', event: { type: 'key', name: key } } : { type: 'chose', by },
    );
  const formHandlers = {
    submit,
    'next-field': () => dispatch({ type: 'stepped', by: 1 }),
    'previous-field': () => dispatch({ type: 'stepped', by: -1 }),
    'next-option': choose(1, 'right'),
    'previous-option': choose(-1, 'left'),
    'close-form': leave,
  };
  const leavingHandlers = {
    'danger-yes': close,
    'danger-no': keep,
    'question-next': mark(1),
    'question-previous': mark(0),
    'question-run': () => (now().discardButton === 1 ? close() : keep()),
  };

  const leaving = state.discardButton !== undefined;
  const shown = fieldsShown(fields, state.values);
  const inputs = shown.filter((field) => field.kind !== 'fact');
  const facts = shown.filter((field) => field.kind === 'fact');
  const place = inputs.findIndex(({ name }) => name === state.focus);
  const scroll = useScroll();
  const drawing = { state, dispatch, columns, titles: titleWidth(shown, Math.floor(columns * 0.4)) };
  return (
    <Dialog
      title={title}
      acts={leaving ? actsOf('danger', 'question') : actsOf('form')}
      handlers={leaving ? leavingHandlers : formHandlers}
      onText={
        leaving
          ? undefined
          : (event) => {
              if (event.type === 'paste' || focused() === 'text') dispatch({ type: 'typed', event });
              else if (event.name === 'space') dispatch({ type: 'chose', by: 1, around: true });
            }
      }
    >
      <Gap />
      <Notes of={notes} width={columns} />
      <Box flexDirection="column" paddingLeft={inset} paddingRight={1}>
        <Scrolled of={scroll} top={Math.max(0, Math.min(place - (scroll.shown >> 1), scroll.last))}>
          {inputs.map((field) => (
            <InputRow key={field.name} {...drawing} field={field} />
          ))}
        </Scrolled>
        <HintRow
          {...drawing}
          field={inputs[place]}
          problem={
            inputs.some(({ name }) => name === state.problem?.field) ? undefined : state.problem?.message
          }
          place={scroll.last > 0 ? words().fieldOf(place + 1, inputs.length) : ''}
          height={Math.max(
            ...fields.map((field) => ('hint' in field ? wrap(field.hint, columns).length : 1)),
          )}
        />
        {facts.map((field, row) => (
          <FactRow key={field.name} {...drawing} field={field} apart={row > 0} />
        ))}
        {facts.length > 0 && <Gap />}
      </Box>
      {leaving ? (
        <Buttons
          marked={state.discardButton ?? 0}
          buttons={[
            { title: words().discard.keep, run: keep },
            { title: words().discard.discard, role: 'danger', run: close },
          ]}
          keys={words().yesOrNo}
        />
      ) : state.busy ? (
        <Box justifyContent="flex-end" paddingX={4} columnGap={3} flexShrink={0}>
          <Spinner text={words().working} />
          <Text role="muted">{`Esc ${words().acts['close-form'].title}`}</Text>
        </Box>
      ) : (
        <Buttons
          marked={0}
          buttons={[
            { title: verb, run: submit },
            { title: words().cancel, run: leave },
          ]}
          keys="Enter · Esc"
        />
      )}
    </Dialog>
  );
}

interface Drawing<Of> {
  readonly field: Of;
  readonly state: FormState;
  readonly dispatch: (action: FormAction) => void;
  /** Columns of the content, and of the titles: a long title is truncated. */
  readonly columns: number;
  readonly titles: number;
}

const fieldWidth = (space: number): number => Math.min(space, space >= 70 ? 60 : 47);

const titleLine = (text: string, width: number, focused = false): ReactElement => (
  <Box flexShrink={0}>
    <Line of={focused ? { text, role: 'accent', bold: true } : text} width={width} />
  </Box>
);

/** The value of a field, with its problem below. */
function InputRow({ field, state, dispatch, columns, titles }: Drawing<Input>): ReactElement {
  const { name } = field;
  const focused = state.focus === name && !state.busy && state.discardButton === undefined;
  const note = field.note?.(state.values);
  // A note may extend to one column from the border.
  const space = columns - titles - 1;
  const width = space - (note === undefined ? 0 : widthOf(note) + 2);
  const typed = state.focus === name ? state.typed : fieldOf(state.values[name] ?? '');
  const place = placeOf(field, state.values[name]);
  const choose = (to: number) => {
    dispatch({ type: 'focused', name });
    dispatch({ type: 'chose', by: to - place });
  };
  return (
    <>
      <Pressable onPress={() => dispatch({ type: 'focused', name })} columnGap={2}>
        {titleLine(field.title, titles, focused)}
        {field.kind === 'text' && (
          <TextLine {...field} field={typed} width={fieldWidth(width)} focused={focused} />
        )}
        {field.kind === 'choice' && (
          <ChoiceLine field={field} chosen={place} width={width} focused={focused} onChoose={choose} />
        )}
        {field.kind === 'check' && (
          <Pressable onPress={() => choose(1 - place)}>
            <Text selected={focused}>{place === 1 ? '[●]' : '[ ]'}</Text>
          </Pressable>
        )}
        {note !== undefined && (
          <Box flexShrink={1} minWidth={0}>
            <Line of={{ text: note, role: 'muted' }} />
          </Box>
        )}
      </Pressable>
      {state.problem?.field === name && (
        <Box flexDirection="column" paddingLeft={titles + 2} flexShrink={0}>
          <Folded of={{ text: state.problem.message, role: 'danger' }} width={space} sign="✕ " />
        </Box>
      )}
    </>
  );
}

/** Facts below the fields; a blank row precedes each untitled one except the first. */
function FactRow({ field, state, columns, titles, apart }: Drawing<Fact> & { apart: boolean }): ReactElement {
  const titled = field.title !== '';
  return (
    <>
      {apart && !titled && <Gap />}
      <Box columnGap={2} flexShrink={0}>
        {titled && titleLine(field.title, titles)}
        <Folded of={field.text(state.values)} width={titled ? columns - titles - 2 : columns} />
      </Box>
    </>
  );
}

interface HintRowProps extends Pick<Drawing<Input | undefined>, 'field' | 'state' | 'columns' | 'titles'> {
  /** A problem of a field that is not shown. */
  readonly problem: string | undefined;
  /** `field 3 of 9`, if not all fields are visible. */
  readonly place: string;
  /** Rows reserved so that nothing moves with the focus. */
  readonly height: number;
}

/** Below the inputs: a problem, otherwise the hint of a field that is no longer empty. */
function HintRow({ field, state, columns, titles, problem, place, height }: HintRowProps): ReactElement {
  if (problem !== undefined)
    return <Folded of={{ text: problem, role: 'danger' }} width={columns} sign="✕ " />;
  if (state.discardButton !== undefined) return <Text role="warning">{words().discard.question}</Text>;
  const room = fieldWidth(columns - titles - 2) - 5;
  const isTaken = field?.kind === 'text' && !state.busy;
  const isInField = isTaken && state.values[field.name] === '' && widthOf(field.hint) <= room;
  const said = [place, isTaken && !isInField && field.hint].filter(Boolean).join(' · ');
  return (
    <Box height={height} overflow="hidden" flexShrink={0}>
      <Folded of={{ text: said, role: 'muted' }} width={columns} />
    </Box>
  );
}
