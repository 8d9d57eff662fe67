import { afterEach, describe, expect, test } from 'vitest';
import type { PublicClient } from '../../../src/backend/public/client/public-client.ts';
import type { PublicBackend } from '../../../src/backend/public/public-backend.ts';
import { deleteAuthFiles, uploadAuthFile } from '../../../src/backend/public/sessions/auth-file-calls.ts';
import { good } from '../conformance.ts';
import { alpha, kinds, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const gemini = {
  'api-key': 'fake-gemini-key-0001',
  'base-url': 'http://127.0.0.1:1',
  headers: { 'X-A': '1' },
};
const codexFile = { type: 'codex', email: 'dev@example.com', access_token: 'fake-token' };

async function client(kind: 'v7' | 'v6', more: Parameters<typeof onServer>[1] = {}): Promise<PublicClient> {
  on = await onServer(kind, more);
  return (on.backend as PublicBackend).client;
}
const sent = () =>
  on.server.requests.filter((it) => it.method !== 'GET').map((it) => `${it.method} ${it.path.slice(14)}`);

describe.each(kinds)('auth files of %s', (kind) => {
  test('are listed, uploaded, disabled and deleted by name', async () => {
    const line = await client(kind);
    expect(good(await line.request('getAuthFiles')).files).toEqual([]);
    good(await uploadAuthFile(line, 'codex-dev.json', JSON.stringify(codexFile), false));
    expect(good(await line.request('getAuthFiles')).files).toMatchObject([
      { name: 'codex-dev.json', type: 'codex' },
    ]);
    good(await line.request('setAuthFileStatus', { input: { name: 'codex-dev.json', disabled: true } }));
    expect(good(await line.request('getAuthFiles')).files).toMatchObject([{ disabled: true }]);
    expect(good(await line.request('downloadAuthFile', { query: { name: 'codex-dev.json' } }))).toContain(
      'fake-token',
    );
    good(await deleteAuthFiles(line, ['codex-dev.json']));
    expect(good(await line.request('getAuthFiles')).files).toEqual([]);
  });

  test('an upload overwrites nothing unasked, and broken JSON (a 500) or a file without type is not sent', async () => {
    const line = await client(kind, { authFiles: { 'codex-dev.json': codexFile } });
    const again = await uploadAuthFile(line, 'codex-dev.json', JSON.stringify(codexFile), false);
    expect(again).toMatchObject({ ok: false, kind: 'conflict' });
    for (const text of ['{"type":', '[]', '{"email":"dev@example.com"}']) {
      expect(await uploadAuthFile(line, 'other.json', text, true)).toMatchObject({
        ok: false,
        kind: 'invalid',
      });
    }
    expect(await uploadAuthFile(line, '../x.json', JSON.stringify(codexFile), true)).toMatchObject({
      ok: false,
    });
    expect(sent()).toEqual([]);
  });

  test('deleting none deletes none: there is no way to "all"', async () => {
    const line = await client(kind, { authFiles: { 'codex-dev.json': codexFile } });
    expect(await deleteAuthFiles(line, [])).toMatchObject({ ok: false, kind: 'invalid' });
    expect(sent()).toEqual([]);
  });
});

describe('usage', () => {
  test('v6: a snapshot by client key, which reading leaves there', async () => {
    const line = await client('v6');
    on.server.traffic({ clientKey: alpha });
    const { usage } = good(await line.request('getUsage'));
    expect(usage.apis[alpha]?.total_requests).toBe(1);
    expect(good(await line.request('getUsage')).usage.total_requests).toBe(1);
    expect(await line.request('takeUsage')).toMatchObject({ ok: false, kind: 'unsupported' });
  });

  test('v7: records are taken out of the queue, and the snapshot is gone', async () => {
    const line = await client('v7');
    on.server.traffic({ clientKey: alpha });
    const records = good(await line.request('takeUsage', { query: { count: '10' } }));
    expect(records).toMatchObject([{ api_key: alpha }]);
    expect(on.server.recordsWaiting).toBe(0);
    expect(await line.request('getUsage')).toMatchObject({ ok: false, kind: 'unsupported' });
  });

  test.each(kinds)('%s: usage by upstream key, also of one without traffic', async (kind) => {
    const line = await client(kind, { state: { 'gemini-api-key': [gemini] } });
    const usage = good(await line.request('getUpstreamUsage'));
    const name = `${gemini['base-url']}|${gemini['api-key']}`;
    expect(usage.gemini?.[name]).toMatchObject({ success: 0, failed: 0 });
  });
});

describe('404 with and without headers', () => {
  test('v7: a path that the server does not know is no reason to think management off', async () => {
    const line = await client('v7');
    const outcome = await line.request('putSetting', {
      params: { setting: 'not-there' },
      input: { value: 1 },
    });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('no such route'),
    });
  });

  test.each(kinds)('%s: what is not there is a conflict, not a missing route', async (kind) => {
    const line = await client(kind);
    const outcome = await line.request('downloadAuthFile', { query: { name: 'not-there.json' } });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
  });

  test.each(kinds)('%s: the quota of an unknown credential is refused', async (kind) => {
    const line = await client(kind);
    const reset = await line.request('resetQuota', { input: { auth_index: '0000000000000000' } });
    expect(reset.ok).toBe(false);
  });
});
