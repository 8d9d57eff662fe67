import { connect } from 'node:net';

/** A value as Redis says it; a text that is JSON is its value, so that it can be compared by name. */
type Reply = string | number | null | readonly Reply[] | object;

/** All whole replies in a raw text; what follows the last of them, such as a closed connection, is a text of its own. */
export function repliesIn(raw: string): readonly Reply[] {
  const replies: Reply[] = [];
  let at = 0;
  while (at < raw.length) {
    const found = replyAt(raw, at);
    if (!found) return [...replies, raw.slice(at)];
    replies.push(found.value);
    at = found.end;
  }
  return replies;
}

interface Found {
  readonly value: Reply;
  readonly end: number;
}

/** Lengths are those of ASCII, as everything recorded is. */
function replyAt(raw: string, at: number): Found | undefined {
  const lineEnd = raw.indexOf('\r\n', at);
  if (lineEnd < 0 || !'+-:$*'.includes(raw[at] ?? ' ')) return undefined;
  const [kind, line, end] = [raw[at], raw.slice(at + 1, lineEnd), lineEnd + 2];
  if (kind === ':') return { value: Number(line), end };
  if (kind === '+' || kind === '-') return { value: kind + line, end };
  const size = Number(line);
  if (size < 0) return { value: null, end };
  if (kind === '$') {
    if (raw.length < end + size + 2) return undefined;
    return { value: meaning(raw.slice(end, end + size)), end: end + size + 2 };
  }
  const items: Reply[] = [];
  let next = end;
  while (items.length < size) {
    const item = replyAt(raw, next);
    if (!item) return undefined;
    items.push(item.value);
    next = item.end;
  }
  return { value: items, end: next };
}

function meaning(text: string): Reply {
  try {
    return text.startsWith('{') ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}

export interface RedisTalk {
  /** Sends a command, or nothing, and gives what comes back: as many replies, or all until the server hangs up. */
  say(words: readonly string[] | undefined, replies?: number): Promise<readonly Reply[]>;
  /** Bytes as they are. */
  write(raw: string): void;
  /** Resolves when the server has hung up. */
  readonly closed: Promise<void>;
  end(): void;
}

export const closedMark = '<connection closed>';

/** One connection that speaks the Redis protocol on the port of a server. */
export function redisTalk(url: string): RedisTalk {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let gone = false;
  let heard = (): void => {};
  socket.setEncoding('latin1').on('data', (part) => {
    text += part;
    heard();
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      gone = true;
      heard();
      resolve();
    });
  });
  const whole = (): Reply[] =>
    repliesIn(text).filter((reply) => typeof reply !== 'string' || /^[+-]/.test(reply));
  return {
    closed,
    write: (raw) => void socket.write(raw),
    async say(words, count = 1) {
      if (words)
        socket.write(
          `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
        );
      await new Promise<void>((resolve) => {
        heard = () => {
          if (gone || whole().length >= count) resolve();
        };
        heard();
      });
      const replies = repliesIn(gone ? text + closedMark : text);
      text = '';
      return replies;
    },
    end: () => void socket.destroy(),
  };
}
