import { Box } from 'ink';
import {
  createContext,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import type { Act } from '../../act.ts';
import { useConsole, useSize } from '../../context.tsx';
import { type KeyEvent, useActs } from '../../hooks/use-input.ts';
import { keyTitle } from '../../keyboard.ts';
import type { Role } from '../../theme.ts';
import { widthOf, wrap } from '../fit.ts';
import { framedFrom, Panel, type PanelProps } from '../panel.tsx';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';

type Handlers = Readonly<Record<string, () => unknown>>;

interface DialogProps extends Pick<PanelProps, 'aside' | 'tone' | 'open'> {
  readonly title: Cell;
  /** Keys of the box; those with a handler and a `footer` are shown as hints. */
  readonly acts: readonly Act[];
  readonly handlers: Handlers;
  /** Receives events that are no act: text for an input. */
  readonly onText?: ((event: KeyEvent) => void) | undefined;
  readonly hints?: boolean;
  readonly children: ReactNode;
}

/** A box at the bottom of the body, at most 100 columns wide; it has the keyboard. */
export function Dialog({
  acts,
  handlers,
  onText,
  hints = false,
  children,
  ...panel
}: DialogProps): ReactElement {
  useActs(acts, handlers, onText);
  useLayoutEffect(useContext(BoxDrawnContext));
  const room = useDialogRoom(panel.open);
  return (
    <Panel {...panel} focused padding={0} width={room.width}>
      {children}
      {hints && (
        <Box paddingX={inset} justifyContent="flex-end" flexShrink={0}>
          <Hints acts={acts} handlers={handlers} columns={room.columns} />
        </Box>
      )}
    </Panel>
  );
}

const widest = 100;
/** Spaces before and after the text of a box. */
export const inset = 2;

/** Rows between tabs and footer, the maximum height of a box; by default without banner and message. */
export const BodyHeightContext = createContext<number | undefined>(undefined);
/** Called after a box was drawn, as its height may have changed. */
export const BoxDrawnContext = createContext(() => {});

/** Columns of a box, and the columns and rows for its content. @param open without side borders */
export function useDialogRoom(open = false): Readonly<Record<'width' | 'columns' | 'rows', number>> {
  const { columns, rows } = useSize();
  // Header, tabs and the free last row of the terminal.
  const height = useContext(BodyHeightContext) ?? rows - 3;
  const narrow = columns < framedFrom;
  const width = open ? columns : Math.min(widest, columns);
  return { width, columns: width - (narrow || open ? 0 : 2) - 2 * inset, rows: height - (narrow ? 1 : 2) };
}

/** The key of the open box around: it closes itself, not one that was opened over it. */
export const DialogKeyContext = createContext<number | undefined>(undefined);

/** Closes the box, then runs the next step. */
export function useEnd(): (then?: () => unknown) => unknown {
  const console = useConsole();
  const key = useContext(DialogKeyContext);
  return (then) => {
    console.close(key);
    return then?.();
  };
}

/** Whether the surrounding box is still there, also hidden below another; check after an await. */
export function useIsOpen(): RefObject<boolean> {
  const isOpen = useRef(true);
  useEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );
  return isOpen;
}

/** A blank row, dropped first when space is short. */
export const Gap = (): ReactElement => <Box height={1} flexShrink={1000} />;

interface FoldedProps {
  /** A text in one role wraps at words; one of several pieces is a single truncated row. */
  readonly of: Cell;
  readonly width: number;
  /** Prefix of the first row; the other rows are indented by its width. */
  readonly sign?: string;
}

/** The rows of a text, of at most `width` columns. */
export function foldedRows(of: Cell, width: number, sign = ''): readonly Cell[] {
  const piece = typeof of === 'string' ? { text: of } : 'text' in of ? of : undefined;
  if (!piece) return [of];
  return wrap(piece.text, width - sign.length).map((text, place) => ({
    ...piece,
    text: (place === 0 ? sign : ' '.repeat(sign.length)) + text,
  }));
}

/** A text in rows of at most `width` columns. */
export function Folded({ of, width, sign }: FoldedProps): ReactElement {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {foldedRows(of, width, sign).map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text
        <Line key={place} of={row} width={width} />
      ))}
    </Box>
  );
}

/** Paragraphs above the fields or choices of a box, followed by a blank row. */
export function Notes({ of, width }: { readonly of: readonly string[]; readonly width: number }): ReactNode {
  if (of.length === 0) return null;
  return (
    <>
      <Box flexDirection="column" paddingX={inset} flexShrink={0}>
        {of.map((note) => (
          <Folded key={note} of={note} width={width} />
        ))}
      </Box>
      <Gap />
    </>
  );
}

export interface ButtonProps {
  readonly title: string;
  /** The button that Enter presses, shown in brackets. */
  readonly marked?: boolean;
  readonly role?: Role;
  readonly run: () => unknown;
}

/** `[ Rotate ]` if marked, otherwise `Cancel`; a click presses it. */
export function Button({ title, marked = false, role = 'text', run }: ButtonProps): ReactElement {
  return (
    <Pressable onPress={run}>
      <Text role={role} selected={marked}>
        {marked ? `[ ${title} ]` : title}
      </Text>
    </Pressable>
  );
}

interface ButtonsProps {
  readonly buttons: readonly Omit<ButtonProps, 'marked'>[];
  readonly marked: number;
  /** The keys that press them: `y / n`. */
  readonly keys?: string;
}

/** The last row of a box. */
export function Buttons({ buttons, marked, keys = '' }: ButtonsProps): ReactElement {
  return (
    <Box justifyContent="flex-end" paddingX={4} columnGap={3} flexShrink={0}>
      {buttons.map((button, place) => (
        <Button key={button.title} {...button} marked={place === marked} />
      ))}
      {keys !== '' && <Line of={{ text: `  ${keys}`, role: 'muted' }} width={widthOf(keys) + 2} />}
    </Box>
  );
}

interface HintsProps {
  readonly acts: readonly Act[];
  readonly handlers: Handlers;
  readonly columns: number;
  readonly between?: string;
}

/** The keys of a box that work now, as many as fit: `t again · Esc close`. A click presses them. */
export function Hints({ acts, handlers, columns, between = ' · ' }: HintsProps): ReactElement {
  const all = acts
    .filter(({ id, keys, footer }) => footer !== undefined && keys.length > 0 && handlers[id])
    .map(({ id, keys: [key = ''], words, footer = 0 }) => ({
      ...{ id, footer, sign: keyTitle(key), title: ` ${words().title}` },
    }));
  let shown = all;
  while (shown.length > 1 && widthOf(shown.map((it) => it.sign + it.title).join(between)) > columns) {
    const last = Math.max(...shown.map(({ footer }) => footer));
    shown = shown.filter(({ footer }) => footer !== last);
  }
  return (
    <Box flexShrink={0}>
      {shown.map(({ id, sign, title }, place) => (
        <Pressable key={id} onPress={() => handlers[id]?.()}>
          {place > 0 && <Text role="muted">{between}</Text>}
          <Text role="accent">{sign}</Text>
          <Text>{title}</Text>
        </Pressable>
      ))}
    </Box>
  );
}
