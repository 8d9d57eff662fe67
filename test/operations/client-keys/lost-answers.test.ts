import { describe, expect, test } from 'vitest';
import { revisionOf } from '../../../src/base/files/revision.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { type RecordedWrites, recordWrites } from '../../../src/cli/compose/recorded-backend.ts';
import { failure, type Outcome, success } from '../../../src/contract/outcome.ts';
import { setAmp } from '../../../src/operations/amp/set-amp.ts';
import { changeSettings } from '../../../src/operations/config/change-settings.ts';
import { revokeClientKeys, rotateClientKeys, runOperation } from '../../../src/operations/index.ts';
import type { Done, OperationContext } from '../../../src/operations/operation.ts';
import { addProviderKey } from '../../../src/operations/provider-keys/add-provider-key.ts';
import { type ChangeNote, undoChange } from '../../../src/operations/undo-change.ts';
import { createFakeBackend, type FakeBackend } from '../../helpers/fake-backend.ts';
import {
  alpha,
  beta,
  contextOf,
  failureOf,
  got,
  label,
  print,
  start,
  stateOf,
  threeKeys,
} from '../fixture.ts';

const lost = failure('unreachable', 'The server broke off in the middle of its answer; try again.');

function setUp() {
  const backend = createFakeBackend(threeKeys());
  label(backend, alpha, 'team-a');
  const record = { fingerprint: print(alpha), label: 'team-a', expiresAt: '2027-01-01T00:00:00.000Z' };
  backend.records.set(print(alpha), record);
  return { backend, context: contextOf(backend), before: stateOf(backend) };
}

/** Writes of config.yaml land, and nothing says so. */
function loseAnswers(backend: FakeBackend) {
  const { editConfig, writeConfigText } = backend;
  backend.editConfig = async (...given) => {
    await editConfig(...given);
    return lost;
  };
  backend.writeConfigText = async (...given) => {
    await writeConfigText(...given);
    return lost;
  };
  return () => Object.assign(backend, { editConfig, writeConfigText });
}

describe('an undo whose answer is lost', () => {
  test('is looked for, so that the key is back with its label and expiry', async () => {
    const { backend, context, before } = setUp();
    const done = got(await runOperation(revokeClientKeys, context, { fingerprints: [print(alpha)] }));
    loseAnswers(backend);
    expect(got((await done.undo?.(context)) ?? lost).message).toContain('Restored');
    expect(stateOf(backend)).toBe(before);
  });

  test('leaves the records where nothing else answers either, and is complete when asked for again', async () => {
    const { backend, context, before } = setUp();
    const done = got(await runOperation(rotateClientKeys, context, [{ fingerprint: print(alpha) }]));
    const { load } = backend;
    const answerAgain = loseAnswers(backend);
    let loads = 0;
    backend.load = async (signal) => (++loads > 1 ? lost : load(signal));
    expect(failureOf((await done.undo?.(context)) ?? lost).message).toContain('may have been made');
    expect(backend.records.get(print(alpha))).not.toHaveProperty('retiring');
    backend.load = load;
    answerAgain();
    expect(got((await done.undo?.(context)) ?? lost).message).toContain('Undid the rotation');
    expect(stateOf(backend)).toBe(before);
  });

  test('in another process is looked for as well', async () => {
    const { backend, context, before } = setUp();
    const { note, writes, recorded } = record(backend);
    got(
      await runOperation(
        revokeClientKeys,
        { ...context, backend: recorded },
        { fingerprints: [print(alpha)] },
      ),
    );
    withHistory(backend, writes);
    loseAnswers(backend);
    expect(got(await undoChange.run(context, note())).message).toBe('Undid keys change.');
    expect(stateOf(backend)).toBe(before);
    // Asked for again, there is nothing left to do.
    got(await undoChange.run(context, note()));
    expect(stateOf(backend)).toBe(before);
  });

  const others: Record<string, (context: OperationContext) => Promise<Outcome<Done<unknown>>>> = {
    'a provider key': (context) =>
      runOperation(addProviderKey, context, {
        provider: 'claude',
        key: new Secret('fake-provider-key-0000000000000001'),
      }),
    Amp: (context) => runOperation(setAmp, context, { upstreamUrl: 'https://amp.example.com' }),
    'a setting': (context) =>
      runOperation(changeSettings, context, { changes: [{ path: 'request-retry', value: 7 }] }),
  };
  test.each(Object.entries(others))('of %s is complete when asked for again', async (_, change) => {
    const { backend, context, before } = setUp();
    const done = got(await change(context));
    const { readConfigText } = backend;
    const answerAgain = loseAnswers(backend);
    backend.readConfigText = async () => lost;
    expect(failureOf((await done.undo?.(context)) ?? lost).kind).toBe('unreachable');
    Object.assign(backend, { readConfigText });
    answerAgain();
    got((await done.undo?.(context)) ?? lost);
    expect(JSON.parse(stateOf(backend))).toMatchObject(JSON.parse(before));
  });

  test('of a provider key is looked for as well', async () => {
    const { backend, context, before } = setUp();
    const input = { provider: 'claude', key: new Secret('fake-provider-key-0000000000000001') };
    const done = got(await runOperation(addProviderKey, context, input));
    loseAnswers(backend);
    got((await done.undo?.(context)) ?? lost);
    expect(stateOf(backend)).toBe(before);
  });
});

