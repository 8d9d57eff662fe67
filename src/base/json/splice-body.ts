import type { JsonMember } from './json-members.ts';

export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edit that gives a member another value. */
export const setValue = ({ valueStart, valueEnd }: JsonMember, value: unknown): ByteEdit => ({
  start: valueStart,
  end: valueEnd,
  text: JSON.stringify(value),
});

/** Everything but the named places stays byte for byte: numbers beyond JavaScript's keep their digits. */
export function spliceBody(body: Buffer, edits: readonly ByteEdit[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of [...edits].sort((one, other) => one.start - other.start)) {
    parts.push(body.subarray(at, start), Buffer.from(text));
    at = end;
  }
  parts.push(body.subarray(at));
  return Buffer.concat(parts);
}
