import { createKeyDecoder } from './decode-keys.ts';
import type { KeyEvent } from './key-event.ts';

/** How long a lone Escape waits for the rest of an arrow key that a slow link has cut in two. */
const escapeWaitMs = 50;

type Source = Pick<NodeJS.ReadStream, 'on' | 'off' | 'pause' | 'resume'>;

/**
 * Hands over the keys of each chunk together, so that a burst is drawn once. Returns: stop reading.
 * The stream must be in raw mode.
 */
export function readKeys(stdin: Source, onKeys: (events: readonly KeyEvent[]) => void): () => void {
  const decoder = createKeyDecoder();
  let timer: NodeJS.Timeout | undefined;
  const hand = (events: readonly KeyEvent[]) => {
    if (events.length > 0) onKeys(events);
  };
  const onData = (chunk: Uint8Array | string) => {
    clearTimeout(timer);
    hand(decoder.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (decoder.pending()) timer = setTimeout(() => hand(decoder.flush()), escapeWaitMs);
  };
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    clearTimeout(timer);
    stdin.off('data', onData);
    stdin.pause();
  };
}
