import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ManagementDecision } from '../access/management-gate.ts';
import type { SignedIn } from '../access/management-secrets.ts';
import type { Log } from '../log/server-log.ts';
import type { QueueWriter } from '../management/queue-record.ts';
import type { UsageQueue } from '../usage/usage-queue.ts';
import { CommandReader, noCommand } from './read-commands.ts';

/** ms to sign in. */
const signInMs = 10_000;
/** Bytes that a subscriber has not read yet; a slower one is left. */
const maxUnread = 4 * 1024 * 1024;

interface RedisParts {
  /** Decides on a secret as for a request; wrong ones count towards the same lock-out. */
  readonly gate: (socket: Socket, secret: string | undefined) => Promise<ManagementDecision>;
  readonly queue: UsageQueue;
  readonly writer: (signedInAs: SignedIn) => QueueWriter;
  readonly log: Log;
}

interface RedisConnections {
  /** Takes over a connection. @param first what has arrived of it */
  accept(socket: Socket, first: Buffer): void;
  /** Whether it was taken over. */
  has(socket: Duplex): boolean;
  close(): void;
}

/** Whether the first byte of a connection is Redis protocol; no method of HTTP begins with one of these. */
export const isRedis = (first: number | undefined): boolean =>
  first !== undefined && '*$+-:'.includes(String.fromCharCode(first));

/**
 * The queue of usage records for Redis clients, as the public server speaks it on the port of HTTP (recorded
 * resp.json): AUTH, LPOP and RPOP, and SUBSCRIBE, which keeps records from the queue.
 */
