import { describe, expect, test } from 'vitest';
import { clineRows, deleteClineKey, listClineKeys } from '../../../src/operations/cline/cline-keys.ts';
import { runOperation } from '../../../src/operations/operation.ts';
import { cline } from '../../../src/providers/kinds/cline.ts';
import { httpServer } from '../../cli/outside/servers.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import { fakeProviders, keyFor } from '../../helpers/fake-providers.ts';
import { contextOf, failureOf, got } from '../fixture.ts';
import { checkWorld } from './ask.ts';

const asking = keyFor('good');

/** A Cline account with two keys, of which the second is the one that asks. */
async function account() {
  const keys = new Map([
    ['key_1', { id: 'key_1', name: 'ci', maskedKey: 'sk-c…wxyz', createdAt: '2026-01-02T03:04:05Z' }],
    ['key/2', { id: 'key/2', name: 'console', maskedKey: `${asking.slice(0, 4)}…${asking.slice(-4)}` }],
  ]);
  const seen: string[] = [];
  const url = await httpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const known = request.headers.authorization === `Bearer ${asking}`;
    const id = decodeURIComponent(/\/api-keys\/([^/]+)$/.exec(request.url ?? '')?.[1] ?? '');
    const refusal = !known ? 401 : request.method === 'DELETE' && !keys.delete(id) ? 404 : undefined;
    if (refusal) {
      response.writeHead(refusal);
      return response.end(
        JSON.stringify({ error: { code: refusal, message: 'Unauthorized', metadata: {} } }),
      );
    }
    response.end(
      JSON.stringify(request.method === 'DELETE' ? {} : { success: true, data: [...keys.values()] }),
    );
  });
  return { url, seen, keys, config: fakeProviders.cline?.config(url, asking) ?? {} };
}

describe('the keys of a Cline account (J2)', () => {
  test('are listed with their masks, and the one that asks is told', async () => {
    const { config, seen } = await account();
    const { context, input } = checkWorld(config);
    const { result, message } = got(await listClineKeys.run(context, input));
    expect(result).toMatchObject([
      { id: 'key_1', name: 'ci', mask: 'sk-c…wxyz', createdAt: '2026-01-02T03:04:05Z', asking: false },
      { id: 'key/2', name: 'console', asking: true, lastUsedAt: undefined },
    ]);
    expect(message).toBe('The Cline account has 2 API keys.');
    expect(seen).toEqual(['GET /api/v1/api-keys']);
  });

  test('one is deleted by its id, named, and written down', async () => {
    const { config, seen, keys, url } = await account();
    const { input, context } = checkWorld(config);
    const backend = createFakeBackend(config);
    const audited = { ...contextOf(backend), outside: context.outside };
    const done = got(await runOperation(deleteClineKey, audited, { ...input, keyId: 'key/2' }));
    expect(done.message).toBe('Revoked the Cline key console. Clients using it now fail.');
    expect(seen).toEqual(['GET /api/v1/api-keys', 'DELETE /api/v1/api-keys/key%2F2']);
    expect([...keys.keys()]).toEqual(['key_1']);
    expect(backend.audit).toMatchObject([
      { operation: 'delete-cline-key', fingerprints: [], names: ['Cline key console (key/2)'] },
    ]);
    expect(url).not.toBe('');
  });

  test('one that is gone is a conflict, and nothing is deleted', async () => {
    const { config, seen } = await account();
    const { context, input } = checkWorld(config);
    const outcome = await deleteClineKey.run(context, { ...input, keyId: 'key_9' });
    expect(failureOf(outcome).kind).toBe('conflict');
    expect(seen).toEqual(['GET /api/v1/api-keys']);
  });

  test('a refusal says cause and remedy (J3)', async () => {
    const { url } = await account();
    const config = fakeProviders.cline?.config(url, keyFor('wrong')) ?? {};
    const { context, input } = checkWorld(config);
    expect(failureOf(await listClineKeys.run(context, input)).message).toBe(
      'cline answered 401: the Cline key is missing, wrong or deleted; create a new one at Cline (Unauthorized).',
    );
  });

  test('the key of another provider opens no Cline account', async () => {
    const { context, input, rows } = checkWorld({ 'claude-api-key': [{ 'api-key': keyFor('good') }] });
    expect(clineRows(rows)).toEqual([]);
    expect(failureOf(await listClineKeys.run(context, input)).kind).toBe('invalid');
  });
});

describe('the answer of GET /api-keys', () => {
  test.each([
    [[{ id: 'a' }]],
    [{ data: [{ id: 'a' }] }],
    [{ data: { items: [{ id: 'a' }] } }],
    [{ apiKeys: [{ key_id: 'a' }] }],
  ])('is read in the usual shapes: %j', (body) => {
    expect(cline.remoteKeys?.read(body)?.map(({ id }) => id)).toEqual(['a']);
  });

  test('a whole key in it is masked at once', () => {
    const [key] = cline.remoteKeys?.read([{ id: 1, key: keyFor('whole'), name: 'xy' }]) ?? [];
    expect(key).toMatchObject({ id: '1', mask: 'fake…0001', name: 'xy' });
    expect(cline.remoteKeys?.read([{ id: 2, prefix: keyFor('whole') }])?.[0]?.mask).toBe('fake…0001');
  });

  test('anything else is no list', () => {
    for (const body of [undefined, 'page', { error: 'no' }, { data: 7 }])
      expect(cline.remoteKeys?.read(body)).toBeUndefined();
  });
});
