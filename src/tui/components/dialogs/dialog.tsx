import { Box } from 'ink';
import {
  createContext,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useRef,
} from 'react';
import type { Act } from '../../act.ts';
import { useSize } from '../../context.tsx';
import { useActs } from '../../hooks/use-acts.ts';
import type { KeyEvent } from '../../hooks/use-keys.ts';
import type { Role } from '../../theme.ts';
import { Panel } from '../panel.tsx';
import { type Cell, Text } from '../text.tsx';
import { Hints } from './buttons.tsx';

export type Handlers = Readonly<Record<string, () => unknown>>;

export interface DialogProps {
  readonly title: Cell;
  readonly aside?: Cell | undefined;
  readonly tone?: 'plain' | 'danger';
  /** Without side borders, for text that is selected with the mouse. */
  readonly open?: boolean;
  /** Keys of the box, with what they do; those with a handler and a `footer` are shown as hints. */
  readonly acts: readonly Act[];
  readonly handlers: Handlers;
  /** What is no act: text for an input. */
  readonly onText?: ((event: KeyEvent) => void) | undefined;
  readonly hints?: boolean;
  readonly children: ReactNode;
}

/** A box at the bottom of the body, at most 100 columns wide; it has the keyboard. */
export function Dialog({
  title,
  aside,
  tone = 'plain',
  open = false,
  acts,
  handlers,
  onText,
  hints = false,
  children,
}: DialogProps): ReactElement {
  useActs(acts, handlers, onText);
  const { columns } = useSize();
  const room = useDialogRoom(open);
  return (
    <Panel
      title={title}
      aside={aside}
      tone={tone}
      open={open}
      focused
      padding={0}
      flexShrink={0}
      width={open ? columns : Math.min(widest, columns)}
    >
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
/** Below this a box has no side borders and no bottom border. */
const narrow = 80;

/** Rows between tabs and footer: what a box has at most. Absent: a terminal without banner and message. */
export const BodyHeightContext = createContext<number | undefined>(undefined);

/** Columns and rows that the content of a box may take. */
export function useDialogRoom(open = false): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = useSize();
  // Header, tabs and the free last row of the terminal.
  const height = useContext(BodyHeightContext) ?? rows - 3;
  const borders = columns < narrow || open ? 0 : 2;
  const width = open ? columns : Math.min(widest, columns);
  return { columns: width - borders - 2 * inset, rows: height - (columns < narrow ? 1 : 2) };
}

/** Spaces before and behind the text of a box. */
export const inset = 2;

/** The text of a box, one blank row above it. */
export function Body({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Box flexDirection="column" paddingX={inset} paddingTop={1}>
      {children}
    </Box>
  );
}

/** Rows of a folded text. @param sign before the first; the others are indented as much */
export function Folded({
  lines,
  role = 'text',
  sign = '',
}: {
  readonly lines: readonly string[];
  readonly role?: Role;
  readonly sign?: string;
}): ReactElement {
  return (
    <>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text
        <Text key={place} role={role}>
          {(place === 0 ? sign : ' '.repeat(sign.length)) + line}
        </Text>
      ))}
    </>
  );
}

/** Whether the box that it is used in is still there: asked after a wait. */
export function useIsOpen(): RefObject<boolean> {
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return isOpen;
}
