import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Outcome } from '../../../contract/outcome.ts';
import type { Act } from '../../act.ts';
import { useConsole, useTheme } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { textIn } from '../text-field.ts';
import { pickerActs } from './acts.ts';
import { Dialog, Folded, inset, useDialogRoom, useIsOpen } from './dialog.tsx';
import { TextLine } from './field-line.tsx';
import {
  beginPicker,
  itemsShown,
  type PickerAction,
  type PickerItem,
  type PickerState,
  reducePicker,
} from './picker-state.ts';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

export type { PickerItem } from './picker-state.ts';

export interface PickerProps {
  readonly title: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly PickerItem[];
  /** Ids that are marked at first. */
  readonly chosen: Iterable<string>;
  /** Refused: the box stays open with the reason. */
  readonly onApply: (chosen: ReadonlySet<string>) => Promise<Outcome<unknown>>;
}

/** Some of many are marked, and applied together. */
export function Picker({ title, notes = [], items, chosen, onApply }: PickerProps): ReactElement {
  const console = useConsole();
  const room = useDialogRoom();
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
  const found = itemsShown(items, state);
  const index = Math.min(state.index, Math.max(0, found.length - 1));
  const above = notes.flatMap((note) => wrap(note, room.columns));
  const problem = state.problem === undefined ? [] : wrap(state.problem, room.columns - 2);
  const shown = Math.max(1, Math.min(most, found.length, room.rows - above.length - problem.length - 4));
  const top = Math.min(Math.max(0, index - Math.floor(shown / 2)), Math.max(0, found.length - shown));
  const handlers = {
    'picker-mark': () => dispatch({ type: 'marked', all: false }),
    'picker-all': () => dispatch({ type: 'marked', all: true }),
    'picker-filter': () => dispatch({ type: 'filtering', on: true }),
    'picker-apply': apply,
    'close-picker': leave,
    'picker-down': () => dispatch({ type: 'stepped', by: 1 }),
    'picker-up': () => dispatch({ type: 'stepped', by: -1 }),
    'picker-page-down': () => dispatch({ type: 'stepped', by: shown }),
    'picker-page-up': () => dispatch({ type: 'stepped', by: -shown }),
  };
  const titles = Math.max(
    20,
    Math.min(room.columns - 20, ...[Math.max(...items.map((item) => widthOf(item.title)))]),
  );
  return (
    <Dialog
      title={title}
      aside={`${found.length} / ${items.length} · ${words().marked(state.chosen.size)}`}
      acts={state.filtering ? typingActs : pickerActs}
      handlers={handlers}
      hints
      onText={
        state.filtering
          ? (event) => {
              if (event.type === 'paste') return dispatch({ type: 'typed', text: event.text });
              return dispatch(
                event.text ? { type: 'typed', text: event.text } : { type: 'edited', key: event.name },
              );
            }
          : undefined
      }
    >
      <Box flexDirection="column" paddingTop={1}>
        <Box flexDirection="column" paddingX={inset}>
          <Folded lines={above} />
        </Box>
        {(state.filtering || textIn(state.filter) !== '') && (
          <Box paddingX={inset} columnGap={1}>
            <Text role="accent">/</Text>
            <TextLine field={state.filter} width={Math.min(40, room.columns - 2)} focused={state.filtering} />
          </Box>
        )}
        {found.slice(top, top + shown).map((item, place) => (
          <Row
            key={item.id}
            item={item}
            titles={titles}
            width={room.columns + 2 * inset}
            marked={state.chosen.has(item.id)}
            selected={top + place === index}
            onWheel={(by) => dispatch({ type: 'stepped', by })}
            onPress={() => {
              dispatch({ type: 'selected', index: top + place });
              dispatch({ type: 'marked', all: false });
            }}
          />
        ))}
        <Box flexDirection="column" paddingX={inset}>
          {found.length === 0 && <Text role="muted">{words().none}</Text>}
          <Folded lines={problem} role="danger" sign="✕ " />
          {state.busy ? <Spinner text={words().working} /> : <Text> </Text>}
        </Box>
      </Box>
    </Dialog>
  );
}

/** Rows of the list, so that the box stays a box. */
const most = 12;

/** While letters go into the filter, only keys that are no letters act. */
const typingActs: readonly Act[] = pickerActs.map((act) => ({
  ...act,
  keys: act.keys.filter((key) => key.length > 1 && key !== 'space'),
}));

function Row({
  item,
  titles,
  width,
  marked,
  selected,
  onPress,
  onWheel,
}: {
  readonly item: PickerItem;
  readonly titles: number;
  readonly width: number;
  readonly marked: boolean;
  readonly selected: boolean;
  readonly onPress: () => unknown;
  readonly onWheel: (by: number) => unknown;
}): ReactElement {
  const { glyphs } = useTheme();
  const signs = `${selected ? glyphs.selected : ' '}${marked ? glyphs.marked : ' '}`;
  const gap = ' '.repeat(Math.max(0, titles - widthOf(item.title)) + 2);
  return (
    <Pressable onPress={onPress} onWheel={onWheel}>
      <Line
        width={width}
        selected={selected}
        of={[
          { text: signs, role: 'accent' },
          { text: ` ${item.title}`, bold: selected },
          { text: gap + item.hint, role: 'muted' },
        ]}
      />
    </Pressable>
  );
}
