import { Box } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { onTestFinished } from 'vitest';
import type { Secret } from '../../../../src/base/secrets/secret.ts';
import { createStore } from '../../../../src/store/store.ts';
import type { Console } from '../../../../src/tui/act.ts';
import { initialUiState, reduceUi } from '../../../../src/tui/ui/ui-state.ts';
import { bytesOfKey, type KeyName } from '../../../helpers/terminal-keys.ts';
import { type Look, staged, written } from '../../draw.tsx';

/** An open box, with the keys that reach it and what it does to the console. */
export interface DialogAt {
  frame(): string;
  /** Everything that was drawn, one after the other. */
  readonly frames: readonly string[];
  press(...keys: KeyName[]): Promise<void>;
  /** Letter by letter, as Ink gets them. */
  type(text: string): Promise<void>;
  /** `close`, what was said, what was copied and cancelled, in order. */
  readonly log: string[];
}

export function dialogAt(element: ReactElement, look: Look = {}): DialogAt {
  const { columns = 80, rows = 24 } = look;
  const log: string[] = [];
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const console = {
    ui,
    session: { cancel: () => log.push('cancel') },
    now: () => 0,
    at: () => ({ console: { readOnly: false }, ui: ui.snapshot(), now: 0 }),
    close: () => log.push('close'),
    open: () => log.push('open'),
    say: (tone: string, message: string) => log.push(`${tone}: ${message}`),
    copy: async (secret: Secret, what: string) => void log.push(`copy ${what}: ${secret.reveal()}`),
  } as unknown as Console;
  // As in the body of the console, between tabs and the last row.
  const body = (
    <Box height={rows - 3} flexDirection="column" justifyContent="flex-end" overflow="hidden">
      {element}
    </Box>
  );
  const { frames, lastFrame, stdin, unmount } = render(staged(body, { ...look, console }));
  onTestFinished(unmount);
  const settled = async () => {
    for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const send = async (bytes: string) => {
    // Effects of what was drawn first: they listen to the keys.
    await settled();
    stdin.write(bytes);
    await settled();
  };
  return {
    log,
    frames,
    frame: () => written(lastFrame(), look).replace(/^\s*\n/, ''),
    async press(...keys) {
      for (const key of keys) await send(key === 'Escape' ? '\x1b[27u' : bytesOfKey(key, false));
    },
    async type(text) {
      for (const letter of text) await send(letter);
    },
  };
}
