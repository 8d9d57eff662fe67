import { describe, expect, test } from 'vitest';
import { failure } from '../../../src/contract/outcome.ts';
import {
  changeDeadlines,
  editClientKeys,
  finishRotation,
  rollBackRotation,
  rotateClientKeys,
  runOperation,
} from '../../../src/operations/index.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
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
  stateOf,
  threeKeys,
  upstream,
  withAmp,
} from '../fixture.ts';

const rotateClientKey = onOne(rotateClientKeys);

const hour = 60 * 60 * 1000;

async function rotated(graceMs?: number, config = withAmp()) {
  const backend = createFakeBackend(config);
  label(backend, beta, 'team-b');
  const context = contextOf(backend);
  const before = stateOf(backend);
  const input = { fingerprint: print(beta), ...(graceMs === undefined ? {} : { graceMs }) };
  const done = got(await runOperation(rotateClientKey, context, input));
  return { backend, context, before, done, made: done.result.key.reveal() };
}

describe('rotating', () => {
  test('the new key stands right behind the old one and both work', async () => {
    const { backend, made } = await rotated();
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(backend.config['api-keys']).toEqual([alpha, beta, made, gamma]);
  });

  test('its undo says that it revokes the new key alone, and names it', async () => {
    const { context, done } = await rotated();
    expect(done.made).toEqual([done.result.fingerprint]);
    const undone = await done.undo?.(context);
    expect(undone).toMatchObject({ value: { message: expect.stringContaining(done.result.key.mask) } });
  });

  test('the old key retires after 7 days, the new one takes label and purpose over', async () => {
    const { backend, made, done } = await rotated();
    const deadline = new Date(start + 7 * 24 * hour).toISOString();
    expect(backend.records.get(print(beta))).toMatchObject({
      retiring: { replacedBy: print(made), deadline },
    });
    expect(backend.records.get(print(made))).toEqual({
      fingerprint: print(made),
      label: 'team-b',
      createdAt: new Date(start).toISOString(),
      rotatedAt: new Date(start).toISOString(),
      replaces: print(beta),
    });
    expect(done.message).toMatch(/^Rotated team-b\. Old key keeps working until 2\d Nov/);
    expect(done.result.old).toEqual({
      fingerprint: print(beta),
      mask: expect.any(String),
      deadline: start + 7 * 24 * hour,
      expired: false,
    });
    expect(done.result.enforced).toBe(true);
  });

  test('an old key that expires before the deadline stops then, and that is said', async () => {
    const backend = createFakeBackend(threeKeys());
    const context = contextOf(backend);
    const expiresAt = new Date(start + hour).toISOString();
    backend.records.set(print(beta), { fingerprint: print(beta), label: 'team-b', expiresAt });
    const input = { fingerprint: print(beta), expiresAt: start + 99 * 24 * hour };
    const { result } = got(await rotateClientKey.run(context, input));
    expect(result.old.deadline).toBe(start + hour);
    expect(backend.records.get(print(beta))?.retiring?.deadline).toBe(expiresAt);
    const { result: moved } = got(
      await onOne(changeDeadlines).run(context, { fingerprint: print(beta), graceMs: 48 * hour }),
    );
    expect(moved.deadline).toBe(start + hour);
  });

  test('an old key that has expired gets no deadline in the past, and is not said to work', async () => {
    const backend = createFakeBackend(threeKeys());
    const context = contextOf(backend);
    const expiresAt = new Date(start - 9 * 24 * hour).toISOString();
    backend.records.set(print(beta), { fingerprint: print(beta), label: 'team-b', expiresAt });
    const input = { fingerprint: print(beta), graceMs: hour, expiresAt: start + 99 * 24 * hour };
    const done = got(await rotateClientKey.run(context, input));
    expect(done.message).toMatch(/^Rotated team-b\. The old key has expired\. The new key expires/);
    const deadline = new Date(start + hour).toISOString();
    expect(backend.records.get(print(beta))?.retiring?.deadline).toBe(deadline);
    const longer = [{ fingerprint: print(beta), graceMs: 48 * hour }];
    expect(failureOf(await changeDeadlines.run(context, longer)).message).toContain('has expired');
    expect(backend.records.get(print(beta))?.retiring?.deadline).toBe(deadline);
  });

  test('Amp mappings that name the old key name the new one as well', async () => {
    const { backend, made } = await rotated();
    expect(backend.config.ampcode?.['upstream-api-keys']).toEqual([
      { 'upstream-api-key': upstream, 'api-keys': [gamma, beta, made] },
    ]);
  });

  test('the record of the new key is written before the key, the deadline after it', async () => {
    const { backend } = await rotated();
    expect(backend.writes).toEqual(['records', 'config', 'records']);
  });

  test('without grace the new key takes the place of the old one everywhere', async () => {
    const { backend, made, done } = await rotated(0);
    expect(backend.config['api-keys']).toEqual([alpha, made, gamma]);
    expect(backend.config.ampcode?.['upstream-api-keys']?.[0]?.['api-keys']).toEqual([gamma, made]);
    expect(backend.records.has(print(beta))).toBe(false);
    expect(done.result.old.deadline).toBeNull();
  });

  test('without grace a repeated old key goes wherever it stands', async () => {
    const { backend, made } = await rotated(0, { 'api-keys': [beta, alpha, beta] });
    expect(backend.config['api-keys']).toEqual([made, alpha]);
  });

  test('a server that does not enforce deadlines is said to', async () => {
    const backend = createFakeBackend(threeKeys(), { expiry: 'shown' });
    const done = got(await rotateClientKey.run(contextOf(backend), { fingerprint: print(alpha) }));
    expect(done.result.enforced).toBe(false);
    expect(done.message).toContain('does not enforce the deadline. Finish the rotation yourself before 2');
  });

  test('a key that is gone is a conflict and nothing is written', async () => {
    const backend = createFakeBackend({ 'api-keys': [alpha] });
    const failed = failureOf(await rotateClientKey.run(contextOf(backend), { fingerprint: print(beta) }));
    expect(failed.kind).toBe('conflict');
    expect(failed.message).toContain('no longer exists. No changes made');
    expect(backend.writes).toEqual([]);
  });

  test('neither side of a running rotation can be rotated again', async () => {
    const { context, made } = await rotated();
    for (const key of [beta, made]) {
      const failed = failureOf(await rotateClientKey.run(context, { fingerprint: print(key) }));
      expect(failed.message).toContain('already being rotated');
    }
  });

  test('when the deadline cannot be written the new key goes again', async () => {
    const backend = createFakeBackend(withAmp());
    label(backend, beta, 'team-b');
    const before = stateOf(backend);
    let writes = 0;
    backend.refuse = (write) => {
      if (write !== 'records') return undefined;
      writes += 1;
      return writes === 2 ? failure('failed', 'The disk is full.') : undefined;
    };
    const failed = failureOf(await rotateClientKey.run(contextOf(backend), { fingerprint: print(beta) }));
    expect(failed.message).toBe('The disk is full.');
    expect(stateOf(backend)).toBe(before);
  });

  test('when the key cannot be written its record goes again', async () => {
    const backend = createFakeBackend(threeKeys());
    backend.refuse = (write) => (write === 'config' ? failure('failed', 'The disk is full.') : undefined);
    failureOf(await rotateClientKey.run(contextOf(backend), { fingerprint: print(beta) }));
    expect(backend.records.size).toBe(0);
  });

  test('an edit made meanwhile does not stop it', async () => {
    const backend = createFakeBackend(threeKeys());
    let edited = false;
    backend.refuse = (write) => {
      if (write === 'config' && !edited) {
        edited = true;
        backend.config = { ...backend.config, debug: true, 'api-keys': [gamma, beta] };
      }
      return undefined;
    };
    const done = got(await rotateClientKey.run(contextOf(backend), { fingerprint: print(beta) }));
    expect(backend.config).toMatchObject({
      debug: true,
      'api-keys': [gamma, beta, done.result.key.reveal()],
    });
  });
});

