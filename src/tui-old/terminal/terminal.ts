/** The two streams of a terminal, as `process` has them. */
export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** The terminal while the console has it. */
export interface Terminal {
  /** Own screen, no cursor, pastes marked, lines not wrapped, keys as they are pressed. */
  enter(): void;
  /** Everything as it was. May be called at any time, also twice. */
  restore(): void;
  write(bytes: string): void;
  size(): { readonly columns: number; readonly rows: number };
}

const own = '\u001B[?1049h\u001B[?2004h\u001B[?25l\u001B[?7l\u001B[2J';
/** Lines one below the other, as on paper; still a screen of its own, as keys that were shown must not stay behind. */
const ownLinear = '\u001B[?1049h\u001B[?2004h\u001B[2J\u001B[H';
const theirs = '\u001B[?2026l\u001B[0m\u001B[?7h\u001B[?25h\u001B[?2004l\u001B[?1049l';

export function openTerminal({ stdin, stdout }: TerminalStreams, { linear = false } = {}): Terminal {
  let entered = false;
  return {
    enter() {
      if (entered) return;
      entered = true;
      if (stdin.isTTY) stdin.setRawMode(true);
      stdout.write(linear ? ownLinear : own);
    },
    restore() {
      if (!entered) return;
      entered = false;
      stdout.write(theirs);
      if (stdin.isTTY) stdin.setRawMode(false);
    },
    write: (bytes) => {
      if (entered) stdout.write(bytes);
    },
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
  };
}
