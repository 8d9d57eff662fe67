import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Outcome } from '../../../contract/outcome.ts';
import { useConsole, useTheme } from '../../context.tsx';
import { useParts } from '../../hooks/use-reduced.ts';
import { Choices, useWindow } from '../scroll.tsx';
import { type Cell, Text } from '../text.tsx';
import { emptyField, textIn, typeKey } from '../text-field.ts';
import { actsOf, withoutLetters } from './acts.ts';
import { Dialog, Folded, Gap, inset, Notes, useDialogRoom, useEnd, useIsOpen } from './dialog.tsx';
import { TextLine } from './field-line.tsx';
import { choiceSpans, titleWidth } from './menu.tsx';
import { Spinner } from './spinner.tsx';
import { words } from './words.ts';

export interface PickerItem {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
}

interface PickerProps {
  readonly title: Cell;
  readonly notes?: readonly string[];
  readonly items: readonly PickerItem[];
  /** Ids marked initially. */
  readonly chosen: Iterable<string>;
  /** If refused, the box stays open with the reason. */
  readonly onApply: (chosen: ReadonlySet<string>) => Promise<Outcome<unknown>>;
}

/** Maximum number of rows of the list. */
const most = 12;
const pickerActs = actsOf('picker', 'box');
const typingActs = withoutLetters(pickerActs);

/** Marks several items and applies them together. Items hidden by a filter stay marked. */
export function Picker({ title, notes = [], items, chosen, onApply }: PickerProps): ReactElement {
  const console = useConsole();
  const { columns } = useDialogRoom();
  const { glyphs } = useTheme();
  const [state, set, now] = useParts(() => ({
    chosen: new Set(chosen) as ReadonlySet<string>,
    filter: emptyField,
    /** Letters go into the filter. */
    filtering: false,
    /** Index of the cursor in the filtered items. */
    index: 0,
    problem: '',
    busy: false,
  }));
  const end = useEnd();
  const isOpen = useIsOpen();
  /** The items that contain all typed words. */
  const foundIn = ({ filter }: typeof state) => {
    const typed = textIn(filter).toLowerCase().split(/\s+/);
    return items.filter(({ title, hint }) => {
      const text = `${title} ${hint}`.toLowerCase();
      return typed.every((word) => text.includes(word));
    });
  };
  const found = foundIn(state);
  const within = (position: number) => Math.max(0, Math.min(foundIn(now()).length - 1, position));
  const step = (by: number) => set({ index: within(within(now().index) + by) });
  /** Toggles the item under the cursor, or all filtered items. */
  const mark = (all: boolean) => {
    const { index } = now();
    const wanted = all ? foundIn(now()) : foundIn(now()).slice(index, index + 1);
    const marked = new Set(now().chosen);
    const takes = wanted.some(({ id }) => !marked.has(id));
    for (const { id } of wanted) takes ? marked.add(id) : marked.delete(id);
    set({ chosen: marked, index: within(all ? index : index + 1) });
  };
  const apply = async () => {
    if (now().filtering) return set({ filtering: false });
    set({ busy: true, problem: '' });
    const outcome = await onApply(now().chosen);
    if (!isOpen.current) return;
    if (outcome.ok || (outcome.kind === 'conflict' && !outcome.unloaded)) return end();
    set({ busy: false, problem: outcome.message });
  };
  const leave = () => {
    if (now().busy) return console.session.cancel();
    if (!now().filtering && textIn(now().filter) === '') return end();
    set({ filtering: false, filter: emptyField, index: 0 });
  };
  const { filtering, filter } = state;
  const window = useWindow(found.length, Math.min(state.index, Math.max(0, found.length - 1)), { most });
  const titles = Math.max(20, titleWidth(items, columns - 20));
  const unlessBusy = (run: () => unknown) => () => now().busy || run();
  return (
    <Dialog
      title={title}
      aside={`${found.length} / ${items.length} · ${words().marked(state.chosen.size)}`}
      acts={filtering ? typingActs : pickerActs}
      handlers={{
        'picker-mark': unlessBusy(() => mark(false)),
        'picker-all': unlessBusy(() => mark(true)),
        'picker-filter': unlessBusy(() => set({ filtering: true })),
        'picker-apply': unlessBusy(apply),
        'close-picker': leave,
        'box-down': () => step(1),
        'box-up': () => step(-1),
        'box-page-down': () => step(window.height),
        'box-page-up': () => step(-window.height),
      }}
      hints
      onText={filtering ? (event) => set({ filter: typeKey(now().filter, event), index: 0 }) : undefined}
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
          set({ index });
          unlessBusy(() => mark(false))();
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
        {state.problem !== '' && (
          <Folded of={{ text: state.problem, role: 'danger' }} width={columns} sign="✕ " />
        )}
        {state.busy ? <Spinner text={words().working} /> : <Text> </Text>}
      </Box>
    </Dialog>
  );
}
