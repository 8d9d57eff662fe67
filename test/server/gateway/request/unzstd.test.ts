import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unzstd } from '../../../../src/server/gateway/request/unzstd.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, completion, runGateway } from '../gateway-world.ts';

const mebibyte = 1024 * 1024;
const compressed = readFileSync(new URL('../../../fixtures/request-bodies/chat.json.zst', import.meta.url));

/** A frame of the format, as RFC 8878 has it, with nothing in it that has to be worked out. */
function frame(window: number, blocks: readonly Buffer[]): Buffer {
  const descriptor = (Math.log2(window) - 10) << 3;
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, descriptor]), ...blocks, block(true, 0, 0)]);
}
function block(last: boolean, type: 0 | 1, size: number, content = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE(Number(last) | (type << 1) | (size << 3), 0, 3);
  return Buffer.concat([head, content]);
}
const plain = (text: string): Buffer => block(false, 0, text.length, Buffer.from(text));
const repeated = (size: number): Buffer => block(false, 1, size, Buffer.from('0'));
const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);

describe('a body in zstd', () => {
  test('is read like one in gzip, and goes on plain', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const models = [{ name: 'fake-model-1', alias: 'good' }];
    const world = await runGateway(compatible(upstream.url, { models }));
    const send = (body: Buffer) =>
      fetch(`${world.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${alpha}`, 'content-encoding': 'zstd' },
        body: new Uint8Array(body),
      });
    expect((await send(compressed)).status).toBe(200);
    expect(upstream.seen[0]?.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ model: 'fake-model-1' });
    // 40 MiB in some hundred bytes.
    const bomb = frame(131072, Array(320).fill(repeated(131072)));
    expect((await send(bomb)).status).toBe(413);
    expect((await send(compressed.subarray(0, 30))).status).toBe(415);
  });

  test('has any number of frames, and some that say nothing', async () => {
    const two = Buffer.concat([frame(1024, [plain('ab'), repeated(3)]), skipped, frame(1024, [plain('cd')])]);
    expect(String(await unzstd(two, mebibyte))).toBe('ab000cd');
  });

  test.each([
    ['a window larger than all that is taken', frame(128 * mebibyte, [plain('a')])],
    ['a content size larger than that', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 1, 0, 0])],
    ['tiny blocks that each move a large window', frame(16 * mebibyte, Array(300).fill(repeated(1)))],
    ['more than is taken', frame(1024, [plain('a'.repeat(600)), plain('b'.repeat(600))])],
  ])('is too large with %s', async (what, body) => {
    const most = what === 'more than is taken' ? 1_000 : 32 * mebibyte;
    await expect(unzstd(body, most)).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
  });

  test.each([
    ['cut off in a head', compressed.subarray(0, 5)],
    ['cut off in a block', compressed.subarray(0, 40)],
    ['of another format', Buffer.from('{"model":"x"}')],
  ])('is refused when it is %s', async (_, body) => {
    await expect(unzstd(body, mebibyte)).rejects.toThrow();
  });
});
