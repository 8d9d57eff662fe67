import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Failure, Outcome } from '../../../contract/outcome.ts';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { wrap } from '../fit.ts';
import { type Cell, Text } from '../text.tsx';
import { typing } from '../text-field.ts';
import { dangerActs, formActs } from './acts.ts';
import { Buttons, Dialog, Folded, inset, useDialogRoom, useEnd, useIsOpen } from './dialog.tsx';
import type { Field, Values } from './fields.ts';
import { type FormRow, factRows, HintRow, heightOf, hintHeight, inputRows, windowOf } from './form-rows.tsx';
import {
  beginForm,
  type FormAction,
  type FormState,
  hasTyped,
  missingIn,
  reduceForm,
  valuesOf,
} from './form-state.ts';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

/** A refusal that names the field at fault. */
export type Refusal = Failure & { readonly field?: string };

export interface FormProps<Result> {
  readonly title: Cell;
  /** Sentences above the fields. */
  readonly notes?: readonly string[];
  readonly fields: readonly Field[];
  /** Name of the field to begin in; absent: the first empty required one, else the first. */
  readonly focus?: string;
  /** What Enter does: `Rotate`. */
  readonly verb: string;
  /** Refused: the form stays open, with the message at the field at fault. */
  readonly onSubmit: (values: Values) => Promise<Outcome<Result> | Refusal>;
  /** After the form has closed; also when it was closed while it was being sent. */
  readonly onDone?: (result: Result, values: Values) => unknown;
  /** Instead of closing, when it is left: back to the step before. */
  readonly onBack?: () => unknown;
}

/** Fields to fill in, and one thing to do with them. */
export function Form<Result>(props: FormProps<Result>): ReactElement {
  const { title, notes = [], fields, verb, onSubmit, onDone, onBack } = props;
  const console = useConsole();
  const end = useEnd();
  const room = useDialogRoom();
  const [state, dispatch, now] = useReduced(
    (before: FormState, action: FormAction) => reduceForm(fields, before, action),
    () => beginForm(fields, props.focus),
  );
  const isOpen = useIsOpen();

  /** What an operation was refused for is on the screen already. */
  const tell = (message: string) => {
    if (console.session.store.snapshot().result?.message !== message) console.say('error', message);
  };
  const close = () => (onBack ? onBack() : end());
  const submit = async () => {
    if (now().busy) return;
    const missing = missingIn(fields, now());
    if (missing) return dispatch({ type: 'refused', problem: missing });
    const values = valuesOf(fields, now());
    dispatch({ type: 'submitted' });
    const outcome = await onSubmit(values);
    if (!outcome.ok) {
      if (!isOpen.current) return;
      // A form about what is no longer there closes; one that only has to wait keeps what was typed.
      if (outcome.kind === 'conflict' && !outcome.unloaded) return end(() => tell(outcome.message));
      const field = 'field' in outcome ? outcome.field : undefined;
      return dispatch({ type: 'refused', problem: { message: outcome.message, field } });
    }
    if (isOpen.current) end();
    return onDone?.(outcome.value, values);
  };
  const leave = () => {
    if (now().busy) return console.session.cancel();
    return hasTyped(fields, now()) ? mark(0)() : close();
  };
  const mark = (button: number | undefined) => () => dispatch({ type: 'leaving', button });
  const keep = mark(undefined);

  const focused = () => fields.find(({ name }) => name === now().focus)?.kind;
  const choose = (by: number, key: string) => () =>
    dispatch(focused() === 'text' ? { type: 'edited', key } : { type: 'chose', by });
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
    'danger-next': mark(1),
    'danger-previous': mark(0),
    'danger-run': () => (now().leaving === 1 ? close() : keep()),
  };

  const leaving = state.leaving !== undefined;
  const drawing = { fields, state, dispatch, width: room.columns };
  const above = notes.flatMap((note) => wrap(note, room.columns));
  const inputs = inputRows(drawing);
  const facts = factRows(drawing);
  const hint = hintHeight(fields, room.columns);
  // The buttons, and blank rows above, between and below where there is room.
  const free = room.rows - above.length - heightOf(facts) - hint - 1;
  const blank = 1 + (above.length > 0 ? 1 : 0) + (facts.length > 0 ? 1 : 0);
  const tight = heightOf(inputs) + blank > free;
  const shown = windowOf(inputs, Math.max(1, free - (tight ? 0 : blank)), state.focus);
  return (
    <Dialog
      title={title}
      acts={leaving ? dangerActs : formActs}
      handlers={leaving ? leavingHandlers : formHandlers}
      onText={
        leaving
          ? undefined
          : (event) => {
              if (event.type === 'paste' || focused() === 'text') dispatch(typing(event));
              else if (event.name === 'space') dispatch({ type: 'chose', by: 1, around: true });
            }
      }
    >
      <Box flexDirection="column" paddingLeft={inset} paddingRight={1} paddingTop={tight ? 0 : 1}>
        <Folded lines={above} />
        {above.length > 0 && !tight && <Text> </Text>}
        <Rows of={shown} />
        <HintRow drawing={drawing} height={hint} cut={shown.length < inputs.length} />
        <Rows of={facts} />
        {facts.length > 0 && !tight && <Text> </Text>}
      </Box>
      {leaving ? (
        <Buttons
          marked={state.leaving ?? 0}
          buttons={[
            { title: words().discard.keep, run: keep },
            { title: words().discard.discard, role: 'danger', run: close },
          ]}
          keys={words().yesOrNo}
        />
      ) : state.busy ? (
        <Box justifyContent="flex-end" paddingX={4} columnGap={3}>
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

const Rows = ({ of }: { readonly of: readonly FormRow[] }): ReactElement[] =>
  of.map(({ name, element }) => (
    <Box key={name} flexDirection="column" flexShrink={0}>
      {element}
    </Box>
  ));
