import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { type Fingerprint, fingerprint } from '../../src/base/secrets/fingerprint.ts';
import type { Config } from '../../src/contract/config.ts';
import { type Failure, type Outcome, success } from '../../src/contract/outcome.ts';
import type { Operation, OperationContext } from '../../src/operations/operation.ts';
import type { FakeBackend } from '../helpers/fake-backend.ts';

export const alpha = 'fake-client-key-alpha-0000000000000001';
export const beta = 'fake-client-key-beta-00000000000000002';
export const gamma = 'fake-client-key-gamma-0000000000000003';
export const upstream = 'fake-amp-upstream-key-0000000000000001';
export const start = Date.UTC(2026, 10, 16, 9, 0);

export const threeKeys = (): Config => ({ port: 8317, 'api-keys': [alpha, beta, gamma] });
export const withAmp = (): Config => ({
  ...threeKeys(),
  ampcode: { 'upstream-api-keys': [{ 'upstream-api-key': upstream, 'api-keys': [gamma, beta] }] },
});

/** A clock that stands still and random bytes that are the same in every run. */
export function contextOf(backend: FakeBackend): OperationContext & { clock: { at: number } } {
  const clock = { at: start };
  let drawn = 0;
  return {
    backend,
    clock,
    user: 'tester',
    now: () => clock.at,
    randomBytes(count) {
      drawn += 1;
      return createHash('sha256').update(`seed ${drawn}`).digest().subarray(0, count);
    },
  };
}

export const print = (key: string): Fingerprint => fingerprint(key);

export function label(backend: FakeBackend, key: string, text: string): void {
  backend.records.set(print(key), { fingerprint: print(key), label: text });
}

/** Everything that an undo must bring back. */
export function stateOf(backend: FakeBackend): string {
  const records = [...backend.records.values()].sort((a, b) => a.fingerprint.localeCompare(b.fingerprint));
  return JSON.stringify({ config: backend.config, records });
}

export function got<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.kind}: ${outcome.message}`);
  return outcome.value;
}

export function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('it should have failed');
  expect(outcome.message).toMatch(/^[A-Z0-9a-z].*[.]$/);
  return outcome;
}

/** An operation on several of a kind, run on one of them. */
export const onOne = <Input, Result>(
  operation: Operation<readonly Input[], readonly Result[]>,
): Operation<Input, Result> => ({
  ...operation,
  async run(context, input) {
    const done = await operation.run(context, [input]);
    return done.ok ? success({ ...done.value, result: done.value.result[0] as Result }) : done;
  },
});
