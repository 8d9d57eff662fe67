const newline = 0x0a;
/** One event of a stream; what is larger is broken and left out. */
const most = 32 * 1024 * 1024;

/** Takes a stream of events apart into the `data` of each (WHATWG, server-sent events), however its pieces come. */
export class SseData {
  #rest: Buffer[] = [];
  #size = 0;
  #data: string[] = [];

  /** The data of the events that this piece ends. */
  push(chunk: Buffer): string[] {
    const events: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      this.#line(this.#take(chunk.subarray(from, end)), events);
      from = end + 1;
    }
    if (from < chunk.length) {
      this.#size += chunk.length - from;
      if (this.#size <= most) this.#rest.push(Buffer.from(chunk.subarray(from)));
    }
    return events;
  }

  #take(last: Buffer): string {
    const line = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]);
    this.#rest = [];
    this.#size = 0;
    return line.toString('utf8');
  }

  #line(text: string, events: string[]): void {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
}
