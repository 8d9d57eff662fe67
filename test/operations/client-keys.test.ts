import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { ClientKey } from '../../src/contract/client-key.ts';
import { failure } from '../../src/contract/outcome.ts';
import { changeSettings } from '../../src/operations/config/change-settings.ts';
import {
  addClientKey,
  editClientKeys,
  findClientKey,
  importClientKeys,
  listClientKeys,
  revealClientKey,
  revokeClientKeys,
  rotateClientKeys,
  rotateManagementSecret,
  runOperation,
} from '../../src/operations/index.ts';
import { createFakeBackend } from '../helpers/fake-backend.ts';
import {
  alpha,
  beta,
  contextOf,
  failureOf,
  gamma,
  got,
  label,
  onOne,
  print,
  start,
  threeKeys,
  withAmp,
} from './fixture.ts';

const editClientKey = onOne(editClientKeys);
const rotateClientKey = onOne(rotateClientKeys);

const setup = (config = threeKeys()) => {
  const backend = createFakeBackend(config);
  return { backend, context: contextOf(backend) };
};
const keysOf = async (backend: ReturnType<typeof setup>['backend']): Promise<readonly ClientKey[]> =>
  got(await backend.load()).clientKeys;

describe('adding', () => {
  test('a made key has 64 hex digits behind its prefix and stands last', async () => {
    const { backend, context } = setup();
    const { result } = got(await addClientKey.run(context, { label: 'ci', prefix: 'ci-' }));
    expect(result.key.reveal()).toMatch(/^ci-[0-9a-f]{64}$/);
    expect(backend.config['api-keys']?.at(-1)).toBe(result.key.reveal());
    expect(backend.records.get(result.fingerprint)).toEqual({
      fingerprint: result.fingerprint,
      label: 'ci',
      createdAt: new Date(start).toISOString(),
    });
    expect(backend.writes).toEqual(['records', 'config']);
  });

  test.each([
    ['short', 'at least 32'],
    ['fake key with spaces 0000000000000000000001', 'white space'],
    ['fake-key-\u0007-00000000000000000000000000001', 'header'],
    ['fake-kéy-000000000000000000000000000000001', 'header'],
    ['your-api-key-1', 'published example'],
    [alpha, 'already'],
    ['', 'empty'],
  ])('%j is refused', async (key, reason) => {
    const { backend, context } = setup();
    const failed = failureOf(await addClientKey.run(context, { key: new Secret(key) }));
    expect(failed).toMatchObject({ kind: 'invalid', message: expect.stringContaining(reason) });
    if (key !== '') expect(failed.message).not.toContain(key);
    expect(backend.writes).toEqual([]);
  });

  test('a label has at most 64 graphemes, and a longer one is refused, not cut', async () => {
    const { backend, context } = setup();
    const family = '👩‍👩‍👧';
    const label = `te  am ${family.repeat(58)}`;
    const { result } = got(await addClientKey.run(context, { label }));
    expect(result.label).toBe(`te am ${family.repeat(58)}`);
    expect(backend.records.get(result.fingerprint)?.label).toBe(result.label);
    const refused = await addClientKey.run(context, { label: family.repeat(65) });
    expect(failureOf(refused).message).toBe('The label has 65 characters; use 64 or fewer.');
  });

  test.each(['\x1b[31mteam', 'te\nam', 'te\u202eam', 'te\u200bam', 'team\u{e0041}'])(
    'a label with what nobody sees is refused: %j',
    async (label) => {
      const { backend, context } = setup();
      const said = failureOf(await addClientKey.run(context, { label })).message;
      expect(said).toBe('The label contains control or invisible characters. Type it again.');
      expect(failureOf(await addClientKey.run(context, { purpose: label })).message).toContain('The purpose');
      expect(backend.writes).toEqual([]);
    },
  );

  test('a write whose answer was lost is looked for, so that no key is without its record', async () => {
    const lost = failure('unreachable', 'The server broke off in the middle of its answer; try again.');
    for (const made of [true, false]) {
      const { backend, context } = setup();
      const { editConfig, load } = backend;
      backend.editConfig = async (...given) => {
        if (made) await editConfig(...given);
        return lost;
      };
      const outcome = await addClientKey.run(context, { label: 'ci' });
      expect(outcome.ok).toBe(made);
      expect([...backend.records.values()].map((record) => record.label)).toEqual(made ? ['ci'] : []);
      if (outcome.ok) {
        got((await outcome.value.undo?.(context)) ?? lost);
        expect(backend.config['api-keys']).toEqual([alpha, beta, gamma]);
      }

      let loads = 0;
      backend.load = async (signal) => (++loads > 1 ? lost : load(signal));
      const unknown = failureOf(await addClientKey.run(context, { label: 'night' }));
      expect(unknown.message).toContain('may have been made');
      expect([...backend.records.values()].map((record) => record.label)).toContain('night');
    }
  });

  test('a label that another key has is allowed and said', async () => {
    const { backend, context } = setup();
    label(backend, alpha, 'ci');
    const done = got(await addClientKey.run(context, { label: 'ci' }));
    expect(done.message).toContain('Another key has the label ci too');
  });

  test('an expiry must lie ahead, and nobody enforcing it is said', async () => {
    const backend = createFakeBackend(threeKeys(), { expiry: 'shown' });
    const context = contextOf(backend);
    failureOf(await addClientKey.run(context, { expiresAt: start }));
    const done = got(await addClientKey.run(context, { expiresAt: start + 1 }));
    expect(done.message).toContain('does not enforce the expiry');
  });

  test('a broken file is told and not touched', async () => {
    const { backend, context } = setup();
    backend.problem = { message: 'Line 3 is not YAML.', line: 3 };
    expect(failureOf(await addClientKey.run(context, {})).message).toContain('Line 3 is not YAML.');
    expect(backend.writes).toEqual([]);
  });
});

