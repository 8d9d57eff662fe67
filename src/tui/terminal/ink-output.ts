import { EventEmitter } from 'node:events';

interface InkOutputParts {
  size(): { readonly columns: number; readonly rows: number };
  /** What the terminal gets for a piece that Ink writes. */
  place(text: string): string;
  write(bytes: string, written: Written | undefined): void;
}

type Written = () => void;

/** Standard output as Ink writes to it: a stream with as much of a terminal's as Ink asks for. */
export function createInkOutput({ size, place, write }: InkOutputParts) {
  let isOpen = false;
  let extra = 0;
  const stream = Object.defineProperties(
    Object.assign(new EventEmitter(), {
      isTTY: true,
      writable: true,
      // Ink waits for the last piece only where there is a queue.
      writableLength: 0,
      write(text: string, encoding?: BufferEncoding | Written, callback?: Written) {
        const written = typeof encoding === 'function' ? encoding : callback;
        const bytes = isOpen && extra === 0 && text !== '' ? place(text) : '';
        if (bytes !== '') write(bytes, written);
        else if (written) queueMicrotask(written);
        return true;
      },
    }),
    { columns: { get: () => size().columns + extra }, rows: { get: () => size().rows } },
  );
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    /** Off: what Ink writes goes nowhere, as the terminal belongs to somebody else. */
    open(on: boolean) {
      isOpen = on;
    },
    /** Has Ink draw everything anew, for the size that the terminal has now. */
    redraw() {
      // Ink draws what it believes to be there only when the terminal gets narrower, so it gets wider first.
      for (const more of [1, 0]) {
        extra = more;
        stream.emit('resize');
      }
    },
  };
}
