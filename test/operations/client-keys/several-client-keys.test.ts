import { describe, expect, test } from 'vitest';
import { failure } from '../../../src/contract/outcome.ts';
import {
  changeDeadlines,
  editClientKeys,
  limitClientKeys,
  rotateClientKeys,
  runOperation,
} from '../../../src/operations/index.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import {
  beta,
  contextOf,
  failureOf,
  gamma,
  got,
  label,
  print,
  start,
  stateOf,
  upstream,
  withAmp,
} from '../fixture.ts';

const hour = 3_600_000;
const both = [{ fingerprint: print(beta) }, { fingerprint: print(gamma) }];

function given() {
  const backend = createFakeBackend(withAmp());
  label(backend, beta, 'team-b');
  const context = contextOf(backend);
  return { backend, context, before: stateOf(backend) };
}

describe('several client keys at once', () => {
  test('rotate in one change, each with a key of its own, Amp mappings along', async () => {
    const { backend, context, before } = given();
    const inputs = both.map((one) => ({ ...one, graceMs: 24 * hour }));
    const done = got(await runOperation(rotateClientKeys, context, inputs));
    const [newBeta = '', newGamma = ''] = done.result.map(({ key }) => key.reveal());
    expect(newBeta).not.toBe(newGamma);
    expect(backend.config['api-keys']).toEqual([expect.any(String), beta, newBeta, gamma, newGamma]);
    expect(backend.config.ampcode?.['upstream-api-keys']).toEqual([
      { 'upstream-api-key': upstream, 'api-keys': [gamma, newGamma, beta, newBeta] },
    ]);
    expect(done.message).toMatch(/^Rotated 2 client keys\. Old keys keep working until 1\d Nov/);
    if (!done.undo) throw new Error('it cannot be undone');
    got(await done.undo(context));
    expect(stateOf(backend)).toBe(before);
  });

  test('which stop at different times are said to, also of new deadlines', async () => {
    const { backend, context } = given();
    const expires = (key: string, at: number) =>
      backend.records.set(print(key), { fingerprint: print(key), expiresAt: new Date(at).toISOString() });
    expires(gamma, start + hour);
    const rotate = async () => {
      const inputs = both.map((one) => ({ ...one, graceMs: 48 * hour, expiresAt: null }));
      return got(await runOperation(rotateClientKeys, context, inputs));
    };
    const done = await rotate();
    expect(done.message).toMatch(/^Rotated 2 client keys\. Old keys stop working between .+ and .+\.$/);
    const inputs = both.map((one) => ({ ...one, graceMs: 24 * hour }));
    const moved = got(await runOperation(changeDeadlines, context, inputs));
    expect(moved.message).toMatch(/^The old keys of 2 rotations stop working between .+ and .+\.$/);
    got((await moved.undo?.(context)) ?? failure('failed', 'there is no undo.'));
    got((await done.undo?.(context)) ?? failure('failed', 'there is no undo.'));
    expires(gamma, start - hour);
    expect((await rotate()).message).toMatch(/Old keys keep working until .+\. The others have expired\.$/);
  });

  test('change together, or not at all', async () => {
    const { backend, context, before } = given();
    const gone = { fingerprint: print('no such key') };
    failureOf(
      await runOperation(
        editClientKeys,
        context,
        [...both, gone].map((one) => ({ ...one, purpose: 'ci/cd' })),
      ),
    );
    expect(stateOf(backend)).toBe(before);
    const done = got(
      await runOperation(
        editClientKeys,
        context,
        both.map((one) => ({ ...one, purpose: 'ci/cd' })),
      ),
    );
    expect(done.message).toBe('Saved 2 client keys.');
    expect(backend.records.get(print(beta))).toMatchObject({ label: 'team-b', purpose: 'ci/cd' });
    expect(backend.records.get(print(gamma))).toMatchObject({ purpose: 'ci/cd' });
  });

  test('get limits, and another deadline', async () => {
    const { backend, context } = given();
    got(
      await runOperation(
        limitClientKeys,
        context,
        both.map((one) => ({ ...one, requestsPerMinute: 60 })),
      ),
    );
    expect(backend.records.get(print(gamma))).toMatchObject({ limits: { requestsPerMinute: 60 } });
    got(await runOperation(rotateClientKeys, context, both));
    got(
      await runOperation(
        changeDeadlines,
        context,
        both.map((one) => ({ ...one, graceMs: hour })),
      ),
    );
    const deadline = new Date(start + hour).toISOString();
    expect(backend.records.get(print(beta))).toMatchObject({ retiring: { deadline } });
    expect(backend.records.get(print(gamma))).toMatchObject({ retiring: { deadline } });
  });

  test('one alone reads as one', async () => {
    const { context } = given();
    const done = got(
      await runOperation(editClientKeys, context, [{ fingerprint: print(beta), label: 'team-c' }]),
    );
    expect(done.message).toBe('Saved team-c.');
  });
});