describe('finishing', () => {
  test.each(['old', 'new'])('the old key goes when the %s one is named', async (side) => {
    const { backend, context, made } = await rotated();
    backend.activity = {
      countedSince: 0,
      activity: { [print(beta)]: { countedSince: 0, lastHour: 5, today: 9, hours: [] } },
    };
    const input = { fingerprint: print(side === 'old' ? beta : made) };
    const done = got(await runOperation(finishRotation, context, input));
    expect(backend.config['api-keys']).toEqual([alpha, made, gamma]);
    expect(backend.config.ampcode?.['upstream-api-keys']?.[0]?.['api-keys']).toEqual([gamma, made]);
    expect(backend.records.has(print(beta))).toBe(false);
    expect(backend.records.get(print(made))).not.toHaveProperty('replaces');
    expect(done.result).toEqual({ removed: print(beta), remaining: print(made), callsLastHour: 5 });
    expect(done.message).toContain('5 requests in the last hour');
  });

  test('it does not leave clients without any key', async () => {
    const { backend, context } = await rotated();
    backend.config = { 'api-keys': [beta] };
    const failed = failureOf(await finishRotation.run(context, { fingerprint: print(beta) }));
    expect(failed.message).toContain('is not being rotated');
    expect(backend.config['api-keys']).toEqual([beta]);
  });

  test('a key without a rotation says so', async () => {
    const { context } = await rotated();
    const failed = failureOf(await finishRotation.run(context, { fingerprint: print(alpha) }));
    expect(failed).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('is not being rotated'),
    });
  });
});