export function redisConnections(parts: RedisParts): RedisConnections {
  const open = new Set<Socket>();
  return {
    accept(socket, first) {
      // Those of the HTTP server; it has stopped reading.
      for (const event of ['data', 'end', 'drain', 'timeout', 'error']) socket.removeAllListeners(event);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      socket.setTimeout(0).setKeepAlive(true, 60_000).setNoDelay(true);
      void new Connection(socket, parts).read(first);
    },
    has: (socket) => open.has(socket as Socket),
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

type Channel = 'usage' | 'errors';

class Connection {
  readonly #socket: Socket;
  readonly #parts: RedisParts;
  readonly #commands = new CommandReader();
  readonly #late: NodeJS.Timeout;
  #signedIn: { readonly stillGood: () => boolean; readonly writer: QueueWriter } | undefined;
  #channel: Channel | undefined;
  #busy = false;

  constructor(socket: Socket, parts: RedisParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#late = setTimeout(() => socket.destroy(), signInMs);
    socket.on('data', (chunk: Buffer) => void this.read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.once('close', () => clearTimeout(this.#late));
  }

  /** Answers one command after the other; nothing is read in the meantime. */
  async read(chunk: Buffer): Promise<void> {
    this.#commands.add(chunk);
    if (this.#busy) return;
    this.#busy = true;
    this.#socket.pause();
    for (let words = this.#commands.next(); words !== undefined; words = this.#commands.next()) {
      const goesOn = words === noCommand ? this.#say('-ERR protocol error') : await this.#answer(words);
      if (words === noCommand || !goesOn) return void this.#socket.destroySoon();
      if (this.#socket.writableNeedDrain) await drained(this.#socket);
    }
    this.#busy = false;
    this.#socket.resume();
  }

  /** false: it was the last one. */
  async #answer(words: readonly string[]): Promise<boolean> {
    const [written = '', ...rest] = words;
    const command = written.trim().toLowerCase();
    if (command === '') return this.#say('-ERR empty command');
    if (command === 'auth') return this.#signIn(rest);
    if (!this.#signedIn) return this.#say(await this.#whyNot('NOAUTH Authentication required.'));
    if (!this.#signedIn.stillGood()) return !this.#say('-NOAUTH Authentication required.');
    if (this.#channel !== undefined) return this.#whileSubscribed(this.#channel, command, rest);
    if (command === 'lpop' || command === 'rpop') return this.#pop(command, rest);
    if (command === 'subscribe') return this.#subscribe(rest);
    return this.#unknown(command);
  }

  async #signIn(words: readonly string[]): Promise<boolean> {
    const secret = words.length === 1 || words.length === 2 ? words.at(-1) : undefined;
    if (!secret) return this.#say(await this.#whyNot(wrongNumber('auth')));
    const decision = await this.#parts.gate(this.#socket, secret);
    if (!decision.ok) return this.#say(`-ERR ${reasonOf(decision)}`);
    this.#signedIn = {
      stillGood: decision.stillGood,
      writer: this.#parts.writer(decision.signedInAs),
    };
    clearTimeout(this.#late);
    this.#parts.log('info', `AUTH over the Redis protocol from ${this.#socket.remoteAddress}`);
    return this.#say('+OK');
  }

  /** The error without a secret; to a locked-out address, its lock-out. */
  async #whyNot(otherwise: string): Promise<string> {
    const decision = await this.#parts.gate(this.#socket, undefined);
    const banned = !decision.ok && decision.answer.status === 403;
    return `-${banned ? `ERR ${reasonOf(decision)}` : otherwise}`;
  }

  #pop(command: string, [name, count, ...more]: readonly string[]): boolean {
    if (name === undefined || more.length > 0) return this.#say(`-${wrongNumber(command)}`);
    const wanted = Number(count?.trim() ?? 1);
    if (!Number.isSafeInteger(wanted) || wanted < 1)
      return this.#say('-ERR value is not an integer or out of range');
    // v6 calls it `queue`.
    if (!/^(usage|queue)$/i.test(name.trim())) return this.#unsupported(name);
    const records = this.#parts.queue.take(wanted).map((record) => this.#written(record));
    if (count === undefined) return this.#say(bulk(records[0]));
    return this.#say([`*${records.length}`, ...records.map(bulk)].join('\r\n'));
  }

  #subscribe([name, ...more]: readonly string[]): boolean {
    if (name === undefined || more.length > 0) return this.#say(`-${wrongNumber('subscribe')}`);
    const channel = name.trim().toLowerCase();
    if (channel !== 'usage' && channel !== 'errors') return this.#unsupported(name);
    this.#channel = channel;
    this.#say(['*3', bulk('subscribe'), bulk(channel), ':1'].join('\r\n'));
    const { queue } = this.#parts;
    const leave =
      channel === 'usage'
        ? queue.subscribe((record) => this.#publish(channel, [this.#written(record)]))
        : queue.subscribeErrors((record) => this.#publish(channel, this.#failures(record)));
    this.#socket.once('close', leave);
    if (channel === 'usage') this.#publish(channel, ['{"support_refresh":true}']);
    return true;
  }

  #whileSubscribed(channel: Channel, command: string, [word]: readonly string[]): boolean {
    if (command === 'ping') return this.#say(['*2', bulk('pong'), bulk(word)].join('\r\n'));
    if (command === 'quit') return !this.#say('+OK');
    if (command !== 'unsubscribe') return this.#unknown(command);
    return !this.#say(['*3', bulk('unsubscribe'), bulk(channel), ':0'].join('\r\n'));
  }

  #publish(channel: Channel, texts: readonly string[]): void {
    if (!this.#signedIn?.stillGood() || this.#socket.writableLength > maxUnread) {
      this.#socket.destroy();
      return;
    }
    for (const text of texts) this.#say(['*3', bulk('message'), bulk(channel), bulk(text)].join('\r\n'));
  }

  #written(record: Parameters<QueueWriter['usage']>[0]): string {
    return JSON.stringify(this.#signedIn?.writer.usage(record));
  }

  #failures(record: Parameters<QueueWriter['errors']>[0]): string[] {
    return (this.#signedIn?.writer.errors(record) ?? []).map((one) => JSON.stringify(one));
  }

  #unsupported = (name: string): boolean => this.#say(`-ERR unsupported channel '${plain(name.trim())}'`);
  #unknown = (command: string): boolean => this.#say(`-ERR unknown command '${plain(command)}'`);

  #say(text: string): true {
    if (this.#socket.writable) this.#socket.write(`${text}\r\n`);
    return true;
  }
}

const wrongNumber = (command: string): string => `ERR wrong number of arguments for '${command}' command`;

/** Of a client's word in an error, which ends with its line. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);

const bulk = (text: string | undefined): string =>
  text === undefined ? '$-1' : `$${Buffer.byteLength(text)}\r\n${text}`;

/** As recorded, where the answer over HTTP has other words. */
function reasonOf({ answer }: Extract<ManagementDecision, { ok: false }>): string {
  if (answer.status === 401) return 'invalid management key';
  if (answer.status === 404) return 'remote management disabled';
  const body = JSON.parse(answer.body ?? '{}') as { error?: { message?: string } };
  return body.error?.message ?? 'refused';
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
