/** A member of the outermost object of a JSON text; places in bytes from the start of the text. */
export interface JsonMember {
  /** In the letters that it was wanted in. */
  readonly name: string;
  /** Of the quote before the name. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Decoded, when it is a string. */
  readonly text: string | undefined;
}

const quote = 0x22;
const backslash = 0x5c;
/** Bytes of names and string values; a gateway asks for none that is longer. */
const usuallyKept = 4096;

/**
 * Finds members of the outermost object while the text passes by in pieces, without building anything of it:
 * a body of megabytes costs one pass, and what is not asked for stays byte for byte as it was sent.
 */
export class JsonMembers {
  /** In the order of the text; a repeated name is in it repeatedly (readers take the last). */
  readonly found: JsonMember[] = [];
  /** The text had more of them than the maximum; the others are skipped. */
  overfull = false;
  readonly #wanted: ReadonlySet<string>;
  readonly #most: number;
  readonly #longest: number;
  #at = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #expectName = false;
  #name: string | undefined;
  #nameStart = 0;
  #valueStart = -1;
  #lastByte = 0;
  #text: string | undefined;
  #kept: Buffer[] | undefined;
  #keptSize = 0;

  /** @param longest longer names and string values are skipped */
  constructor(wanted: ReadonlySet<string>, most = Number.POSITIVE_INFINITY, longest = usuallyKept) {
    this.#wanted = wanted;
    this.#most = most;
    this.#longest = longest;
  }

  /** The last member of that name. */
  last(name: string): JsonMember | undefined {
    return this.found.findLast((member) => member.name === name);
  }

  push(chunk: Buffer): void {
    let index = 0;
    while (index < chunk.length) {
      index = this.#inString ? this.#stringPart(chunk, index) : this.#structure(chunk, index);
    }
    this.#at += chunk.length;
  }

  #structure(chunk: Buffer, index: number): number {
    const byte = chunk[index] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return index + 1;
    const at = this.#at + index;
    const ends = this.#depth === 1 && (byte === 0x2c || byte === 0x7d);
    if (ends) this.#endMember();
    else if (this.#name !== undefined && this.#valueStart < 0 && byte !== 0x3a) this.#valueStart = at;
    this.#lastByte = at + 1;
    switch (byte) {
      case quote:
        this.#inString = true;
        if (this.#depth === 1 && (this.#expectName || this.#name !== undefined)) this.#kept = [];
        this.#keptSize = 0;
        if (this.#expectName) this.#nameStart = at;
        break;
      case 0x7b:
      case 0x5b:
        this.#depth += 1;
        if (this.#depth === 1) this.#expectName = byte === 0x7b;
        break;
      case 0x7d:
      case 0x5d:
        this.#depth -= 1;
        break;
      case 0x2c:
        if (this.#depth === 1) this.#expectName = true;
        break;
    }
    return index + 1;
  }

  #stringPart(chunk: Buffer, index: number): number {
    if (this.#escaped) {
      this.#escaped = false;
      this.#keep(chunk, index, index + 1);
      return index + 1;
    }
    const found = chunk.indexOf(quote, index);
    const end = found < 0 ? chunk.length : found;
    let slashes = 0;
    while (end - slashes > index && chunk[end - slashes - 1] === backslash) slashes += 1;
    const escapes = slashes % 2 === 1;
    if (found < 0 || escapes) {
      const until = found < 0 ? end : end + 1;
      this.#keep(chunk, index, until);
      this.#escaped = found < 0 && escapes;
      return until;
    }
    this.#keep(chunk, index, end);
    this.#endString(this.#at + end + 1);
    return end + 1;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    if (!this.#kept) return;
    this.#keptSize += to - from;
    if (this.#keptSize <= this.#longest) this.#kept.push(chunk.subarray(from, to));
  }

  #endString(after: number): void {
    this.#inString = false;
    this.#lastByte = after;
    const kept = this.#kept;
    this.#kept = undefined;
    if (!kept || this.#depth !== 1) return;
    const text = this.#keptSize <= this.#longest ? decoded(kept) : undefined;
    if (!this.#expectName) {
      this.#text = text;
      return;
    }
    this.#expectName = false;
    this.#name = text === undefined || this.#wanted.has(text) ? text : this.#wantedAs(text);
    this.#valueStart = -1;
    this.#text = undefined;
  }

  /** Some readers of JSON (Go's) take `Model` for `model`: such a member is found as well. */
  #wantedAs(text: string): string | undefined {
    const name = text.toLowerCase();
    return this.#wanted.has(name) ? name : undefined;
  }

  #endMember(): void {
    if (this.#name === undefined || this.#valueStart < 0) {
      this.#name = undefined;
      return;
    }
    if (this.found.length >= this.#most) this.overfull = true;
    else
      this.found.push({
        name: this.#name,
        start: this.#nameStart,
        valueStart: this.#valueStart,
        valueEnd: this.#lastByte,
        text: this.#text,
      });
    this.#name = undefined;
  }
}

function decoded(pieces: Buffer[]): string | undefined {
  const raw = (pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))?.toString('utf8') ?? '';
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
