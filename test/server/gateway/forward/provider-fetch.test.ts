import { expect, onTestFinished, test } from 'vitest';
import { providerFetch } from '../../../../src/server/gateway/forward/provider-fetch.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { socksProxy } from '../socks-proxy.ts';
import { tunnelProxy } from '../tunnel-proxy.ts';

const post = { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) };

test('sign-in requests go through the proxy of the config, and straight without one', async () => {
  const upstream = await fakeUpstream((asked) => asked.json(200, { ok: true }));
  const by = await tunnelProxy();
  const config: { 'proxy-url': string } = { 'proxy-url': by.url };
  const web = providerFetch(() => config);
  onTestFinished(() => web.close());
  const answer = await web.fetch(`${upstream.url}/token`, post);
  expect(answer).toBeInstanceOf(Response);
  expect(await answer.json()).toEqual({ ok: true });
  expect(upstream.seen.at(-1)).toMatchObject({ url: '/token', body: 'grant_type=refresh_token' });
  expect(by.asked).toEqual([new URL(upstream.url).host]);
  config['proxy-url'] = '';
  expect((await web.fetch(`${upstream.url}/token`, post)).status).toBe(200);
  expect(by.asked).toHaveLength(1);
});

test('a SOCKS5 proxy of the config is gone through, too', async () => {
  const upstream = await fakeUpstream((asked) => asked.json(200, { ok: true }));
  const by = await socksProxy();
  const web = providerFetch(() => ({ 'proxy-url': by.url }));
  onTestFinished(() => web.close());
  expect(await (await web.fetch(`${upstream.url}/token`, post)).json()).toEqual({ ok: true });
  expect(by.asked).toEqual([new URL(upstream.url).host]);
});

test('a proxy that cannot be used is a failure, and not a way around it', async () => {
  const upstream = await fakeUpstream((asked) => asked.json(200, {}));
  const web = providerFetch(() => ({ 'proxy-url': 'socks4://127.0.0.1:1' }));
  await expect(web.fetch(`${upstream.url}/token`, post)).rejects.toThrow('fetch failed');
  expect(upstream.seen).toEqual([]);
});
