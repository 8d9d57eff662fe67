import { EventEmitter } from 'node:events';
import {
  type Answer,
  createInputDecoder,
  type InputEvent,
  type KeyEvent,
  type MouseEvent,
} from './decode-input.ts';
import { toInk } from './ink-keys.ts';

/** How long a lone Escape waits for the rest of an arrow key that a slow link has cut in two. ms. */
const escapeWait = 50;
/** How long after a press a second one makes it a double click. ms. */
const doubleClickWait = 400;
/**
 * Turns of the event loop between two keys: React draws what a key has changed, and runs the effects of what that
 * has mounted, in turns of their own; a box that a key opens takes five until it hears the next one.
 */
const turnsBetweenKeys = 10;

type Source = Pick<NodeJS.ReadStream, 'on' | 'off' | 'pause' | 'resume'>;

/** Standard input as Ink reads it: one key or paste at a time, when React is done with the one before. */
export function createInkInput(source: Source, now: () => number = () => performance.now()) {
  const decoder = createInputDecoder();
  const emitter = new EventEmitter();
  const answers = new Set<(answer: Answer) => void>();
  const waiting: (KeyEvent | MouseEvent)[] = [];
  let current: string | null = null;
  let resting = false;
  let lastPress: { readonly at: number; readonly place: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function hand(): void {
    resting = false;
    const event = emitter.listenerCount('readable') > 0 ? waiting.shift() : undefined;
    if (event === undefined) return;
    current = toInk(event);
    emitter.emit('readable');
    rest();
  }
  function rest(): void {
    if (resting) return;
    resting = true;
    afterTurns(turnsBetweenKeys, hand);
  }
  function take(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (event.type === 'background' || event.type === 'attributes') {
        for (const listener of [...answers]) listener(event);
      } else waiting.push(event.type === 'mouse' ? withDouble(event) : event);
    }
    // Not at once: what has just been drawn may not hear keys yet.
    rest();
  }
  function withDouble(event: MouseEvent): MouseEvent {
    if (event.wheel !== undefined) return event;
    const press = { at: now(), place: `${event.row} ${event.column}` };
    const double = lastPress?.place === press.place && press.at - lastPress.at <= doubleClickWait;
    lastPress = double ? undefined : press;
    return double ? { ...event, double } : event;
  }

  const onData = (chunk: Uint8Array | string) => {
    clearTimeout(timer);
    take(decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (decoder.pending()) timer = setTimeout(() => take(decoder.flush()), escapeWait);
  };
  // Ink begins to listen when the first component asks for keys.
  emitter.on('newListener', rest);

  const stream = Object.assign(emitter, {
    // Raw mode, reading and ending are the terminal's business, not Ink's.
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
    /** Reads the keyboard until the function that it returns is called. Keys wait until Ink listens. */
    start() {
      source.on('data', onData);
      source.resume();
      return () => {
        clearTimeout(timer);
        source.off('data', onData);
        source.pause();
      };
    },
    /** What the terminal answers to questions. */
    onAnswer(listener: (answer: Answer) => void) {
      answers.add(listener);
      return () => answers.delete(listener);
    },
  };
}

function afterTurns(turns: number, run: () => void): void {
  setImmediate(turns > 1 ? () => afterTurns(turns - 1, run) : run);
}
