import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chat, compatible, runGateway } from '../gateway-world.ts';

const mebibyte = 1024 * 1024;
const pieces = 800;
/** 64 KiB, each another. */
const done = 'data: [DONE]\n\n';
const piece = (index: number) => `data: ${String(index).padEnd(65_536 - 8, 'x')}\n\n`;

test('a client that does not read holds the provider, and gets every byte when it reads on', async () => {
  let sent = 0;
  const written = createHash('sha256');
  const upstream = await fakeUpstream(async ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index < pieces; index += 1) {
      written.update(piece(index));
      sent += piece(index).length;
      if (!response.write(piece(index))) await once(response, 'drain');
    }
    written.update(done);
    response.end(done);
  });
  const world = await runGateway(compatible(upstream.url));
  const answer = await openAnswer(world.url);
  await standsStill(
    () => sent,
    () => world.client('/v1/models', alpha).then((models) => models.arrayBuffer()),
  );
  expect(sent).toBeLessThan(16 * mebibyte);
  expect(world.records).toEqual([]);

  const read = createHash('sha256');
  let size = 0;
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    read.update(bytes);
    size += bytes.length;
  }
  expect(size).toBe(50 * mebibyte + done.length);
  expect(read.digest('hex')).toBe(written.digest('hex'));
  expect(await world.record()).toMatchObject({ status: 200, failed: false, attempts: 1 });
});

/** The head of an answer; its body stays where it is until somebody reads. */
async function openAnswer(url: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${alpha}` };
  const sent = request(`${url}/v1/chat/completions`, { method: 'POST', headers, agent: false });
  sent.end(JSON.stringify({ ...chat, stream: true }));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

/** Until a count has stayed the same while many other requests were answered: whatever could move has moved. */
async function standsStill(count: () => number, turn: () => Promise<unknown>): Promise<void> {
  for (let before = count(), still = 0; still < 30; before = count()) {
    await turn();
    still = count() === before ? still + 1 : 0;
  }
}
