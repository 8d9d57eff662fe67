import type { JsonMember } from '../../../base/json/json-members.ts';

const [part, end] = [Buffer.from('\r\n'), Buffer.from('\r\n\r\n')];
/** Longer headers of a part, and longer values, are skipped. */
const longest = { headers: 16 * 1024, value: 4096 };

/** The boundary of a form that may contain files (RFC 7578); undefined: it is not one. */
export function formBoundary(contentType: string | undefined): string | undefined {
  if (!/^\s*multipart\/form-data\b/i.test(contentType ?? '')) return undefined;
  const [, quoted, bare] =
    /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '') ?? [];
  return quoted ?? bare;
}

/**
 * Finds fields of a form while it passes by in pieces, as JsonMembers finds those of a JSON body: files are neither
 * kept nor changed.
 */
export class FormMembers {
  readonly found: JsonMember[] = [];
  overfull = false;
  readonly #wanted: ReadonlySet<string>;
  readonly #most: number;
  readonly #delimiter: Buffer;
  /** The part that is not read yet, and its place in the body. The first delimiter has no line break before it. */
  #rest: Buffer = part;
  #at = -part.length;
  #reads: 'content' | 'headers' | 'value' | 'nothing' = 'content';
  #name = '';

  constructor(boundary: string, wanted: ReadonlySet<string>, most: number) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#wanted = wanted;
    this.#most = most;
  }

  last(name: string): JsonMember | undefined {
    return this.found.findLast((member) => member.name === name);
  }

  push(chunk: Buffer): void {
    if (this.#reads === 'nothing') return;
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#step());
  }

  /** false: more is needed. */
  #step(): boolean {
    const rest = this.#rest;
    if (this.#reads === 'headers') {
      if (rest.length >= 2 && rest.toString('latin1', 0, 2) === '--') this.#reads = 'nothing';
      const at = rest.indexOf(end);
      if (this.#reads === 'nothing' || (at < 0 && rest.length <= longest.headers)) return false;
      const name = at < 0 ? undefined : fieldName(rest.toString('utf8', 0, at));
      this.#name = name ?? '';
      this.#reads = name !== undefined && this.#wanted.has(name) ? 'value' : 'content';
      // The line break before the delimiter of an empty part belongs to its headers.
      this.#skip(at < 0 ? rest.length : at + 2);
      if (this.#reads === 'value') this.#skip(2);
      return true;
    }
    const at = rest.indexOf(this.#delimiter);
    if (at < 0) {
      if (this.#reads === 'value' && rest.length <= longest.value) return false;
      this.#reads = 'content';
      this.#skip(Math.max(0, rest.length - this.#delimiter.length + 1));
      return false;
    }
    if (this.#reads === 'value') this.#take(rest.subarray(0, at));
    this.#reads = 'headers';
    this.#skip(at + this.#delimiter.length);
    return true;
  }

  #take(value: Buffer): void {
    if (value.length > longest.value) return;
    if (this.found.length >= this.#most) {
      this.overfull = true;
      return;
    }
    const place = { start: this.#at, valueStart: this.#at, valueEnd: this.#at + value.length };
    this.found.push({ name: this.#name, ...place, text: value.toString('utf8') });
  }

  #skip(bytes: number): void {
    this.#rest = this.#rest.subarray(bytes);
    this.#at += bytes;
  }
}

/** undefined: a file, or a part without a name. */
function fieldName(headers: string): string | undefined {
  const [, about = ''] = /(?:^|\r\n)content-disposition:\s*form-data([^\r]*)/i.exec(headers) ?? [];
  if (/;\s*filename\*?=/i.test(about)) return undefined;
  return /;\s*name=(?:"([^"]*)"|([^\s;]+))/i.exec(about)?.slice(1).find(Boolean);
}
