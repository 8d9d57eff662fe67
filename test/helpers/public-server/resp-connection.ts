import type { Socket } from 'node:net';
import { isFields } from './answers.ts';
import { array, bulk, readCommands } from './resp-words.ts';
import type { World } from './world.ts';

const error = (text: string) => `-ERR ${text}\r\n`;

/** One RESP connection on the HTTP port: AUTH, LPOP, RPOP and (v7) SUBSCRIBE, nothing else (resp.json, resp-queue.json). */
export function serveResp(world: World, socket: Socket, first: Buffer): void {
  let authorized = false;
  let unsubscribe: (() => void) | undefined;
  let waiting = first;
  let turn = Promise.resolve();
  const send = (text: string) => {
    if (!socket.destroyed && !world.hanging) socket.write(text);
  };
  const message = (text: string) => send(array([bulk('message'), bulk('usage'), bulk(text)]));

  async function auth(words: readonly string[]): Promise<string> {
    if (!world.gate.on()) return error('management disabled');
    if (words.length !== 1) return error("wrong number of arguments for 'auth' command");
    const refused = await world.gate.check(String(words[0]), socket.remoteAddress ?? '');
    authorized = refused === undefined;
    world.respCommands.push({ words: ['AUTH'], authorized });
    if (!refused) return '+OK\r\n';
    world.refused += 1;
    return error(String(isFields(refused.body) ? refused.body.error : ''));
  }
  function pop(command: string, [name = '', count]: readonly string[]): string {
    if (world.kind === 'v7' && name !== 'usage') return error(`unsupported channel '${name}'`);
    const wanted = count === undefined ? 1 : Number(count);
    if (!(wanted > 0)) return error('value is out of range, must be positive');
    // Any name is taken by v6, yet only this one holds records.
    const holds = world.kind === 'v7' || name === 'queue';
    const records = holds ? world.feed.take(wanted, command === 'lpop' ? 'oldest' : 'newest') : [];
    if (count !== undefined) return array(records.map((one) => bulk(JSON.stringify(one))));
    return bulk(records[0] ? JSON.stringify(records[0]) : null);
  }
  function subscribe([name = '']: readonly string[]): void {
    if (name !== 'usage') {
      send(error(`unsupported channel '${name}'`));
      return;
    }
    send(array([bulk('subscribe'), bulk('usage'), ':1\r\n']));
    unsubscribe ??= world.feed.subscribe(message);
  }
  async function run([word = '', ...words]: readonly string[]): Promise<void> {
    const command = word.toLowerCase();
    if (command === 'auth') return send(await auth(words));
    if (!authorized) return send('-NOAUTH Authentication required.\r\n');
    world.respCommands.push({ words: [word, ...words], authorized });
    if (unsubscribe && command === 'ping') return send(array([bulk('pong'), bulk(words[0] ?? null)]));
    if (unsubscribe && command === 'unsubscribe') {
      socket.end(array([bulk('unsubscribe'), bulk('usage'), ':0\r\n']));
      return;
    }
    if (command === 'lpop' || command === 'rpop') return send(pop(command, words));
    if (command === 'subscribe' && world.kind === 'v7') return subscribe(words);
    send(error(`unknown command '${command}'`));
  }
  function read(): void {
    const { commands, rest } = readCommands(waiting);
    waiting = rest;
    for (const words of commands) turn = turn.then(() => run(words));
  }
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    read();
  });
  socket.on('close', () => unsubscribe?.());
  read();
}
