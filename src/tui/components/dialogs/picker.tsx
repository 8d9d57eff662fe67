import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Outcome } from '../../../contract/outcome.ts';
import type { Act } from '../../act.ts';
import { useConsole, useTheme } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { Choices, useWindow } from '../scroll.tsx';
import { type Cell, Text } from '../text.tsx';
import { emptyField, type TextField, type Typing, textIn, typeInto, typing } from '../text-field.ts';
import { pickerActs } from './acts.ts';
import { Dialog, Folded, Gap, inset, Notes, useDialogRoom, useIsOpen } from './dialog.tsx';
import { TextLine } from './field-line.tsx';
import { choiceSpans, titleWidth } from './menu.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

export interface PickerItem {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
}

interface PickerState {
  readonly chosen: ReadonlySet<string>;
  /** Words that the items shown must contain. */
  readonly filter: TextField;
  /** Letters go into the filter. */
  readonly filtering: boolean;
  /** Place of the cursor among the items shown. */
  readonly index: number;
  readonly problem: string | undefined;
  readonly busy: boolean;
}

export type PickerAction =
  | Typing
  /** Into the filter, or out of it again; `clear`: with all that was typed. */
  | { readonly type: 'filtering'; readonly on: boolean; readonly clear?: boolean }
  | { readonly type: 'stepped'; readonly by: number }
  /** To one of the items shown, by place. */
  | { readonly type: 'selected'; readonly index: number }
  /** The item under the cursor, or all that are shown; all of them again is none. */
  | { readonly type: 'marked'; readonly all: boolean }
  | { readonly type: 'submitted' }
  | { readonly type: 'refused'; readonly problem: string };

export const beginPicker = (chosen: Iterable<string>): PickerState => ({
  chosen: new Set(chosen),
  filter: emptyField,
  filtering: false,
  index: 0,
  problem: undefined,
  busy: false,
});

/** Those that contain all the typed words. */
export function itemsShown(
  items: readonly PickerItem[],
  { filter }: Pick<PickerState, 'filter'>,
): readonly PickerItem[] {
  const typed = textIn(filter).toLowerCase().split(/\s+/);
  return items.filter(({ title, hint }) => {
    const text = `${title} ${hint}`.toLowerCase();
    return typed.every((word) => text.includes(word));
  });
}

/** Pure and total. What is marked stays marked while a filter hides it. */
export function reducePicker(
  items: readonly PickerItem[],
  state: PickerState,
  action: PickerAction,
): PickerState {
  if (state.busy && action.type !== 'refused') return state;
  const shown = itemsShown(items, state);
  const within = (wish: number) => Math.max(0, Math.min(shown.length - 1, wish));
  const index = within(state.index);
  switch (action.type) {
    case 'typed':
    case 'edited': {
      const filter = state.filtering ? typeInto(state.filter, action) : undefined;
      return filter ? { ...state, filter, index: 0 } : state;
    }
    case 'filtering':
      return { ...state, filtering: action.on, ...(action.clear && { filter: emptyField, index: 0 }) };
    case 'stepped':
      return { ...state, index: within(index + action.by) };
    case 'selected':
      return { ...state, index: within(action.index) };
    case 'marked': {
      const wanted = action.all ? shown : shown.slice(index, index + 1);
      const takes = wanted.some(({ id }) => !state.chosen.has(id));
      const chosen = new Set(state.chosen);
      for (const { id } of wanted) takes ? chosen.add(id) : chosen.delete(id);
      return { ...state, chosen, index: action.all ? index : within(index + 1) };
    }
    case 'submitted':
      return { ...state, busy: true, problem: undefined };
    case 'refused':
      return { ...state, busy: false, problem: action.problem };
  }
}

interface PickerProps {
  readonly title: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly PickerItem[];
  /** Ids that are marked at first. */
  readonly chosen: Iterable<string>;
  /** Refused: the box stays open with the reason. */
  readonly onApply: (chosen: ReadonlySet<string>) => Promise<Outcome<unknown>>;
}

/** Rows of the list, so that the box stays a box. */
const most = 12;

/** While letters go into the filter, only keys that are no letters act. */
const typingActs: readonly Act[] = pickerActs.map((act) => ({
  ...act,
  keys: act.keys.filter((key) => key.length > 1 && key !== 'space'),
}));

/** Some of many are marked, and applied together. */
export function Picker({ title, notes = [], items, chosen, onApply }: PickerProps): ReactElement {
  const console = useConsole();
  const { columns } = useDialogRoom();
  const { glyphs } = useTheme();
  const [state, dispatch, now] = useReduced(
    (before: PickerState, action: PickerAction) => reducePicker(items, before, action),
    () => beginPicker(chosen),
  );
  const isOpen = useIsOpen();
  const apply = async () => {
    if (now().busy) return;
    if (now().filtering) return dispatch({ type: 'filtering', on: false });
    dispatch({ type: 'submitted' });
    const outcome = await onApply(now().chosen);
    if (!isOpen.current) return;
    if (outcome.ok || (outcome.kind === 'conflict' && !outcome.unloaded)) return console.close();
    dispatch({ type: 'refused', problem: outcome.message });
  };
  const leave = () => {
    if (now().busy) return console.session.cancel();
    if (now().filtering || textIn(now().filter) !== '')
      return dispatch({ type: 'filtering', on: false, clear: true });
    return console.close();
  };
  const { filtering, filter, problem } = state;
  const found = itemsShown(items, state);
  const window = useWindow(found.length, Math.min(state.index, Math.max(0, found.length - 1)), { most });
  const titles = Math.max(20, titleWidth(items, columns - 20));
  const step = (by: number) => dispatch({ type: 'stepped', by });
  return (
    <Dialog
      title={title}
      aside={`${found.length} / ${items.length} · ${words().marked(state.chosen.size)}`}
      acts={filtering ? typingActs : pickerActs}
      handlers={{
        'picker-mark': () => dispatch({ type: 'marked', all: false }),
        'picker-all': () => dispatch({ type: 'marked', all: true }),
        'picker-filter': () => dispatch({ type: 'filtering', on: true }),
        'picker-apply': apply,
        'close-picker': leave,
        'picker-down': () => step(1),
        'picker-up': () => step(-1),
        'picker-page-down': () => step(window.height),
        'picker-page-up': () => step(-window.height),
      }}
      hints
      onText={filtering ? (event) => dispatch(typing(event)) : undefined}
    >
      <Gap />
      <Notes of={notes} width={columns} />
      {(filtering || textIn(filter) !== '') && (
        <Box paddingX={inset} columnGap={1} flexShrink={0}>
          <Text role="accent">/</Text>
          <TextLine field={filter} width={Math.min(40, columns - 2)} focused={filtering} />
        </Box>
      )}
      <Choices
        of={window}
        width={columns + 2 * inset}
        onWheel={step}
        onPress={(index) => {
          dispatch({ type: 'selected', index });
          dispatch({ type: 'marked', all: false });
        }}
      >
        {(place, selected) => {
          const { id = '', title = '', hint = '' } = found[place] ?? {};
          const lead = state.chosen.has(id) ? `${glyphs.marked} ` : '  ';
          return choiceSpans(lead, title, hint, titles, selected);
        }}
      </Choices>
      <Box flexDirection="column" paddingX={inset} flexShrink={0}>
        {found.length === 0 && <Text role="muted">{words().none}</Text>}
        {problem !== undefined && <Folded of={{ text: problem, role: 'danger' }} width={columns} sign="✕ " />}
        {state.busy ? <Spinner text={words().working} /> : <Text> </Text>}
      </Box>
    </Dialog>
  );
}
