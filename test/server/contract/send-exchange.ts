import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RedisTalk } from '../redis/redis-talk.ts';
import type { Exchange } from './recordings.ts';

export interface OurAnswer {
  /** null: no HTTP answer. */
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const handshake = { 'sec-websocket-version': '13', 'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==' };

/**
 * Sends what was recorded, header by header: fetch would refuse `Connection: Upgrade` and a body with DELETE.
 * @param body instead of the recorded one
 */
export function sendExchange(url: string, exchange: Exchange, body: unknown): Promise<OurAnswer> {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const upgrade = Object.keys(exchange.headers).some((name) => name.toLowerCase() === 'upgrade');
  const frames = upgrade || text === '';
  return new Promise((resolve, reject) => {
    const sent = request(url + exchange.path, {
      method: exchange.method,
      // A socket of its own: what one exchange leaves behind must not reach the next.
      agent: false,
      headers: {
        ...exchange.headers,
        ...(upgrade ? handshake : {}),
        ...(frames ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => void readAnswer(response).then(resolve, reject));
    sent.once('upgrade', (response: IncomingMessage, socket: Duplex) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
    });
    // What is a body here was sent as frames after the upgrade.
    sent.end(frames ? undefined : text);
  });
}

async function readAnswer(response: IncomingMessage): Promise<OurAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** A command of the Redis protocol, or none where a message was awaited. */
export async function sayCommand(talk: RedisTalk, { body, answer }: Exchange): Promise<OurAnswer> {
  const recorded = answer.body as readonly unknown[];
  const replies = await talk.say(body === null ? undefined : String(body).split(' '), recorded.length);
  return { status: null, headers: {}, text: JSON.stringify(replies) };
}
