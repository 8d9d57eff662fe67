import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/contract/config.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import {
  addClientKey,
  editClientKeys,
  finishRotation,
  importClientKeys,
  revokeClientKeys,
  rollBackRotation,
  rotateClientKeys,
  runOperation,
} from '../../src/operations/index.ts';
import type { Done, OperationContext } from '../../src/operations/operation.ts';
import { undoChange } from '../../src/operations/undo-change.ts';
import { createFakeBackend } from '../helpers/fake-backend.ts';
import {
  alpha,
  beta,
  contextOf,
  failureOf,
  got,
  label,
  onOne,
  print,
  start,
  stateOf,
  threeKeys,
} from './fixture.ts';

const editClientKey = onOne(editClientKeys);
const rotateClientKey = onOne(rotateClientKeys);

const seeded = { seed: 20_261_116, numRuns: 150 };
const keyAt = (index: number) => `fake-client-key-${String(index).padStart(24, '0')}`;

/** Lists with repeats, labels on some, and Amp mappings over them. */
const worlds = fc
  .record({
    keys: fc.array(fc.nat(5), { minLength: 2, maxLength: 7 }),
    labelled: fc.array(fc.nat(5), { maxLength: 4 }),
    amp: fc.array(fc.array(fc.nat(5), { maxLength: 4 }), { maxLength: 2 }),
    picked: fc.nat(),
  })
  .map(({ keys, labelled, amp, picked }) => ({
    config: {
      'api-keys': keys.map(keyAt),
      ampcode: {
        'upstream-api-keys': amp.map((mapped, index) => ({
          'upstream-api-key': `fake-amp-${index}`,
          'api-keys': mapped.map(keyAt),
        })),
      },
    } satisfies Config,
    labelled: labelled.map(keyAt).filter((key) => keys.map(keyAt).includes(key)),
    key: keyAt(keys[picked % keys.length] ?? 0),
  }));

function worldOf(world: typeof worlds extends fc.Arbitrary<infer T> ? T : never) {
  const backend = createFakeBackend(structuredClone(world.config));
  for (const key of world.labelled) label(backend, key, `label of ${key.slice(-2)}`);
  return { backend, context: contextOf(backend), before: stateOf(backend) };
}

const listsOf = ({ config }: { config: Config }): readonly (readonly string[])[] => [
  config['api-keys'] ?? [],
  ...(config.ampcode?.['upstream-api-keys'] ?? []).map((entry) => entry['api-keys'] ?? []),
];

function othersAreUnique(list: readonly string[], key: string): boolean {
  const others = list.filter((other) => other !== key);
  return new Set(others).size === others.length;
}

test('an undo in another process that fails leaves the records as they were', async () => {
  const backend = createFakeBackend(threeKeys());
  label(backend, alpha, 'new');
  const before = stateOf(backend);
  const { text, revision } = got(await backend.readConfigText());
  const history = { versions: async () => success([{ id: '1' }]), read: async () => success(text) };
  backend.refuse = (write) =>
    write === 'text' ? failure('conflict', 'config.yaml was changed by somebody else.') : undefined;
  const note = {
    title: 'keys label team-1 new',
    at: start,
    config: { before: revision, after: revision },
    records: [
      {
        fingerprint: print(alpha),
        before: { fingerprint: print(alpha), label: 'old' },
        after: { fingerprint: print(alpha), label: 'new' },
      },
    ],
    sessions: [],
    others: [],
  };
  expect(
    failureOf(
      await undoChange.run(
        { ...contextOf(backend), backend: { ...backend, history: history as never } },
        note,
      ),
    ).kind,
  ).toBe('conflict');
  expect(stateOf(backend)).toBe(before);
});

async function undo(done: Done<unknown>, context: OperationContext) {
  return (await done.undo?.(context)) ?? failure('failed', 'There is no undo.');
}

