import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Config } from '../../../src/contract/config.ts';
import { alpha, upstreamKey } from './gateway-world.ts';

export const create = { type: 'response.create', model: 'fake-chat', input: 'hi' };
const usage = {
  input_tokens: 7,
  output_tokens: 3,
  total_tokens: 10,
  input_tokens_details: { cached_tokens: 2 },
};
export const created = {
  type: 'response.created',
  sequence_number: 1,
  response: { id: 'resp_1', status: 'in_progress' },
};
export const delta = { type: 'response.output_text.delta', sequence_number: 2, delta: 'Hel' };
export const completed = {
  type: 'response.completed',
  sequence_number: 2,
  response: { id: 'resp_1', usage },
};

/** A provider with a socket of its own, and one key or more. */
export const withSocket = (url: string, ...keys: string[]): Config => ({
  'codex-api-key': [upstreamKey, ...keys].map((key) => ({
    'api-key': key,
    'base-url': url,
    websockets: true,
    models: [{ name: 'gpt-real', alias: 'fake-chat' }],
  })),
});

export interface Client {
  readonly socket: WebSocket;
  send(frame: object | string): void;
  /** The next frame that has not been looked at. */
  next(): Promise<Record<string, unknown>>;
}

/** A client of the Responses socket, once it is open. */
export async function open(
  world: { readonly url: string },
  headers = { authorization: `Bearer ${alpha}` },
): Promise<Client> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/v1/responses`, { headers });
  const frames: string[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    frames.push(String(data));
    wake();
  });
  await once(socket, 'open');
  return {
    socket,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next() {
      while (frames.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return JSON.parse(frames.shift() ?? '') as Record<string, unknown>;
    },
  };
}
