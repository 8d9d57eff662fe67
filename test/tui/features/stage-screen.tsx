import { Box } from 'ink';
import { render } from 'ink-testing-library';
import { vi } from 'vitest';
import type { ConsoleSession } from '../../../src/session/console-session.ts';
import { createStore } from '../../../src/store/store.ts';
import type { Act, Console } from '../../../src/tui/act.ts';
import { createActs } from '../../../src/tui/acts.ts';
import { createClock } from '../../../src/tui/clock.ts';
import { ClockContext, ConsoleContext, ThemeContext } from '../../../src/tui/context.tsx';
import { createConsole } from '../../../src/tui/create-console.ts';
import type { Feature } from '../../../src/tui/features/feature.ts';
import { filterActs, itemActs, listActs } from '../../../src/tui/list-acts.ts';
import { createTheme, type ThemeWish } from '../../../src/tui/theme.ts';
import { reduceUi, type UiAction } from '../../../src/tui/ui/reduce-ui.ts';
import { initialUiState } from '../../../src/tui/ui/ui-state.ts';
import { testNow } from '../../helpers/fake-session.ts';

export interface Stage extends Partial<ThemeWish> {
  readonly columns?: number;
  readonly rows?: number;
  /** Besides those of the screen: what it runs on others. */
  readonly acts?: readonly Act[];
}

/** One screen without the frame around it, in the room that the frame leaves it. */
export function stageScreen(feature: Feature, session: ConsoleSession, look: Stage = {}) {
  const { columns = 80, rows = 24, env = { NO_COLOR: '1' }, acts = [], ...wish } = look;
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const now = () => testNow;
  const console = createConsole({
    session,
    ui,
    acts: createActs([...feature.acts, ...acts, ...itemActs, ...listActs, ...filterActs]),
    now,
    leave: () => {},
    suspend: () => {},
  } as unknown as Parameters<typeof createConsole>[0]);
  ui.dispatch({ type: 'screen', screen: feature.id });
  const sync = () => {
    const listed = feature.list?.(console.at());
    if (!listed || feature.id === 'usage' || ui.snapshot().lists[feature.id].ids === listed.ids) return;
    ui.dispatch({ type: 'list', screen: feature.id, action: { type: 'listed', ...listed } });
  };
  sync();
  ui.subscribe(sync);
  session.store.subscribe(sync);
  const shown = render(
    <ConsoleContext value={console}>
      <ClockContext value={createClock(now)}>
        <ThemeContext value={createTheme({ env, ...wish })}>
          <Box width={columns} height={rows - (rows >= 30 ? 6 : 5)} flexDirection="column" overflow="hidden">
            <feature.Screen />
          </Box>
        </ThemeContext>
      </ClockContext>
    </ConsoleContext>,
  );
  // ink-testing-library draws on a screen of 100 columns.
  Object.defineProperty(shown.stdout, 'columns', { value: columns });
  return {
    console: console as Console,
    /** As the keys would, in turn. */
    press: (...keys: string[]) => {
      for (const key of keys) {
        const act = console.acts.forKey(key, console.at());
        if (!act) throw new Error(`${key} does nothing here`);
        console.perform(act.id);
      }
    },
    dispatch: (action: UiAction) => ui.dispatch(action),
    /** Resolves with the screen once it shows that. */
    see: (expected: string) =>
      vi.waitFor(
        () => {
          const frame = shown.lastFrame() ?? '';
          if (!frame.includes(expected)) throw new Error(`never showed ${expected}:\n${frame}`);
          return frame;
        },
        { timeout: 3000, interval: 5 },
      ),
  };
}
