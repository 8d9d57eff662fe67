import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import { program } from '../../test/helpers/terminal.ts';
import { localPassword, openWorkspace } from '../../test/helpers/workspace.ts';
import { type Figure, percentile, single } from './figures.ts';
import { startServer } from './gateway/start-process.ts';
import { startUpstream } from './load-upstream.ts';
import { residentMemory } from './process-figures.ts';

/** Clients of each kind that ask one request after the other. */
const clients = { plain: 4, stream: 2, slow: 2, broken: 1, socket: 1 } as const;
const probeEveryMs = 20;

/**
 * Mixed load on the embedded server for so many seconds: plain, streamed, slow and failing requests and a WebSocket, in
 * front of a fake provider; beside it a probe that asks the provider by turns straight and through the server.
 */
export async function measureLoad(seconds: number): Promise<Figure[]> {
  const upstream = await startUpstream();
  const models = Object.keys(clients).map((name) => `{ name: ${name} }`);
  const place = await openWorkspace({
    more: `openai-compatibility:
  - name: fakeup
    base-url: ${upstream.url}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [${models.join(', ')}]
`,
  });
  const direct = new Pool(upstream.url);
  const through = new Pool(place.url, { connections: 32 });
  const env = { ...place.env, CLI_PROXY_PASSWORD: localPassword };
  const server = await startServer(program, { ...place, env }, place.home);
  try {
    const key = place.keys[0]?.key ?? '';
    const ask = async (pool: Pool, model: string): Promise<number> => {
      const started = performance.now();
      const { statusCode, body } = await pool.request({
        path: '/v1/chat/completions',
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
      });
      await body.text();
      if ((statusCode === 400) !== (model === 'broken'))
        throw new Error(`${model} was answered ${statusCode}`);
      return performance.now() - started;
    };
    for (let count = 0; count < 200; count += 1) await ask(through, 'plain');

    const until = performance.now() + seconds * 1000;
    const running = () => performance.now() < until;
    const memory = async () => `${((await residentMemory(server.pid)) ?? Number.NaN).toFixed(0)} MiB`;
    const memories = [await memory()];
    let done = 0;
    const loops = Object.entries(clients).flatMap(([kind, count]) =>
      Array.from({ length: count }, async () => {
        if (kind === 'socket') {
          done += await onSocket(place.url, key, running);
          return;
        }
        for (; running(); done += 1) await ask(through, kind);
      }),
    );
    const straight: number[] = [];
    const served: number[] = [];
    const probe = (async () => {
      for (; running(); await pause(probeEveryMs)) {
        straight.push(await ask(direct, 'plain'));
        served.push(await ask(through, 'plain'));
      }
    })();
    await pause((seconds * 1000) / 2);
    memories.push(await memory());
    await Promise.all([...loops, probe]);
    memories.push(await memory());

    const added = (share: number) =>
      `${(percentile(served, share) - percentile(straight, share)).toFixed(2)} ms`;
    const what = `mixed load for ${seconds} s`;
    return [
      single(`${what}: requests a second`, (done / seconds).toFixed(0)),
      { what: `${what}: added latency, p50 and p99`, p50: added(0.5), p95: added(0.99), goal: '' },
      single(`${what}: memory of the server at start, middle, end`, memories.join(', '), 'flat'),
    ];
  } finally {
    await Promise.all([direct.destroy(), through.destroy()]);
    await server.stop();
    await place.dispose();
    await upstream.close();
  }
}

/** Turns on one socket of the Responses protocol. */
async function onSocket(url: string, key: string, running: () => boolean): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`, {
    headers: { authorization: `Bearer ${key}` },
  });
  await once(socket, 'open');
  let turns = 0;
  let wake = (_: Record<string, unknown>): void => {};
  // Frames of one turn may come in one piece, so none is waited for by itself.
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Record<string, unknown>;
    if (frame.type !== 'response.created') wake(frame);
  });
  for (; running(); turns += 1) {
    const ended = new Promise<Record<string, unknown>>((resolve) => {
      wake = resolve;
    });
    socket.send(JSON.stringify({ type: 'response.create', model: 'socket', input: 'hello' }));
    const { type } = await ended;
    if (type !== 'response.completed') throw new Error(`a turn on the socket ended with ${type}`);
  }
  socket.terminate();
  return turns;
}
