/** Commands at the start of `bytes`: arrays of bulk strings, or words on a line; and what is left over. */
export function readCommands(bytes: Buffer): { commands: string[][]; rest: Buffer } {
  const commands: string[][] = [];
  let rest = bytes;
  for (;;) {
    const next = readOne(rest);
    if (!next) return { commands, rest };
    if (next.words.length > 0) commands.push(next.words);
    rest = rest.subarray(next.used);
  }
}

function readOne(bytes: Buffer): { words: string[]; used: number } | undefined {
  const line = readLine(bytes, 0);
  if (!line) return undefined;
  if (!line.text.startsWith('*')) {
    return { words: line.text.split(/\s+/).filter((word) => word !== ''), used: line.next };
  }
  const words: string[] = [];
  let at = line.next;
  for (let left = Number(line.text.slice(1)); left > 0; left -= 1) {
    const head = readLine(bytes, at);
    if (!head) return undefined;
    const end = head.next + Number(head.text.slice(1));
    if (bytes.length < end + 2) return undefined;
    words.push(bytes.toString('utf8', head.next, end));
    at = end + 2;
  }
  return { words, used: at };
}

function readLine(bytes: Buffer, from: number): { text: string; next: number } | undefined {
  const end = bytes.indexOf('\n', from);
  return end < 0 ? undefined : { text: bytes.toString('utf8', from, end).replace(/\r$/, ''), next: end + 1 };
}

export const bulk = (text: string | null) =>
  text === null ? '$-1\r\n' : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

export const array = (items: readonly string[]) => `*${items.length}\r\n${items.join('')}`;

/** Whether the first bytes of a connection are this protocol and no HTTP request. */
export function isResp(bytes: Buffer): boolean {
  const [first = ''] = bytes.toString('latin1', 0, 16).split(/[\s\r\n]/);
  return (
    /^[*$]/.test(first) || /^(auth|ping|[lr]pop|llen|subscribe|client|hello|info|quit|select)$/i.test(first)
  );
}