describe('a change whose answer is lost', () => {
  test('can be undone by another process', async () => {
    const { backend, context, before } = setUp();
    const { note, writes, recorded } = record(backend);
    const answerAgain = loseAnswers(backend);
    got(
      await runOperation(rotateClientKeys, { ...context, backend: recorded }, [
        { fingerprint: print(alpha) },
      ]),
    );
    answerAgain();
    withHistory(backend, writes);
    got(await undoChange.run(context, note()));
    expect(stateOf(backend)).toBe(before);
  });

  test('is not undone by another process if its text cannot be read', async () => {
    const { backend, context } = setUp();
    const { note, recorded } = record(backend);
    const { readConfigText } = backend;
    loseAnswers(backend);
    let reads = 0;
    backend.readConfigText = async (signal) => (++reads > 1 ? lost : readConfigText(signal));
    got(
      await runOperation(rotateClientKeys, { ...context, backend: recorded }, [
        { fingerprint: print(alpha) },
      ]),
    );
    const after = stateOf(backend);
    expect(failureOf(await undoChange.run(context, note())).message).toContain('config.yaml');
    expect(stateOf(backend)).toBe(after);
  });

  test('leaves a key that came all the same its record', async () => {
    const { backend, context } = setUp();
    const { editConfig } = backend;
    backend.editConfig = async ([first], options) => {
      await editConfig(first ? [first] : [], options);
      return failure('failed', 'The change was sent but could not be read back.');
    };
    const input = [alpha, beta].map((key) => ({ fingerprint: print(key) }));
    failureOf(await runOperation(rotateClientKeys, context, input));
    const [come = ''] = (backend.config['api-keys'] ?? []).filter(
      (key) => !threeKeys()['api-keys']?.includes(key),
    );
    expect([...backend.records.keys()]).toEqual([print(alpha), print(come)]);
  });

  test('undone, leaves what another program wrote in between', async () => {
    const { backend, context } = setUp();
    const { load } = backend;
    const answerAgain = loseAnswers(backend);
    let loads = 0;
    backend.load = async (signal) => {
      if (++loads === 2) backend.config = { ...backend.config, debug: true };
      return load(signal);
    };
    const done = got(await runOperation(revokeClientKeys, context, { fingerprints: [print(alpha)] }));
    answerAgain();
    got((await done.undo?.(context)) ?? lost);
    expect(backend.config).toEqual({ ...threeKeys(), debug: true });
  });
});

test.each([
  ['changed', undefined, 'config.yaml cannot be restored.'],
  [
    'may have changed',
    failure('failed', 'The change was sent but could not be read back.'),
    'config.yaml (which may have been changed) cannot be restored.',
  ],
])(
  'what a public server %s by its own routes is not half undone by another process',
  async (_, answer, why) => {
    const backend = createFakeBackend(threeKeys(), { configText: 'shown' });
    const { editConfig } = backend;
    backend.editConfig = async (...given) => {
      const done = await editConfig(...given);
      return answer ?? done;
    };
    const { note, recorded } = record(backend);
    const context = contextOf(backend);
    got(
      await runOperation(rotateClientKeys, { ...context, backend: recorded }, [
        { fingerprint: print(alpha) },
      ]),
    );
    const after = stateOf(backend);
    const said = failureOf(await undoChange.run(context, note())).message;
    expect(said).toBe(`Cannot undo keys change: ${why}`);
    expect(stateOf(backend)).toBe(after);
  },
);

/** As a command notes what it writes. */
function record(backend: FakeBackend) {
  const { backend: recorded, writes } = recordWrites(backend, true);
  const note = (): ChangeNote => ({
    title: 'keys change',
    at: start,
    config: writes.config && { before: revisionOf(writes.config.before), after: writes.config.revision },
    records: [...writes.records].map(([fingerprint, change]) => ({ fingerprint, ...change })),
    sessions: writes.sessions,
    others: writes.others,
  });
  return { recorded, writes, note };
}

function withHistory(backend: FakeBackend, { config }: RecordedWrites) {
  const history = {
    versions: async () => success([{ id: '1', until: start, path: '' }]),
    read: async () => success(config?.before ?? ''),
  };
  Object.assign(backend, { history });
}