describe('importing', () => {
  test('reports what was added, passed over and refused, and writes once', async () => {
    const { backend, context } = setup();
    const one = 'fake-imported-key-0000000000000000001';
    const two = 'fake-imported-key-0000000000000000002';
    const text = `\ufeff# from the old server\r\n${one},"ops, night",ci/cd\r\n${alpha}\n\nshort\n${two}\n${one}\n`;
    const done = got(await importClientKeys.run(context, { text }));
    expect(backend.config['api-keys']).toEqual([alpha, beta, gamma, one, two]);
    expect(done.result.added.map(({ line, label: name }) => [line, name])).toEqual([
      [2, 'ops, night'],
      [6, undefined],
    ]);
    expect(done.result.skipped.map(({ line }) => line)).toEqual([3, 7]);
    expect(done.result.refused).toEqual([{ line: 5, reason: expect.stringContaining('at least 32') }]);
    expect(backend.writes).toEqual(['records', 'config']);
    expect(backend.records.get(print(one))).toMatchObject({ label: 'ops, night', purpose: 'ci/cd' });
    expect(JSON.stringify(done)).not.toContain(one);
    const again = got(await runOperation(importClientKeys, context, { text: one }));
    expect([again.result.skipped.length, again.undo]).toEqual([1, undefined]);
    expect(backend.audit).toEqual([]);
  });

  test('nothing usable is a failure with the first reason', async () => {
    const { context } = setup();
    expect(failureOf(await importClientKeys.run(context, { text: 'short' })).message).toContain('Line 1');
    failureOf(await importClientKeys.run(context, { text: '\n# nothing\n' }));
  });
});

describe('listing, editing, revealing', () => {
  test('unknown is null, and no secret is in the rows', async () => {
    const { backend, context } = setup(withAmp());
    label(backend, alpha, 'team-a');
    const { result } = got(await listClientKeys.run(context, {}));
    expect(result.keys[0]).toEqual({
      fingerprint: print(alpha),
      label: 'team-a',
      mask: 'fake…0001',
      purpose: null,
      state: 'active',
      createdAt: null,
      rotatedAt: null,
      expiresAt: null,
      deadline: null,
      replacedBy: null,
      replaces: null,
      lastUsedAt: null,
      countedSince: null,
      callsLastHour: null,
      callsToday: null,
      limits: { requestsPerMinute: null, tokensPerDay: null, tokensPerMonth: null, models: null },
      used: { requestsPerMinute: null, tokensPerDay: null, tokensPerMonth: null },
      limitReached: null,
      duplicate: false,
      ampMapped: false,
    });
    expect(result.keys.map((key) => key.ampMapped)).toEqual([false, true, true]);
    expect(JSON.stringify(result)).not.toContain(beta);
  });

  test('reading leaves no line in the audit log, revealing does', async () => {
    const { backend, context } = setup();
    got(await runOperation(listClientKeys, context, {}));
    expect(backend.audit).toEqual([]);
    const done = got(await runOperation(revealClientKey, context, { fingerprint: print(beta) }));
    expect(done.result.reveal()).toBe(beta);
    expect(backend.audit).toEqual([
      {
        time: new Date(start).toISOString(),
        user: 'tester',
        operation: 'reveal-client-key',
        fingerprints: [print(beta)],
      },
    ]);
  });

  test('a field that is not named stays, null takes it away', async () => {
    const { backend, context } = setup();
    backend.records.set(print(alpha), { fingerprint: print(alpha), label: 'a', purpose: 'p', extra: 1 });
    got(await editClientKey.run(context, { fingerprint: print(alpha), label: 'b' }));
    expect(backend.records.get(print(alpha))).toMatchObject({ label: 'b', purpose: 'p', extra: 1 });
    got(await editClientKey.run(context, { fingerprint: print(alpha), purpose: null, label: ' ' }));
    expect(backend.records.get(print(alpha))).toEqual({ fingerprint: print(alpha), extra: 1 });
  });
});

