import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AuditEntry, RouteChange } from '../../../src/contract/audit.ts';
import { auditedByClient } from '../../../src/contract/routes.ts';
import { accountWorld } from '../accounts/account-world.ts';
import { json, read } from '../running-server.ts';

const lists = `gemini-api-key:
  # of the team
  - api-key: "fake-gemini-key-000000000000000000000001" # keep
    prefix: "a"
`;

async function world() {
  const server = await accountWorld({ config: lists });
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await server.manage(path, { ...json(body, { headers }), method });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const text = async () => (await server.manage('/config.yaml')).text();
  const changes = async () =>
    (await read<{ changes: RouteChange[] }>(await server.manage('/console/changes'))).changes;
  const undo = (id: string | undefined) => send('POST', '/console/changes/undo', { id });
  const audit = async () =>
    (await read<{ entries: AuditEntry[] }>(await server.manage('/console/audit'))).entries;
  return { server, send, text, changes, undo, audit };
}

describe('a change over a route of the public server', () => {
  test('is undone byte for byte, the newest first', async () => {
    const { send, text, changes, undo } = await world();
    const before = await text();
    await send('PUT', '/gemini-api-key', [{ 'api-key': 'fake-gemini-key-000000000000000000000002' }]);
    const between = await text();
    await send('PUT', '/debug', { value: true });
    const [last, first, ...more] = await changes();
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      user: 'management secret, from 127.0.0.1',
      operation: 'PUT gemini-api-key',
      names: ['gemini-api-key'],
    });
    expect((await undo(first?.id)).status).toBe(409);
    expect((await undo(last?.id)).status).toBe(200);
    expect(await text()).toBe(between);
    expect((await undo(first?.id)).status).toBe(200);
    expect(await text()).toBe(before);
    expect(await changes()).toEqual([]);
    expect((await undo(first?.id)).status).toBe(409);
  });

  test('is not undone over what was written since', async () => {
    const { send, text, changes, undo } = await world();
    await send('PUT', '/debug', { value: true });
    const [change] = await changes();
    const own = { [auditedByClient.name]: auditedByClient.value };
    await send('PUT', '/request-retry', { value: 7 }, own);
    const now = await text();
    expect((await undo(change?.id)).status).toBe(409);
    expect(await text()).toBe(now);
    expect(await changes()).toHaveLength(1);
  });

  test('is undone for auth files: status, fields, a new one and a deletion', async () => {
    const { server, send, changes, undo } = await world();
    await server.logIn('codex');
    const [{ name = '' } = {}] = (
      await read<{ files: { name: string }[] }>(await server.manage('/auth-files'))
    ).files;
    const file = () => readFile(join(server.folder, name), 'utf8').catch(() => 'gone');
    const before = await file();
    for (const change of [
      () => send('PATCH', '/auth-files/status', { name, disabled: true }),
      () => send('PATCH', '/auth-files/fields', { name, note: 'x', prefix: 'y' }),
      () => send('POST', `/auth-files?name=${name}`, { ...JSON.parse(before), note: 'uploaded' }),
      () => send('DELETE', `/auth-files?name=${name}`),
    ]) {
      expect((await change()).status).toBe(200);
      expect(await file()).not.toBe(before);
      const [last] = await changes();
      expect(last?.names).toContain(name);
      expect((await undo(last?.id)).status).toBe(200);
      expect(JSON.parse(await file())).toEqual({ disabled: false, ...JSON.parse(before) });
    }
  });

  test('has one line in the audit log, and none beside the line of a console', async () => {
    const { server, send, audit } = await world();
    const edits = { edits: [{ op: 'set', path: ['debug'], value: true }] };
    const own = { [auditedByClient.name]: auditedByClient.value };
    expect((await send('POST', '/console/config-edits', edits, own)).status).toBe(200);
    const text = await (await server.manage('/config.yaml')).text();
    await server.manage('/config.yaml', { method: 'PUT', body: `${text}# by a console\n`, headers: own });
    expect(await audit()).toEqual([]);
    await send('POST', '/console/config-edits', { edits: [{ ...edits.edits[0], value: false }] });
    await server.manage('/config.yaml', { method: 'PUT', body: `${text}# by a script\n` });
    expect((await audit()).map(({ operation }) => operation)).toEqual([
      'POST console/config-edits',
      'PUT config.yaml',
    ]);
  });
});
