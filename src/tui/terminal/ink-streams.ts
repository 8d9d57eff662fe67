import { EventEmitter } from 'node:events';
import type { Key } from 'ink';
import {
  type Answer,
  createInputDecoder,
  type InputEvent,
  type KeyEvent,
  keyOfCharacter,
  type MouseEvent,
} from './decode-input.ts';

/** How long a lone Escape waits for the rest of an arrow key split by a slow link. ms. */
const escapeWait = 50;
/** Maximum time between the presses of a double click. ms. */
const doubleClickWait = 400;
/**
 * Turns of the event loop between two keys: React renders the changes of a key and runs the effects of newly
 * mounted components in separate turns; a box opened by a key needs five before it handles the next key.
 */
const turnsBetweenKeys = 10;

/**
 * Standard input as Ink reads it: one key or paste at a time, after React has finished with the previous one.
 */
export function createInkInput(source: NodeJS.ReadStream) {
  const decoder = createInputDecoder();
  const emitter = new EventEmitter();
  const answers = new Set<(answer: Answer) => void>();
  const waiting: (KeyEvent | MouseEvent)[] = [];
  let current: string | null = null;
  let pausing = false;
  let lastPress: { readonly at: number; readonly place: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function hand(): void {
    pausing = false;
    const event = emitter.listenerCount('readable') > 0 ? waiting.shift() : undefined;
    if (event === undefined) return;
    current = toInk(event);
    emitter.emit('readable');
    rest();
  }
  function rest(): void {
    if (pausing) return;
    pausing = true;
    afterTurns(turnsBetweenKeys, hand);
  }
  function take(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (event.type === 'background' || event.type === 'attributes') {
        for (const listener of [...answers]) listener(event);
      } else waiting.push(event.type === 'mouse' ? withDouble(event) : event);
    }
    // Not immediately: components that were just drawn may not listen for keys yet.
    rest();
  }
  function withDouble(event: MouseEvent): MouseEvent {
    if (event.wheel !== undefined) return event;
    const press = { at: performance.now(), place: `${event.row} ${event.column}` };
    const double = lastPress?.place === press.place && press.at - lastPress.at <= doubleClickWait;
    lastPress = double ? undefined : press;
    return double ? { ...event, double } : event;
  }

  const onData = (chunk: Uint8Array | string) => {
    clearTimeout(timer);
    take(decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (decoder.pending()) timer = setTimeout(() => take(decoder.flush()), escapeWait);
  };
  // Ink starts listening when the first component subscribes to keys.
  emitter.on('newListener', rest);

  const stream = Object.assign(emitter, {
    // Raw mode, reading and closing are handled by the terminal, not by Ink.
    isTTY: true,
    setRawMode: () => {},
    setEncoding: () => {},
    ref: () => {},
    unref: () => {},
    read() {
      const chunk = current;
      current = null;
      return chunk;
    },
  });
  return {
    stream: stream as unknown as NodeJS.ReadStream,
    /** Reads the keyboard until the returned function is called. Keys are queued until Ink listens. */
    start() {
      source.on('data', onData);
      source.resume();
      return () => {
        clearTimeout(timer);
        source.off('data', onData);
        source.pause();
      };
    },
    /** Answers of the terminal to queries. */
    onAnswer(listener: (answer: Answer) => void) {
      answers.add(listener);
      return () => answers.delete(listener);
    },
  };
}

function afterTurns(turns: number, run: () => void): void {
  setImmediate(turns > 1 ? () => afterTurns(turns - 1, run) : run);
}

/**
 * Prefix of events that Ink cannot represent; followed by the event as JSON, which escapes control
 * characters.
 */
const marker = '\uE0A7';

/** The keys that Ink names, in an unambiguous encoding. */
// biome-ignore format: a table
const sequences: Readonly<Record<string, string>> = {
  up: '\u001B[A', down: '\u001B[B', right: '\u001B[C', left: '\u001B[D', home: '\u001B[H', end: '\u001B[F',
  pageup: '\u001B[5~', pagedown: '\u001B[6~', enter: '\r', tab: '\t', 'shift+tab': '\u001B[Z',
  // Ink names the byte that most terminals send for Backspace (0x7F) Delete.
  backspace: '\b',
  // A bare Escape would be joined with the next key; this is Kitty's encoding.
  escape: '\u001B[27u',
};

/**
 * The input that Ink reads for an event: its own encoding if it has one, so that `useInput` works everywhere.
 */
function toInk(event: KeyEvent | MouseEvent): string {
  if (event.type === 'key') {
    const { name, text } = event;
    if (text !== undefined) return text.startsWith(marker) ? marker + JSON.stringify(event) : text;
    const [, letter] = /^ctrl\+([a-z])$/.exec(name) ?? [];
    const spelling =
      sequences[name] ?? (letter && String.fromCharCode(letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1));
    if (spelling !== undefined) return spelling;
  }
  return marker + JSON.stringify(event);
}

// biome-ignore format: a table
const flags = [
  ['upArrow', 'up'], ['downArrow', 'down'], ['leftArrow', 'left'], ['rightArrow', 'right'], ['home', 'home'], ['end', 'end'],
  ['pageUp', 'pageup'], ['pageDown', 'pagedown'], ['return', 'enter'], ['escape', 'escape'],
  ['backspace', 'backspace'], ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** The events behind a `useInput` call. Several characters at once, as in tests, are one key each. */
export function fromInk(input: string, key: Key): readonly (KeyEvent | MouseEvent)[] {
  if (input.startsWith(marker)) return [JSON.parse(input.slice(marker.length))];
  if (key.tab) return [{ type: 'key', name: key.shift ? 'shift+tab' : 'tab' }];
  const flag = flags.find(([name]) => key[name]);
  if (flag) return [{ type: 'key', name: flag[1] }];
  if (key.ctrl) return [{ type: 'key', name: `ctrl+${input}` }];
  return [...input].map(keyOfCharacter).filter((event) => event !== undefined);
}

interface InkOutputParts {
  size(): { readonly columns: number; readonly rows: number };
  /** The output to the terminal for a chunk that Ink writes. */
  place(text: string): string;
  write(bytes: string, written: (() => void) | undefined): void;
}

/** Ink begins and ends each frame with these, in chunks of their own. */
const [beginFrame, endFrame] = ['\u001B[?2026h', '\u001B[?2026l'];

/**
 * Standard output for Ink: a stream with the parts of a TTY stream that Ink uses. A frame is one write: with three,
 * what reads the terminal is woken by the first, and on a busy machine it has the processor before the second.
 */
export function createInkOutput({ size, place, write }: InkOutputParts) {
  let isOpen = false;
  let extra = 0;
  let frame: string | undefined;
  const stream = Object.defineProperties(
    Object.assign(new EventEmitter(), {
      isTTY: true,
      writable: true,
      // Ink waits for the last chunk only if the stream has a queue.
      writableLength: 0,
      write(text: string, encoding?: BufferEncoding | (() => void), callback?: () => void) {
        const written = typeof encoding === 'function' ? encoding : callback;
        const bytes = isOpen && extra === 0 && text !== '' ? place(text) : '';
        if (text === beginFrame) frame = '';
        const whole = (frame ?? '') + bytes;
        const goesOn = frame !== undefined && text !== endFrame && !written;
        frame = goesOn ? whole : undefined;
        if (whole !== '' && !goesOn) write(whole, written);
        else if (written) queueMicrotask(written);
        return true;
      },
    }),
    { columns: { get: () => size().columns + extra }, rows: { get: () => size().rows } },
  );
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    /** If false, output of Ink is discarded, because another program has the terminal. */
    open(on: boolean) {
      isOpen = on;
    },
    /** Makes Ink redraw everything for the current size of the terminal. */
    redraw() {
      // Ink redraws unchanged rows only when the terminal gets narrower, so it gets wider first.
      for (const more of [1, 0]) {
        extra = more;
        stream.emit('resize');
      }
    },
  };
}
