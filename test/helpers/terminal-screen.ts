import headless from '@xterm/headless';

/** A terminal's own side: what it shows, and which modes a program has switched on. */
export interface TerminalScreen {
  readonly xterm: InstanceType<typeof headless.Terminal>;
  /** Resolves when the bytes are on the screen. */
  write(data: string): Promise<void>;
  /** The visible rows, without blanks at their ends. */
  text(): string;
  modes(): TerminalModes;
  /** What the program last put on the clipboard (OSC 52). */
  clipboard(): string | undefined;
  resize(cols: number, rows: number): void;
  dispose(): void;
}

export interface TerminalModes {
  readonly alternateScreen: boolean;
  readonly bracketedPaste: boolean;
  readonly cursorHidden: boolean;
  readonly mouse: boolean;
  readonly applicationCursorKeys: boolean;
  /** Private modes that are not as in a terminal that was just opened, such as 2004. */
  readonly changed: readonly number[];
}

/** Autowrap and the visible cursor. */
const onAtStart = [7, 25];

/** @param reply takes what xterm answers to a program's questions (cursor position, colours, attributes …) */
export function createTerminalScreen(
  cols: number,
  rows: number,
  reply: (data: string) => void,
): TerminalScreen {
  const xterm = new headless.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
  const on = new Set(onAtStart);
  let clipboard: string | undefined;
  xterm.onData(reply);
  const note = (set: boolean) => (params: (number | number[])[]) => {
    for (const mode of params.flat()) {
      if (set) on.add(mode);
      else on.delete(mode);
    }
    return false;
  };
  xterm.parser.registerCsiHandler({ prefix: '?', final: 'h' }, note(true));
  xterm.parser.registerCsiHandler({ prefix: '?', final: 'l' }, note(false));
  xterm.parser.registerOscHandler(52, (data) => {
    const payload = data.slice(data.indexOf(';') + 1);
    clipboard = Buffer.from(payload, 'base64').toString('utf8');
    return true;
  });
  answerColours(xterm, reply);

  return {
    xterm,
    write: (data) => new Promise((resolve) => xterm.write(data, resolve)),
    text() {
      const buffer = xterm.buffer.active;
      const lines = Array.from(
        { length: xterm.rows },
        (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
      );
      return lines.join('\n');
    },
    modes: () => ({
      alternateScreen: xterm.buffer.active.type === 'alternate',
      bracketedPaste: on.has(2004),
      cursorHidden: !on.has(25),
      mouse: [9, 1000, 1002, 1003].some((mode) => on.has(mode)),
      applicationCursorKeys: on.has(1),
      changed: [...new Set([...on, ...onAtStart])].filter(
        (mode) => on.has(mode) !== onAtStart.includes(mode),
      ),
    }),
    clipboard: () => clipboard,
    resize: (newCols, newRows) => xterm.resize(newCols, newRows),
    dispose: () => xterm.dispose(),
  };
}

/** xterm tells its colours when asked (OSC 10, 11); without a window it leaves that to us. A dark one. */
function answerColours(xterm: InstanceType<typeof headless.Terminal>, reply: (data: string) => void): void {
  const colours = [
    [10, 'd8d8/d8d8/d8d8'],
    [11, '1010/1212/1616'],
  ] as const;
  for (const [code, rgb] of colours) {
    xterm.parser.registerOscHandler(code, (data) => {
      if (data === '?') reply(`\x1b]${code};rgb:${rgb}\x1b\\`);
      return true;
    });
  }
}
