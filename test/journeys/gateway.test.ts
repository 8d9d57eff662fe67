import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { workspace } from '../helpers/journey.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';
import { completion } from '../server/gateway/gateway-world.ts';
import { socksProxy } from '../server/gateway/socks-proxy.ts';

/** Both are packages that are loaded when they are needed, which is another matter in what is built. */
test('the built server takes a body in zstd, and a SOCKS5 proxy to its provider', async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const proxy = await socksProxy();
  const entry = {
    name: 'up',
    'base-url': `${upstream.url}/v1`,
    'api-key-entries': [{ 'api-key': 'fake-upstream-key-000001', 'proxy-url': proxy.url }],
    models: [{ name: 'good' }],
  };
  const place = await workspace({ more: `\nopenai-compatibility: [${JSON.stringify(entry)}]\n` });
  await place.startServe();
  const body = readFileSync(new URL('../fixtures/request-bodies/chat.json.zst', import.meta.url));
  const answer = await fetch(`${place.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-encoding': 'zstd' },
    body: new Uint8Array(body),
  });
  expect(await answer.json()).toEqual(completion);
  expect(proxy.asked).toEqual([new URL(upstream.url).host]);
});
