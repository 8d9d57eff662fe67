import { Box } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { createStore } from '../../src/store/store.ts';
import type { Console } from '../../src/tui/act.ts';
import { createClock } from '../../src/tui/clock.ts';
import { ClockContext, ConsoleContext, ThemeContext } from '../../src/tui/context.tsx';
import { createTheme, spellingFor, type ThemeOptions } from '../../src/tui/theme.ts';
import { initialUiState, reduceUi } from '../../src/tui/ui/ui-state.ts';

export interface Look extends Partial<ThemeOptions> {
  readonly columns?: number;
  readonly rows?: number;
  /** Absent: a console that knows nothing but the size of its terminal. */
  readonly console?: Console | undefined;
  /** ms since the epoch. */
  readonly now?: number;
}

export const asciiTerminal = { env: { LANG: 'C' } };

const bareConsole = (columns: number, rows: number) =>
  ({ ui: createStore(reduceUi, initialUiState(columns, rows)) }) as unknown as Console;

/** An element as it is inside the console: with a theme and the size of a terminal. */
export function staged(element: ReactElement, look: Look = {}): ReactElement {
  const {
    columns = 80,
    rows = 24,
    now = 0,
    console = bareConsole(columns, rows),
    env = {},
    ...request
  } = look;
  return (
    <ConsoleContext value={console}>
      <ClockContext value={createClock(() => now)}>
        <ThemeContext value={createTheme({ env, ...request })}>
          <Box width={columns} flexDirection="column">
            {element}
          </Box>
        </ThemeContext>
      </ClockContext>
    </ConsoleContext>
  );
}

/** The frame as the terminal gets it. */
export const written = (frame = '', { env = {} }: Look = {}): string => spellingFor(env)(frame);

/** What a terminal of this size shows of the element. */
export function draw(element: ReactElement, look?: Look): string {
  const { lastFrame, unmount } = render(staged(element, look));
  const frame = written(lastFrame(), look);
  unmount();
  return frame;
}

/** After what was dispatched has been drawn. */
export async function drawn(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