describe('revoking', () => {
  test('takes every equal key, the mappings and the record', async () => {
    const { backend, context } = setup({ ...withAmp(), 'api-keys': [beta, alpha, beta] });
    label(backend, beta, 'team-b');
    const done = got(await revokeClientKeys.run(context, { fingerprints: [print(beta)] }));
    expect(backend.config['api-keys']).toEqual([alpha]);
    expect(backend.config.ampcode?.['upstream-api-keys']?.[0]?.['api-keys']).toEqual([gamma]);
    expect(backend.records.size).toBe(0);
    expect(done.message).toBe('Revoked team-b.');
    expect(backend.writes).toEqual(['config', 'records']);
  });

  test('the last key needs the word that the proxy may be open', async () => {
    const { backend, context } = setup({ 'api-keys': [alpha] });
    const failed = failureOf(await revokeClientKeys.run(context, { fingerprints: [print(alpha)] }));
    expect(failed).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('accepts every request'),
    });
    expect(backend.config['api-keys']).toEqual([alpha]);
    const input = { fingerprints: [print(alpha)], allowEmpty: true };
    expect(got(await revokeClientKeys.run(context, input)).result.openProxy).toBe(true);
  });

  test('a key that somebody removed meanwhile does not make the last one go', async () => {
    const { backend, context } = setup({ 'api-keys': [alpha, beta] });
    backend.refuse = (write) => {
      if (write === 'config') backend.config = { 'api-keys': [alpha] };
      return undefined;
    };
    failureOf(await revokeClientKeys.run(context, { fingerprints: [print(alpha)] }));
    expect(backend.config['api-keys']).toEqual([alpha]);
  });

  test('nothing goes by a state that lags behind the file', async () => {
    const { backend, context } = setup({ 'api-keys': [alpha, beta] });
    const stale = await backend.load();
    backend.config = { 'api-keys': [alpha] };
    const lagging = { ...context, backend: { ...backend, load: async () => stale } };
    const failed = failureOf(await revokeClientKeys.run(lagging, { fingerprints: [print(alpha)] }));
    expect(failed.kind).toBe('conflict');
    expect(backend.writes).toEqual([]);
  });

  test('one key of several that is gone stops them all', async () => {
    const { backend, context } = setup();
    const input = { fingerprints: [print(alpha), print('somebody else')] };
    expect(failureOf(await revokeClientKeys.run(context, input)).kind).toBe('conflict');
    expect(backend.config).toEqual(threeKeys());
  });

  test('an old key whose replacement is revoked does not stop by itself', async () => {
    const { backend, context } = setup();
    const rotated = got(await rotateClientKey.run(context, { fingerprint: print(alpha) }));
    const done = got(await revokeClientKeys.run(context, { fingerprints: [rotated.result.fingerprint] }));
    expect(done.message).toContain('without a deadline');
    expect(backend.records.get(print(alpha))?.retiring).toBeUndefined();
  });
});

