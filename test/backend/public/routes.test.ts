import { afterEach, describe, expect, test } from 'vitest';
import type { PublicClient } from '../../../src/backend/public/client/public-client.ts';
import { readLogs } from '../../../src/backend/public/log-pages.ts';
import { patchProvider, readProviders } from '../../../src/backend/public/provider-calls.ts';
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

describe.each(kinds)('provider lists of %s', (kind) => {
  test('null lists are read as empty ones', async () => {
    const line = await client(kind);
    for (const list of ['gemini-api-key', 'claude-api-key', 'codex-api-key', 'vertex-api-key'] as const) {
      expect(good(await readProviders(line, list))).toEqual([]);
    }
    expect(good(await line.request('getModelAliases'))['oauth-model-alias']).toEqual({});
  });

  test('a PATCH is read back, and fields that are silently ignored are not sent', async () => {
    const line = await client(kind, { state: { 'gemini-api-key': [gemini] } });
    const key = gemini['api-key'];
    good(await patchProvider(line, 'gemini-api-key', key, { prefix: 'blue', weight: 3 }));
    expect(good(await readProviders(line, 'gemini-api-key'))).toMatchObject([{ prefix: 'blue', weight: 3 }]);
    for (const fields of [{ priority: 9 }, { headers: { 'X-B': '2' } }]) {
      expect(await patchProvider(line, 'gemini-api-key', key, fields)).toMatchObject({
        ok: false,
        kind: 'unsupported',
      });
    }
    expect(sent()).toEqual(['PATCH /gemini-api-key']);
  });

  test('codex and xai need base-url: taking it away would remove the entry, and is not sent', async () => {
    const line = await client(kind, { state: { 'codex-api-key': [gemini] } });
    const outcome = await patchProvider(line, 'codex-api-key', gemini['api-key'], { 'base-url': '' });
    expect(outcome).toMatchObject({ ok: false, kind: 'invalid' });
    expect(sent()).toEqual([]);
  });

  test('of two entries with one key none is changed by guessing', async () => {
    const line = await client(kind, {
      state: { 'gemini-api-key': [gemini, { ...gemini, 'base-url': 'http://127.0.0.1:2' }] },
    });
    const outcome = await patchProvider(line, 'gemini-api-key', gemini['api-key'], { prefix: 'x' });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(sent()).toEqual([]);
  });
});

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

describe.each(kinds)('logs of %s', (kind) => {
  test('a log view does not feed itself, and goes on where it was', async () => {
    const line = await client(kind);
    on.server.addLogLine('[info ] [main.go:1] started');
    const first = good(await readLogs(line, 100));
    expect(first.lines.join('\n')).toContain('started');
    const second = good(await readLogs(line, 100, first));
    expect(second.lines).toEqual([]);
    on.server.addLogLine('[info ] [main.go:2] again');
    const third = good(await readLogs(line, 100, second));
    if (kind === 'v7') expect(third.lines).toEqual([expect.stringContaining('again')]);
    expect(third.lines.join('\n')).not.toContain('/v0/management');
  });
});

describe('usage', () => {
  test('v6: a snapshot by client key, exported and merged back', async () => {
    const line = await client('v6');
    on.server.traffic({ clientKey: alpha });
    const { usage } = good(await line.request('getUsage'));
    expect(usage.apis[alpha]?.total_requests).toBe(1);
    const exported = good(await line.request('exportUsage'));
    const merged = good(await line.request('importUsage', { input: exported }));
    expect(merged).toMatchObject({ added: 0, skipped: 1 });
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
    const outcome = await line.request('getModelDefinitions', { params: { channel: '' } });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('no such call'),
    });
  });

  test.each(kinds)('%s: what is not there is a conflict, not a missing route', async (kind) => {
    const line = await client(kind);
    const outcome = await line.request('downloadAuthFile', { query: { name: 'not-there.json' } });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
  });

  test.each(kinds)('%s: quota of an unknown credential, models of a channel', async (kind) => {
    const line = await client(kind);
    const reset = await line.request('resetQuota', { input: { auth_index: '0000000000000000' } });
    expect(reset.ok).toBe(false);
    const models = await line.request('getModelDefinitions', { params: { channel: 'codex' } });
    expect(models.ok ? models.value.models.length : models.kind).not.toBe(0);
  });
});
