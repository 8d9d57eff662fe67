const newline = 0x0a;
/** Bytes of one event; images come whole in one, and what is larger is none that a client waits for. */
const most = 16 * 1024 * 1024;

/** Takes a stream of events apart into the `data` of each (WHATWG, server-sent events), however its pieces come. */
export class SseData {
  readonly #most: number;
  /** Of the line that is under way. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** Of the lines before it in its event. */
  #data: string[] = [];
  #dataSize = 0;
  #tooLarge = false;

  constructor(largest = most) {
    this.#most = largest;
  }

  /** An event was larger than what is kept of one: it is left out, and nothing more of this stream is read. */
  get tooLarge(): boolean {
    return this.#tooLarge;
  }

  /** The data of the events that this piece ends. */
  push(chunk: Buffer): string[] {
    const events: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      if (!this.#fits(end - from)) return events;
      this.#line(this.#take(chunk.subarray(from, end)), events);
      from = end + 1;
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
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
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
