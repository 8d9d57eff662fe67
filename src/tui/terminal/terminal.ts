export interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Lines one below the other, for a screen reader. */
  readonly linear: boolean;
  readonly mouse: boolean;
}

/** The terminal while the console has it: streams for Ink, and the modes around them. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  size(): { readonly columns: number; readonly rows: number };
  /** Own screen, no cursor, pastes marked, keys as they are pressed. */
  enter(): void;
  /** Everything as it was. May be called at any time, also twice. */
  restore(): void;
  /** Draws everything again, whatever is on the screen. */
  repaint(): void;
  onResize(listener: () => void): () => void;
  /** The terminal is gone. */
  onEnd(listener: () => void): () => void;
}

export function openTerminal({ stdin, stdout }: TerminalOptions): Terminal {
  const on = (stream: NodeJS.ReadStream | NodeJS.WriteStream, name: string, listener: () => void) => {
    stream.on(name, listener);
    return () => void stream.off(name, listener);
  };
  return {
    stdin,
    stdout,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    enter: () => void stdout.write('\u001B[?1049h\u001B[?2004h\u001B[2J\u001B[H'),
    restore: () => void stdout.write('\u001B[?2004l\u001B[?1049l'),
    repaint() {},
    onResize: (listener) => on(stdout, 'resize', listener),
    onEnd: (listener) => on(stdin, 'end', listener),
  };
}
