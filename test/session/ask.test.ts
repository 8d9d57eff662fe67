import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { Inquiry, Operation, OperationContext } from '../../src/operations/operation.ts';
import { answered, fakeOutside } from '../helpers/fake-outside.ts';
import { fixture, scriptBackend, settled } from './session-fixture.ts';

async function live() {
  const backend = scriptBackend();
  const outside = fakeOutside(() => answered(200, {}));
  const world = fixture({ effects: { outside, environment: { CLINE_API_KEY: 'fake-cline-key-0001' } } });
  world.world.connected = success(backend);
  await world.session.start({ secret: new Secret('fake-local-password-0001') });
  return { ...world, backend, outside };
}

/** Waits until it is cancelled, or until the test lets it end. */
function waiting() {
  let end = () => {};
  const seen: OperationContext[] = [];
  const inquiry: Inquiry<string, string> = {
    id: 'look',
    title: 'looking',
    audited: false,
    run(context, input) {
      seen.push(context);
      context.progress?.({ text: 'connecting to api.example.com' });
      return new Promise((resolve) => {
        end = () => resolve(success({ result: input, message: 'Seen.', fingerprints: [] }));
        context.signal?.addEventListener('abort', () => resolve(failure('cancelled', 'Stopped.')));
      });
    },
  };
  return { inquiry, seen, end: () => end() };
}

const change: Operation<void, void> = {
  id: 'change',
  title: 'changing',
  run: ({ signal }) =>
    new Promise((resolve) =>
      signal?.addEventListener('abort', () => resolve(failure('cancelled', 'Stopped.'))),
    ),
};

describe('asking', () => {
  test('gives the result to the caller, and leaves no trace in store or audit log', async () => {
    const { session, store, backend } = await live();
    const before = store.snapshot();
    const { inquiry, end } = waiting();
    const told: string[] = [];
    const asked = session.ask(inquiry, 'seen', ({ text }) => told.push(text));
    end();
    expect(await asked).toEqual(success('seen'));
    expect(told).toEqual(['connecting to api.example.com']);
    expect(store.snapshot()).toBe(before);
    expect(await backend.readAudit(10)).toEqual(success([]));
  });

  test('runs beside an operation and beside other questions, with the way outside', async () => {
    const { session, store, outside } = await live();
    const [first, second] = [waiting(), waiting()];
    const running = session.run(change, undefined);
    const both = [session.ask(first.inquiry, '1'), session.ask(second.inquiry, '2')];
    expect(store.snapshot().running?.title).toBe('changing');
    expect(first.seen[0]).toMatchObject({ outside, environment: { CLINE_API_KEY: 'fake-cline-key-0001' } });
    second.end();
    first.end();
    expect(await Promise.all(both)).toEqual([success('1'), success('2')]);
    session.cancel();
    await running;
  });

  test('stops by its own signal alone, and the others go on', async () => {
    const { session } = await live();
    const [first, second] = [waiting(), waiting()];
    const stop = new AbortController();
    const asked = session.ask(first.inquiry, '1', undefined, stop.signal);
    const other = session.ask(second.inquiry, '2');
    stop.abort();
    expect(await asked).toMatchObject({ kind: 'cancelled' });
    second.end();
    expect(await other).toEqual(success('2'));
  });

  test('`cancel` stops the running operation first, and then all questions', async () => {
    const { session } = await live();
    const { inquiry } = waiting();
    const running = session.run(change, undefined);
    let stopped = false;
    const own = new AbortController();
    const asked = session.ask(inquiry, '1', undefined, own.signal).then((outcome) => {
      stopped = true;
      return outcome;
    });
    session.cancel();
    await running;
    expect(stopped).toBe(false);
    session.cancel();
    expect(await asked).toMatchObject({ kind: 'cancelled' });
  });

  test('ends with the connection, and needs one', async () => {
    const { session } = await live();
    const { inquiry } = waiting();
    const asked = session.ask(inquiry, '1');
    await session.close();
    expect(await asked).toMatchObject({ kind: 'cancelled' });
    expect(await session.ask(inquiry, '2')).toMatchObject({ kind: 'unreachable' });
    await settled();
  });
});