describe('rolling back and the deadline', () => {
  test('the new key goes and the old one has no deadline', async () => {
    const { backend, context, before } = await rotated();
    got(await runOperation(rollBackRotation, context, { fingerprint: print(beta) }));
    expect(stateOf(backend)).toBe(before);
  });

  test('nothing is left to roll back when the new key was already removed by another program', async () => {
    const { backend, context } = await rotated();
    backend.config = threeKeys();
    const failed = failureOf(await rollBackRotation.run(context, { fingerprint: print(beta) }));
    expect(failed.message).toContain('Rotate or revoke team-b');
    expect(backend.config).toEqual(threeKeys());
    const again = got(await runOperation(rotateClientKey, context, { fingerprint: print(beta) }));
    const replacedBy = again.result.fingerprint;
    expect(backend.records.get(print(beta))).toMatchObject({ retiring: { replacedBy } });
  });

  test('a label that is edited while no other key is listed leaves the stored deadline as it is', async () => {
    const { backend, context, made } = await rotated();
    const { retiring } = backend.records.get(print(beta)) ?? {};
    backend.config = { 'api-keys': [beta] };
    const edit = { fingerprint: print(beta), label: 'web' };
    const done = got(await runOperation(onOne(editClientKeys), context, edit));
    expect(backend.records.get(print(beta))).toEqual({ fingerprint: print(beta), label: 'web', retiring });
    await done.undo?.(context);
    expect(backend.records.get(print(beta))).toMatchObject({ retiring: { replacedBy: print(made) } });
  });

  test('a deadline counts from now and can be taken back', async () => {
    const { backend, context, made } = await rotated();
    const before = stateOf(backend);
    context.clock.at += hour;
    const done = got(
      await runOperation(changeDeadlines, context, [{ fingerprint: print(made), graceMs: hour }]),
    );
    expect(done.result[0]?.deadline).toBe(start + 2 * hour);
    expect(backend.records.get(print(beta))?.retiring?.deadline).toBe(
      new Date(start + 2 * hour).toISOString(),
    );
    got((await done.undo?.(context)) ?? failure('failed', 'there is no undo.'));
    expect(stateOf(backend)).toBe(before);
    expect(backend.audit.at(-1)).toMatchObject({ operation: 'undo', undoes: 'change-deadlines' });
  });
});

test('a disk that fills up in the middle of it is not passed over: the deadline is gone, and that is said', async () => {
  const { backend, context } = await rotated();
  const full = failure('failed', 'Cannot write: the disk is full; free some space and try again.');
  let filled = false;
  backend.refuse = (write) => {
    if (write === 'config') filled = true;
    return filled ? full : undefined;
  };
  const failed = failureOf(await runOperation(rollBackRotation, context, { fingerprint: print(beta) }));
  expect(backend.records.get(print(beta))?.retiring).toBeUndefined();
  expect(failed.message).toContain('labels or deadlines were changed first');
});