describe('finding', () => {
  test('by label, fingerprint, mask, or a side of a rotation', async () => {
    const { backend, context } = setup();
    label(backend, alpha, 'team-a');
    const made = got(await rotateClientKey.run(context, { fingerprint: print(alpha) })).result;
    const keys = await keysOf(backend);
    const found = (text: string, side?: 'old' | 'new') =>
      got(findClientKey(keys, text, 'write', side)).fingerprint;
    expect(found(print(beta))).toBe(print(beta));
    expect(found('fake…0002')).toBe(print(beta));
    expect(found('fake...0002')).toBe(print(beta));
    expect(found('old:team-a')).toBe(print(alpha));
    expect(found('new:team-a')).toBe(made.fingerprint);
    expect(found('team-a', 'old')).toBe(print(alpha));
    expect(found('Team-A', 'new')).toBe(made.fingerprint);
    const failed = failureOf(findClientKey(keys, 'team-a', 'read'));
    expect(failed.message).toContain(`fake…0001, ${print(alpha)}, retiring`);
    expect(failed.message).toContain(made.fingerprint);
  });

  test('the start of a fingerprint finds a key to read, and is suggested for a change', async () => {
    const keys = await keysOf(setup().backend);
    const start = print(beta).slice(0, 6);
    expect(got(findClientKey(keys, start, 'read')).fingerprint).toBe(print(beta));
    expect(failureOf(findClientKey(keys, start, 'write')).message).toContain(
      `Did you mean "${print(beta)}"?`,
    );
  });

  test('what fits two keys in different ways changes neither', async () => {
    const { backend } = setup();
    label(backend, alpha, 'fake…0002');
    const keys = await keysOf(backend);
    expect(got(findClientKey(keys, 'fake…0002', 'read')).fingerprint).toBe(print(alpha));
    const refused = failureOf(findClientKey(keys, 'fake…0002', 'write')).message;
    expect(refused).toContain(print(alpha));
    expect(refused).toContain(print(beta));
  });

  test('nothing fits: the sentence does not repeat a pasted key', async () => {
    const keys = await keysOf(setup().backend);
    expect(failureOf(findClientKey(keys, 'nobody', 'read')).message).toContain('nobody');
    expect(failureOf(findClientKey(keys, alpha, 'read')).message).not.toContain(alpha);
  });
});

describe('secret, settings and the audit log', () => {
  test('the new management secret has 64 hex digits and is in no message', async () => {
    const { backend, context } = setup();
    const done = got(await runOperation(rotateManagementSecret, context, {}));
    expect(backend.managementSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([done, backend.audit])).not.toContain(backend.managementSecret);
    expect(done.undo).toBeUndefined();
  });

  test('a new management secret that may be in force is given, with the doubt', async () => {
    const { backend, context } = setup();
    let sent = '';
    backend.setManagementSecret = async (secret) => {
      sent = secret.reveal();
      return failure('unreachable', 'It broke off.', { maybeInForce: true });
    };
    const { result, message } = got(await runOperation(rotateManagementSecret, context, {}));
    expect(result.secret.reveal()).toBe(sent);
    expect([result.doubt, message]).toEqual([
      message,
      expect.stringContaining('It broke off. The new secret may'),
    ]);
    backend.setManagementSecret = async () => failure('unreachable', 'It is down.');
    expect(failureOf(await runOperation(rotateManagementSecret, context, {})).message).toBe('It is down.');
  });

  test('a setting is checked against the schema and can be set back', async () => {
    const { backend, context } = setup();
    failureOf(await changeSettings.run(context, { changes: [{ path: 'debug', value: 'loud' }] }));
    failureOf(await changeSettings.run(context, { changes: [{ path: 'api-keys', value: [] }] }));
    failureOf(
      await changeSettings.run(context, { changes: [{ path: 'remote-management.secret-key', value: 'x' }] }),
    );
    const done = got(
      await runOperation(changeSettings, context, {
        changes: [{ path: 'routing.strategy', value: 'fill-first' }],
      }),
    );
    expect(backend.config.routing).toEqual({ strategy: 'fill-first' });
    got((await done.undo?.(context)) ?? failure('failed', 'There is no undo.'));
    expect(backend.config).not.toHaveProperty('routing');
    const again = got(await changeSettings.run(context, { changes: [{ path: 'port', value: 9000 }] }));
    backend.config.port = 9001;
    expect(failureOf((await again.undo?.(context)) ?? failure('failed', '.')).kind).toBe('conflict');
  });

  test('a mapping that a setting made goes with it, unless something else is in it by then', async () => {
    const { backend, context } = setup();
    const setTls = () =>
      runOperation(changeSettings, context, {
        changes: [
          { path: 'tls.cert', value: '/etc/fake.crt' },
          { path: 'tls.key', value: '/etc/fake.key' },
        ],
      });
    const undo = async (done: Awaited<ReturnType<typeof setTls>>) =>
      got((await got(done).undo?.(context)) ?? failure('failed', 'There is no undo.'));
    await undo(await setTls());
    expect(backend.config).not.toHaveProperty('tls');
    const done = await setTls();
    got(await changeSettings.run(context, { changes: [{ path: 'tls.enable', value: false }] }));
    await undo(done);
    expect(backend.config.tls).toEqual({ enable: false });
  });

  test('an audit log that cannot be written is a warning, not a failure', async () => {
    const { backend, context } = setup();
    backend.refuse = (write) => (write === 'audit' ? failure('failed', 'The disk is full.') : undefined);
    const done = got(await runOperation(addClientKey, context, {}));
    expect(done.message).toContain('The audit log could not be written: The disk is full.');
  });
});
