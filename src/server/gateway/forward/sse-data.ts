const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = '\ufeff';
/** At most this many bytes of one event; an image fits into one. */
const most = 16 * 1024 * 1024;

/** Splits a stream of events into the `data` of each (WHATWG, server-sent events), however it is chunked. */
export class SseData {
  readonly #most: number;
  /** Of the current line. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** Of the previous lines of its event. */
  #data: string[] = [];
  #dataSize = 0;
  #tooLarge = false;
  #atStart = true;
  /** The last byte was a CR, so a following LF belongs to it. */
  #afterReturn = false;

  constructor(largest = most) {
    this.#most = largest;
  }

  /** An event was too large: it is left out, and the rest of this stream is not read. */
  get tooLarge(): boolean {
    return this.#tooLarge;
  }

  /** The data of the events that this piece completes. */
  push(chunk: Buffer): string[] {
    const events: string[] = [];
    let from = this.#afterReturn && chunk[0] === newline ? 1 : 0;
    if (chunk.length > 0) this.#afterReturn = chunk[chunk.length - 1] === carriageReturn;
    let feed = chunk.indexOf(newline, from);
    let back = chunk.indexOf(carriageReturn, from);
    while (feed >= 0 || back >= 0) {
      const end = feed < 0 || (back >= 0 && back < feed) ? back : feed;
      if (!this.#fits(end - from)) return events;
      this.#line(this.#take(chunk.subarray(from, end)), events);
      from = end === back && chunk[end + 1] === newline ? end + 2 : end + 1;
      if (feed >= 0 && feed < from) feed = chunk.indexOf(newline, from);
      if (back >= 0 && back < from) back = chunk.indexOf(carriageReturn, from);
    }
    if (from < chunk.length && this.#fits(chunk.length - from)) {
      this.#restSize += chunk.length - from;
      this.#rest.push(Buffer.from(chunk.subarray(from)));
    }
    return events;
  }

  #fits(more: number): boolean {
    if (this.#dataSize + this.#restSize + more <= this.#most && !this.#tooLarge) return true;
    this.#tooLarge = true;
    this.#rest = [];
    this.#data = [];
    return false;
  }

  #take(last: Buffer): Buffer {
    const line = this.#restSize === 0 ? last : Buffer.concat([...this.#rest, last]);
    this.#rest = [];
    this.#restSize = 0;
    return line;
  }

  #line(bytes: Buffer, events: string[]): void {
    const text = bytes.toString('utf8');
    const line = this.#atStart && text.startsWith(byteOrderMark) ? text.slice(1) : text;
    this.#atStart = false;
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
      this.#dataSize = 0;
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
      this.#dataSize += bytes.length;
    }
  }
}