describe('an undo gives the exact state back', () => {
  const acts: Record<string, (context: OperationContext, key: string) => Promise<Outcome<Done<unknown>>>> = {
    'after rotating': (context, key) => runOperation(rotateClientKey, context, { fingerprint: print(key) }),
    'after rotating without grace': (context, key) =>
      runOperation(rotateClientKey, context, { fingerprint: print(key), graceMs: 0 }),
    'after revoking': (context, key) =>
      runOperation(revokeClientKeys, context, { fingerprints: [print(key)], allowEmpty: true }),
    'after adding': (context) => runOperation(addClientKey, context, { label: 'ci' }),
    'after editing': (context, key) =>
      runOperation(editClientKey, context, { fingerprint: print(key), label: 'other', purpose: 'ci/cd' }),
  };
  for (const [when, act] of Object.entries(acts)) {
    test(when, async () => {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          const { backend, context, before } = worldOf(world);
          const done = got(await act(context, world.key));
          expect(stateOf(backend)).not.toBe(before);
          got(await undo(done, context));
          expect(stateOf(backend)).toBe(before);
        }),
        seeded,
      );
    });

    test(`${when}, by edits alone, when something else in the file has changed since`, async () => {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          // an edit names the first of equal items: between two equal neighbors there is no way to point
          fc.pre(listsOf(world).every((list) => othersAreUnique(list, world.key)));
          const { backend, context, before } = worldOf(world);
          const done = got(await act(context, world.key));
          backend.config = { ...backend.config, debug: true };
          got(await undo(done, context));
          const { debug, ...rest } = backend.config;
          expect(debug).toBe(true);
          backend.config = rest;
          expect(stateOf(backend)).toBe(before);
        }),
        seeded,
      );
    });
  }

  test('after finishing a rotation, and rolling back gives what was before rotating', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { backend, context, before } = worldOf(world);
        const fingerprint = print(world.key);
        got(await runOperation(rotateClientKey, context, { fingerprint }));
        const running = stateOf(backend);
        const finished = got(await runOperation(finishRotation, context, { fingerprint }));
        got(await undo(finished, context));
        expect(stateOf(backend)).toBe(running);
        const rolled = got(await runOperation(rollBackRotation, context, { fingerprint }));
        expect(stateOf(backend)).toBe(before);
        got(await undo(rolled, context));
        expect(stateOf(backend)).toBe(running);
      }),
      seeded,
    );
  });

  test('after rotate and finish the new key stands where the old one stood, in the mappings too', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { backend, context } = worldOf(world);
        const fingerprint = print(world.key);
        const { result } = got(await runOperation(rotateClientKey, context, { fingerprint }));
        got(await runOperation(finishRotation, context, { fingerprint }));
        const made = result.key.reveal();
        const swapped = (keys: readonly string[]) => {
          const first = keys.indexOf(world.key);
          return keys.flatMap((key, index) => (key !== world.key ? [key] : index === first ? [made] : []));
        };
        expect(backend.config['api-keys']).toEqual(swapped(world.config['api-keys']));
        backend.config.ampcode?.['upstream-api-keys']?.forEach((entry, index) => {
          const before = world.config.ampcode['upstream-api-keys'][index]?.['api-keys'] ?? [];
          expect(entry['api-keys']).toEqual(swapped(before));
        });
      }),
      seeded,
    );
  });
});

describe('an undo that is no longer possible', () => {
  test('is a conflict when the key was changed again since', async () => {
    const backend = createFakeBackend(threeKeys());
    const context = contextOf(backend);
    const done = got(await runOperation(rotateClientKey, context, { fingerprint: print(beta) }));
    got(await runOperation(finishRotation, context, { fingerprint: print(beta) }));
    const after = stateOf(backend);
    const failed = failureOf(await undo(done, context));
    expect(failed).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Cannot undo'),
    });
    expect(stateOf(backend)).toBe(after);
  });

  test('is a conflict when the key came back by other hands', async () => {
    const backend = createFakeBackend(threeKeys());
    const context = contextOf(backend);
    const done = got(await runOperation(revokeClientKeys, context, { fingerprints: [print(alpha)] }));
    backend.config = threeKeys();
    expect(failureOf(await undo(done, context)).kind).toBe('conflict');
  });

  test('of an import takes only what was added', async () => {
    const backend = createFakeBackend(threeKeys());
    const context = contextOf(backend);
    const before = stateOf(backend);
    const text = `${alpha}\n${keyAt(1)},one\n${keyAt(2)}`;
    const done = got(await runOperation(importClientKeys, context, { text }));
    expect(backend.config['api-keys']).toHaveLength(5);
    got(await undo(done, context));
    expect(stateOf(backend)).toBe(before);
  });
});
