import { expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import type { UsageFigures } from '../../../src/contract/usage-figures.ts';
import type { ExportedUsage } from '../../../src/usage/v6/v6-shape.ts';
import { makeStore } from '../../usage/make-record.ts';
import { fakeUpstream } from '../gateway/fake-upstream.ts';
import { alpha, baseConfig, json, read, runServer } from '../running-server.ts';

const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];

test('a client that asks with names which objects have by themselves breaks no route of the usage', async () => {
  const upstream = await fakeUpstream(({ json: say }) => say(200, { usage: { total_tokens: 10 } }));
  const usage = await makeStore({ now: () => Date.parse('2026-03-04T10:00:30.000Z') });
  const server = await runServer({
    usage,
    records: [{ fingerprint: fingerprint(alpha), label: '__proto__' }],
    config: {
      ...(await baseConfig()),
      'openai-compatibility': names.map((name) => ({
        name,
        'base-url': `${upstream.url}/v1`,
        'api-key-entries': [{ 'api-key': 'fake-upstream-key-00000000000000000001' }],
        models: [{ name }],
      })),
    },
  });
  for (const name of names) {
    const headers = { 'x-title': name, 'x-task-id': name, 'http-referer': name };
    const body = { model: name, messages: [{ role: 'user', content: 'hi' }] };
    const answer = await server.client(
      '/v1/chat/completions',
      alpha,
      json(body, { method: 'POST', headers }),
    );
    await answer.text();
    expect(answer.status).toBe(200);
  }
  const request = { query: { since: 0 }, by: ['key', 'model', 'application', 'provider'], records: 10 };
  const figures = () =>
    server.manage('/console/usage', json(request, { method: 'POST' })).then(read<UsageFigures>);
  await expect.poll(async () => (await figures()).totals.requests).toBe(names.length);

  const { groups, labels } = await figures();
  for (const by of ['model', 'application', 'provider'])
    expect(groups[by]?.map(({ value }) => value).sort()).toEqual([...names].sort());
  expect(labels).toEqual({ [fingerprint(alpha)]: '__proto__' });

  for (const path of ['/usage', '/usage/export']) {
    const answer = await server.manage(path);
    expect(answer.status).toBe(200);
    const [[key, api] = []] = Object.entries((await read<ExportedUsage>(answer)).usage.apis);
    expect(key).toMatch(/^__proto__ fake…/);
    expect(Object.keys(api?.models ?? {}).sort()).toEqual([...names].sort());
  }
  const exported = await read(await server.manage('/usage/export'));
  const imported = await server.manage('/usage/import', json(exported, { method: 'POST' }));
  expect(await read(imported)).toMatchObject({ added: 0, skipped: names.length });

  const upstreams = await read<Record<string, object>>(await server.manage('/api-key-usage'));
  expect(Object.keys(upstreams).sort()).toEqual([...names].sort());
  expect(Object.values(upstreams).map((accounts) => Object.keys(accounts).length)).toEqual([1, 1, 1, 1]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
