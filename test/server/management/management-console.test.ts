import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { isBcryptHash } from '../../../src/base/secrets/bcrypt.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { failureBodySchema, routes } from '../../../src/contract/routes.ts';
import { alpha, bravo, json, managementSecret, read, runServer } from '../running-server.ts';

const post = (value: unknown) => json(value, { method: 'POST' });

describe('console/state', () => {
  test('holds everything for a first screen, and no management secret', async () => {
    const record = { fingerprint: fingerprint(alpha), label: 'team-a', 'x-more': 1 };
    const { manage, client, backend, clock } = await runServer({ records: [record] });
    const asked = { method: 'POST', body: '{"model":"none","messages":[]}' };
    await client('/v1/chat/completions', alpha, asked);
    const answer = await manage('/console/state');
    const state = v.parse(routes.consoleState.output, await answer.json());
    expect(state).toMatchObject({
      version: '9.9.9',
      problem: null,
      warnings: [],
      keyRecords: [record],
      config: { 'api-keys': [alpha, bravo], host: '127.0.0.1' },
      countedSince: clock.now,
      startedAt: clock.now,
    });
    expect(state.activity[fingerprint(alpha)]).toMatchObject({
      lastUsedAt: clock.now,
      lastHour: 1,
      today: 1,
    });
    expect(Object.keys(state.activity)).toEqual([fingerprint(alpha)]);
    expect(JSON.stringify(state)).not.toContain(backend.config['remote-management']?.['secret-key']);
  });

  test('tells of a broken file while the config in force stays', async () => {
    const { manage, client, backend, lines } = await runServer();
    const problem = { message: 'a quote is opened and not closed: line 3, column 5.', line: 3, column: 5 };
    backend.break(problem);
    await expect.poll(async () => (await manage('/console/state')).json()).toMatchObject({ problem });
    expect((await client('/v1/models', alpha)).status).toBe(200);
    expect(lines.join('\n')).toContain('the last valid config stays active: a quote is opened');
  });
});

describe('console/config-edits', () => {
  test('lands, answers the new revision, and acts on the next request', async () => {
    const { manage, client, backend } = await runServer();
    const before = await read<{ revision: string }>(await manage('/console/state'));
    const edits = [{ op: 'remove', path: ['api-keys'], item: alpha }];
    const answer = await manage('/console/config-edits', post({ edits, revision: before.revision }));
    expect(answer.status).toBe(200);
    const { revision } = await read<{ revision: string }>(answer);
    expect(revision).not.toBe(before.revision);
    expect((await client('/v1/models', alpha)).status).toBe(401);
    const late = await manage('/console/config-edits', post({ edits, revision: before.revision }));
    expect(late.status).toBe(409);
    expect(v.parse(failureBodySchema, await late.json())).toMatchObject({ kind: 'conflict' });
    expect(backend.config['api-keys']).toEqual([bravo]);
  });

  test('refuses what is not as agreed by its place, never quoting a value', async () => {
    const { manage, backend } = await runServer();
    for (const body of [
      { edits: [{ op: 'set', path: [], value: 'fake-secret-value' }] },
      { edits: 'fake-secret-value' },
    ]) {
      const answer = await manage('/console/config-edits', post(body));
      expect(answer.status).toBe(400);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ error: 'invalid_body', kind: 'invalid' });
      expect(text).toContain('edits');
      expect(text).not.toContain('fake-secret-value');
    }
    expect((await manage('/console/config-edits', { method: 'POST', body: '{' })).status).toBe(400);
    expect(backend.edits).toEqual([]);
  });

  test.each([
    [
      'set at its own path',
      { op: 'set', path: ['remote-management', 'secret-key'], value: managementSecret },
    ],
    [
      'set with its mapping',
      {
        op: 'set',
        path: ['remote-management'],
        value: { 'secret-key': managementSecret, 'allow-remote': false },
      },
    ],
  ])('a plain secret %s is hashed before it lands', async (_, edit) => {
    const { manage, backend } = await runServer();
    expect((await manage('/console/config-edits', post({ edits: [edit] }))).status).toBe(200);
    expect(JSON.stringify(backend.edits)).not.toContain(managementSecret);
    expect(isBcryptHash(backend.config['remote-management']?.['secret-key'] ?? '')).toBe(true);
    expect((await manage('/debug')).status).toBe(200);
  });
});

describe('console/key-records', () => {
  test('an expiry that is set acts with the answer', async () => {
    const { manage, client, clock } = await runServer();
    const record = { fingerprint: fingerprint(alpha), expiresAt: new Date(clock.now).toISOString() };
    expect((await client('/v1/models', alpha)).status).toBe(200);
    const answer = await manage('/console/key-records', post({ edits: [{ op: 'put', record }] }));
    expect(await answer.json()).toEqual({ status: 'ok' });
    expect((await client('/v1/models', alpha)).status).toBe(401);
    await manage(
      '/console/key-records',
      post({ edits: [{ op: 'forget', fingerprint: fingerprint(alpha) }] }),
    );
    expect((await client('/v1/models', alpha)).status).toBe(200);
  });
});

describe('console/management-secret (B7)', () => {
  test('the new secret is in force with the answer, the old one is refused', async () => {
    const { url, manage } = await runServer();
    const put = (value: string) => manage('/console/management-secret', json({ value }, { method: 'PUT' }));
    expect((await put('short')).status).toBe(400);
    expect((await put('x'.repeat(73))).status).toBe(422);
    expect((await put('fake-management-secret-0009')).status).toBe(200);
    expect((await manage('/debug')).status).toBe(401);
    const headers = { authorization: 'Bearer fake-management-secret-0009' };
    expect((await fetch(`${url}/v0/management/debug`, { headers })).status).toBe(200);
  });
});

describe('every write', () => {
  test('is in force with its answer, also when the backend has not told of it yet', async () => {
    const { manage, client } = await runServer({ silent: true });
    const added = 'fake-client-key-charlie-00000000000003';
    await manage('/api-keys', json({ old: '', new: added }, { method: 'PATCH' }));
    expect((await client('/v1/models', added)).status).toBe(200);
    await manage(
      '/console/config-edits',
      post({ edits: [{ op: 'remove', path: ['api-keys'], item: added }] }),
    );
    expect((await client('/v1/models', added)).status).toBe(401);
    await manage('/debug', json({ value: true }, { method: 'PUT' }));
    expect(await (await manage('/debug')).json()).toEqual({ debug: true });
    await manage('/config.yaml', {
      method: 'PUT',
      body: JSON.stringify({ 'remote-management': { 'secret-key': managementSecret } }),
    });
    expect((await client('/v1/models', 'fake-anything')).status).toBe(200);
  });
});

describe('console/audit', () => {
  test('keeps what was told and gives the newest last', async () => {
    const { manage } = await runServer();
    const entry = (operation: string) => ({
      time: '2026-03-04T10:00:00.000Z',
      user: 'ops',
      operation,
      fingerprints: [fingerprint(alpha)],
    });
    for (const operation of ['add-client-key', 'rotate-client-key', 'revoke-client-keys'])
      expect((await manage('/console/audit', post(entry(operation)))).status).toBe(200);
    expect(await (await manage('/console/audit?limit=2')).json()).toEqual({
      entries: [entry('rotate-client-key'), entry('revoke-client-keys')],
    });
    for (const limit of ['0', 'x', '1.5'])
      expect((await manage(`/console/audit?limit=${limit}`)).status).toBe(400);
    expect((await manage('/console/audit', post({ operation: 'x' }))).status).toBe(400);
  });
});
