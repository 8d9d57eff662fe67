/** At most this many words of a command, and bytes of a word: a secret is the longest. */
const limits = { words: 16, bytes: 4096 };

/** The bytes are no command, or one that is too long. */
export const noCommand = Symbol('no command');
/** undefined: more bytes are needed. */
type Found<T> = T | typeof noCommand | undefined;

/** Reads commands in the format of Redis clients: arrays of texts (RESP). */
export class CommandReader {
  #rest: Buffer = Buffer.alloc(0);
  #at = 0;

  add(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  next(): Found<readonly string[]> {
    const start = this.#at;
    const found = this.#command();
    if (found === undefined) this.#at = start;
    return found;
  }

  #command(): Found<readonly string[]> {
    const count = this.#number('*');
    if (count === undefined || count === noCommand) return count;
    if (count < 0 || count > limits.words) return noCommand;
    const words: string[] = [];
    while (words.length < count) {
      const word = this.#word();
      if (word === undefined || word === noCommand) return word;
      words.push(word);
    }
    return words;
  }

  /** A text of known length, or a short one on its line. */
  #word(): Found<string> {
    const kind = this.#rest[this.#at];
    if (kind === 0x2b || kind === 0x3a) return this.#line(String.fromCharCode(kind));
    const length = this.#number('$');
    if (length === undefined || length === noCommand) return length;
    if (length < 0) return '';
    const end = this.#at + length;
    if (length > limits.bytes) return noCommand;
    if (this.#rest.length < end + 2) return undefined;
    if (this.#rest[end] !== 0x0d || this.#rest[end + 1] !== 0x0a) return noCommand;
    const text = this.#rest.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return text;
  }

  #number(kind: string): Found<number> {
    const line = this.#line(kind);
    if (typeof line !== 'string') return line;
    return /^-?\d{1,9}$/.test(line) ? Number(line) : noCommand;
  }

  /** What follows `kind` to the end of the line. */
  #line(kind: string): Found<string> {
    if (this.#at >= this.#rest.length) return undefined;
    if (this.#rest[this.#at] !== kind.charCodeAt(0)) return noCommand;
    const end = this.#rest.indexOf(0x0a, this.#at);
    if ((end < 0 ? this.#rest.length : end) - this.#at > limits.bytes) return noCommand;
    if (end < 0) return undefined;
    const text = this.#rest.toString('utf8', this.#at + 1, end).replace(/\r$/, '');
    this.#at = end + 1;
    return text;
  }
}
