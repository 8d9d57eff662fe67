import { question } from '../../base/text/terminal-background.ts';
import type { Answer } from './decode-input.ts';
import { createInkInput, createInkOutput } from './ink-streams.ts';
import { placeOutput } from './place-frame.ts';
import { createSpeaker } from './speak.ts';

interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Appends plain lines, for a screen reader. */
  readonly linear: boolean;
  readonly mouse: boolean;
  /** Replaces what this terminal cannot show, such as Ink's truncation sign. */
  readonly spell?: (text: string) => string;
}

const own = '\u001B[?1049h\u001B[?2004h\u001B[?25l\u001B[?7l\u001B[2J\u001B[H';
/** Still the alternate screen, as keys shown in it must not remain on screen. */
const ownLinear = '\u001B[?1049h\u001B[?2004h\u001B[2J\u001B[H';
const theirs = '\u001B[?2026l\u001B[0m\u001B[?7h\u001B[?25h\u001B[?2004l\u001B[?1049l';
/** Reports presses and the wheel, with decimal coordinates (SGR). */
const mouseOn = '\u001B[?1000h\u001B[?1006h';
const mouseOff = '\u001B[?1006l\u001B[?1000l';

/** Wide enough for long labels, but not for side-by-side columns. */
const spokenSize = { columns: 130, rows: 40 };

/** The terminal of the console: streams for Ink, and terminal modes. */
export function openTerminal({ stdin, stdout, linear, mouse, spell }: TerminalOptions) {
  const input = createInkInput(stdin);
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const output = createInkOutput({
    // Only the terminal wraps a spoken line.
    size: () => (linear ? { columns: 10_000, rows: spokenSize.rows } : size()),
    place: (text) => {
      const shown = spell ? spell(text) : text;
      return linear ? speak(shown) : placeOutput(shown, size().columns, size().rows);
    },
    write: (bytes, written) => void stdout.write(bytes, written),
  });
  let speak = createSpeaker();
  let entered = false;
  let drawn = false;
  let stopReading: (() => void) | undefined;
  let wantsMouse = mouse && !linear;
  let releases = 0;
  let hasMouse = false;
  let repainting: NodeJS.Immediate | undefined;

  function setMode(): void {
    const wanted = entered && wantsMouse && releases === 0;
    if (wanted !== hasMouse) stdout.write(wanted ? mouseOn : mouseOff);
    hasMouse = wanted;
  }
  /** Redraws everything, whatever is on the screen. */
  function repaint(): void {
    // Dragging a window sends an event for each step.
    clearImmediate(repainting);
    repainting = setImmediate(() => {
      speak = createSpeaker();
      output.redraw();
    });
  }
  return {
    /** Streams for Ink's `render`. */
    stdin: input.stream,
    stdout: output.stream,
    size: () => (linear ? spokenSize : size()),
    repaint,
    /** Alternate screen, no cursor, bracketed paste, no line wrapping, raw mode, mouse. */
    enter() {
      if (entered) return;
      entered = true;
      if (stdin.isTTY) stdin.setRawMode(true);
      stdout.write(linear ? ownLinear : own);
      setMode();
      output.open(true);
      stopReading = input.start();
      if (drawn) repaint();
      drawn = true;
    },
    /** Restores the terminal. May be called at any time, even twice. */
    restore() {
      if (!entered) return;
      entered = false;
      output.open(false);
      stopReading?.();
      setMode();
      stdout.write(theirs);
      if (stdin.isTTY) stdin.setRawMode(false);
    },
    /** Whether the user lets the console handle clicks. */
    setMouse(on: boolean) {
      wantsMouse = on && !linear;
      setMode();
    },
    /** Leaves clicks to the terminal, which selects text with them, until the returned function is called. */
    releaseMouse() {
      releases += 1;
      setMode();
      let taken = false;
      return () => {
        if (!taken) releases -= 1;
        taken = true;
        setMode();
      };
    },
    /** Queries the terminal after entering, unless it was asked before; undefined if it did not answer. */
    background: (wasAsked = false) =>
      askBackground(() => entered && !wasAsked && stdout.write(question), input.onAnswer),
    onResize: (listener: () => void) => listen(stdout, 'resize', listener),
    /** The terminal is gone. */
    onEnd(listener: () => void) {
      // Kept: restoring a terminal that is gone must not throw.
      stdin.on('error', listener);
      stdout.on('error', listener);
      return listen(stdin, 'end', listener);
    },
  };
}

function listen(stream: NodeJS.EventEmitter, name: string, listener: () => void): () => void {
  stream.on(name, listener);
  return () => void stream.off(name, listener);
}

type Background = 'dark' | 'light';

/** How long a terminal may take to report its color. ms. */
const answerTimeoutMs = 100;
/** Queries the background of the terminal; undefined if it did not answer in time. */
function askBackground(
  ask: () => unknown,
  onAnswer: (listener: (answer: Answer) => void) => () => void,
): Promise<Background | undefined> {
  return new Promise((resolve) => {
    const done = (background?: Background) => {
      clearTimeout(timer);
      stop();
      resolve(background);
    };
    const timer = setTimeout(done, answerTimeoutMs);
    const stop = onAnswer((answer) => done(answer.type === 'background' ? shadeOf(answer) : undefined));
    ask();
  });
}

/** Relative luminance (WCAG) at which black and white text are equally readable. */
const middle = 0.179;

function shadeOf({ red, green, blue }: { red: number; green: number; blue: number }): Background {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return luminance > middle ? 'light' : 'dark';
}
