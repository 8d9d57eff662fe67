import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ProviderStates } from '../../../../src/contract/provider-states.ts';
import { baseConfig, read } from '../../running-server.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway } from '../gateway-world.ts';
import { eachSdk } from '../sdk-clients.ts';
import { uploadUpstream } from '../upload-upstream.ts';

const mebibyte = 1024 * 1024;
const start = '{"model":"fake-chat","text":"';
const piece = 'x'.repeat(mebibyte);

describe('a long upload', () => {
  test.each([
    ['with its length', { 'content-length': String(start.length + 12 * mebibyte + 2) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('%s reaches the provider while it is still being sent', async (_, headers) => {
    const upstream = await uploadUpstream();
    const world = await runGateway(compatible(upstream.url));
    const sent = upload(world.url, headers);
    sent.write(start);
    sent.write(piece.repeat(10));
    await expect.poll(() => upstream.uploads[0]?.bytes ?? 0).toBeGreaterThan(8 * mebibyte);
    sent.write(piece.repeat(2));
    sent.end('"}');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    const whole = `{"model":"fake-model-1","text":"${piece.repeat(12)}"}`;
    expect(upstream.uploads).toEqual([
      { bytes: whole.length, digest: createHash('sha256').update(whole).digest('hex'), aborted: false },
    ]);
    expect(await world.record()).toMatchObject({ status: 200, failed: false, tokens: { total: 165 } });
  });

  test('of more than 32 MiB in chunks is ended, no provider gets it whole, and none is blamed', async () => {
    const upstream = await uploadUpstream();
    const world = await runGateway({ ...(await baseConfig()), ...compatible(upstream.url) });
    const sent = upload(world.url, { 'transfer-encoding': 'chunked' });
    await sendMuch(sent, start);
    const error = 'The body of this request is larger than 32 MiB.';
    expect(await world.record()).toMatchObject({ status: 413, failed: true, error });
    const { states } = await read<ProviderStates>(await world.manage('/console/providers'));
    expect(Object.values(states).map(({ errors }) => errors)).toEqual([0]);
    await expect.poll(() => upstream.uploads.map(({ aborted }) => aborted)).not.toContain(false);
    expect(upstream.uploads.filter(({ digest }) => digest)).toEqual([]);
    // The server goes on.
    const next = upload(world.url, {});
    next.end('{"model":"fake-chat"}');
    const [answer] = (await once(next, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect((await world.record(1)).status).toBe(200);
    expect(world.records).toHaveLength(2);
  });

  test('of more than 32 MiB in chunks that names no model asks nobody', async () => {
    const upstream = await uploadUpstream();
    const world = await runGateway(compatible(upstream.url));
    await sendMuch(upload(world.url, { 'transfer-encoding': 'chunked' }), '{"text":"');
    expect(await world.record()).toMatchObject({ status: 413, failed: true, attempts: 0 });
    expect(upstream.uploads).toEqual([]);
    expect((await world.client('/v1/models', alpha)).status).toBe(200);
  });
});

describe.each(eachSdk)('%s', (_, client) => {
  test('is told that its request is larger than 32 MiB, and no provider is asked', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, client.answer));
    const world = await runGateway(client.config(upstream.url));
    const failed = await client.ask(world.url, piece.repeat(33)).catch((thrown) => thrown);
    const error = 'The body of this request is larger than 32 MiB.';
    expect(failed).toBeInstanceOf(client.thrown[413]);
    expect(failed).toMatchObject({ status: 413, message: expect.stringContaining(error) });
    expect(await world.onlyRecord()).toMatchObject({ status: 413, failed: true, attempts: 0, error });
    expect(upstream.seen).toEqual([]);
  });
});

function upload(url: string, more: Record<string, string>): ClientRequest {
  const headers = { authorization: `Bearer ${alpha}`, ...more };
  return request(`${url}/v1/chat/completions`, { method: 'POST', headers, agent: false });
}

/** 40 MiB, or as much as the other side takes. */
async function sendMuch(sent: ClientRequest, beginning: string): Promise<void> {
  const over = new Promise<void>((resolve) => {
    sent.on('error', () => resolve());
    sent.on('close', resolve);
    sent.on('response', (answer) => answer.resume().on('error', () => {}));
  });
  sent.write(beginning);
  for (let count = 0; count < 40 && !sent.destroyed; count += 1)
    if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), over]);
  if (!sent.destroyed) sent.end('"}');
  await over;
}
