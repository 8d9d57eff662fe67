import { type JsonMember, JsonMembers } from './json-members.ts';

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

/**
 * One change of a JSON object; `undefined` removes the member. A path of several names leads into objects.
 */
export interface JsonEdit {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Also removes an object that becomes empty. */
  readonly prune?: true;
}

/**
 * The text of a JSON object with some members changed and everything else byte for byte as it was: numbers
 * beyond JavaScript's keep their digits, and indentation is that of the neighbors. @param text parses to an
 * object
 */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  let bytes: Buffer = Buffer.from(text);
  for (const edit of edits) bytes = editPath(bytes, edit.path, edit);
  return bytes.toString('utf8');
}

function editPath(bytes: Buffer, [name, ...rest]: readonly string[], edit: JsonEdit): Buffer {
  if (name === undefined) return bytes;
  const { value, prune } = edit;
  const members = membersOf(bytes);
  const there = members.filter((member) => member.name === name);
  // Of a repeated name readers take the last.
  const last = there.at(-1);
  if (rest.length === 0 && value === undefined) return remove(bytes, members, name);
  const text =
    rest.length === 0 ? JSON.stringify(value) : editPath(objectIn(bytes, last), rest, edit).toString('utf8');
  if (rest.length > 0 && value === undefined && !last) return bytes;
  if (prune && value === undefined && /^\{\s*\}$/.test(text)) return remove(bytes, members, name);
  const splice = last
    ? { start: last.valueStart, end: last.valueEnd, text }
    : insertion(bytes, members, name, text);
  return spliceBody(bytes, [splice]);
}

function membersOf(bytes: Buffer): readonly JsonMember[] {
  const names = Object.keys(JSON.parse(bytes.toString('utf8')) as object);
  // Each, as an edit of its neighbor begins or ends where it does.
  const members = new JsonMembers(new Set(names), undefined, Number.POSITIVE_INFINITY);
  members.push(bytes);
  return members.found;
}

/** The value of a member when it is an object, otherwise a new one. */
function objectIn(bytes: Buffer, member: JsonMember | undefined): Buffer {
  const value = member ? bytes.subarray(member.valueStart, member.valueEnd) : Buffer.alloc(0);
  return value[0] === 0x7b ? value : Buffer.from('{}');
}

function insertion(bytes: Buffer, members: readonly JsonMember[], name: string, value: string): ByteEdit {
  const last = members.at(-1);
  if (!last) {
    const inside = bytes.indexOf('{') + 1;
    return { start: inside, end: inside, text: `${JSON.stringify(name)}: ${value}` };
  }
  const before = members.at(-2);
  const space = bytes
    .subarray(before ? before.valueEnd : bytes.indexOf('{') + 1, last.start)
    .toString('utf8')
    .replace(',', '');
  const colon =
    /(?<!\s)\s*:\s*$/.exec(bytes.subarray(last.start, last.valueStart).toString('utf8'))?.[0] ?? ': ';
  const text = `,${space}${JSON.stringify(name)}${colon}${value}`;
  return { start: last.valueEnd, end: last.valueEnd, text };
}

/** With the comma before it, or the one behind when it was the first. */
function remove(bytes: Buffer, members: readonly JsonMember[], name: string): Buffer {
  const kept = members.filter((member) => member.name !== name);
  if (kept.length === members.length) return bytes;
  const edits = members.flatMap((member, at): ByteEdit[] => {
    if (member.name !== name) return [];
    const previous = members[at - 1];
    if (previous && members.slice(0, at).some((one) => one.name !== name)) {
      return [{ start: previous.valueEnd, end: member.valueEnd, text: '' }];
    }
    const next = members[at + 1];
    return [{ start: member.start, end: next ? next.start : member.valueEnd, text: '' }];
  });
  return spliceBody(bytes, edits);
}
