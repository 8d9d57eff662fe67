import { describe, expect, test } from 'vitest';
import type { BackendSessions } from '../../src/backend/backend.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { fixture, scriptBackend, settled } from './session-fixture.ts';

const claude: AuthFile = { name: 'claude-dev1@example.com.json', provider: 'claude', disabled: false };
const codex: AuthFile = { name: 'codex-dev2@example.com.json', provider: 'codex', disabled: true };

/** A console on a backend with sessions that a test can change; `lists` counts how often they were asked for. */
async function live() {
  const world = fixture();
  const script = { lists: 0, answer: success([claude]) as Outcome<readonly AuthFile[]> };
  const make = () => {
    const sessions = {
      list: async () => {
        script.lists += 1;
        return script.answer;
      },
      inspect: async (name: string) =>
        name === claude.name ? success(claude) : failure('conflict', 'It is gone.'),
      models: async () => failure('unreachable', 'No answer.'),
    } as Partial<BackendSessions>;
    return Object.assign(scriptBackend(), { sessions: sessions as BackendSessions });
  };
  const backend = make();
  world.world.connected = success(backend);
  await world.session.start({ secret: new Secret('fake-local-password-0001') });
  const shown = () => world.store.snapshot().sessions;
  return { ...world, backend, make, script, shown };
}

describe('the sessions of a server', () => {
  test('are not asked for before somebody wants them', async () => {
    const { backend, script, shown } = await live();
    backend.tell({ type: 'auth-files' });
    backend.tell({ type: 'feed', state: 'live' });
    await settled();
    expect([script.lists, shown()]).toEqual([0, undefined]);
  });

  test('are in the store with their time once they were asked for, and follow changes from then on', async () => {
    const { session, backend, script, shown, world } = await live();
    await session.loadSessions();
    expect(shown()).toEqual({ files: [claude], loadedAt: world.now, problem: undefined });
    script.answer = success([claude, codex]);
    backend.tell({ type: 'auth-files' });
    await settled();
    expect(shown()?.files).toEqual([claude, codex]);
  });

  test('what changed before the feed had its first word is seen with it', async () => {
    const { session, backend, script, shown } = await live();
    await session.loadSessions();
    script.answer = success([claude, codex]);
    backend.tell({ type: 'feed', state: 'live' });
    await settled();
    expect(shown()?.files).toEqual([claude, codex]);
  });

  test('a burst of changes costs one load more, not one each', async () => {
    const { session, backend, script } = await live();
    await session.loadSessions();
    for (let change = 0; change < 20; change += 1) backend.tell({ type: 'auth-files' });
    await settled();
    expect(script.lists).toBe(3);
  });

  test('what could not be read is said, and what was known stays with its age', async () => {
    const { session, script, shown, world } = await live();
    script.answer = failure('failed', 'The folder cannot be read.');
    await session.loadSessions();
    expect(shown()).toEqual({ files: undefined, loadedAt: undefined, problem: 'The folder cannot be read.' });
    script.answer = success([claude]);
    await session.loadSessions();
    const { now } = world;
    world.now += 5_000;
    script.answer = failure('unreachable', 'No answer.');
    await session.reload();
    expect(shown()).toEqual({ files: [claude], loadedAt: now, problem: 'No answer.' });
  });

  test('are read again when a lost connection is back, as nobody told what happened meanwhile', async () => {
    const { session, backend, script } = await live();
    await session.loadSessions();
    backend.tell({ type: 'feed', state: 'lost', reason: 'It went away.', nextAttemptAt: 5 });
    backend.tell({ type: 'feed', state: 'live' });
    await settled();
    expect(script.lists).toBe(2);
  });

  test('are read again after signing in again to the same server', async () => {
    const { session, backend, script, world, make } = await live();
    await session.loadSessions();
    backend.tell({ type: 'feed', state: 'refused', reason: 'The secret has changed.' });
    world.connected = success(make());
    await session.signIn(new Secret('fake-local-password-0002'));
    await settled();
    expect(script.lists).toBe(2);
  });

  test('are read again behind an operation on them, which leaves the config alone', async () => {
    const { session, backend, script } = await live();
    const touch: Operation<string, void> = {
      id: 'touch-session',
      title: 'touching a session',
      changes: 'sessions',
      run: async (_, name) =>
        success({ result: undefined, message: 'Touched.', fingerprints: [], names: [name] }),
    };
    await session.loadSessions();
    const { loads } = backend;
    await session.run(touch, claude.name);
    expect([script.lists, backend.loads]).toEqual([2, loads]);
    expect(backend.audit).toMatchObject([{ operation: 'touch-session', names: [claude.name] }]);
  });

  test('one of them is looked into, also when its models cannot be read', async () => {
    const { session } = await live();
    expect(await session.inspectSession(claude.name)).toEqual(success({ file: claude, models: undefined }));
    expect(await session.inspectSession(codex.name)).toMatchObject({ ok: false, kind: 'conflict' });
  });

  test('a server that knows nothing of them says so', async () => {
    const world = fixture();
    expect(await world.session.inspectSession('a.json')).toMatchObject({ ok: false, kind: 'unreachable' });
    await world.session.start({ secret: new Secret('fake-local-password-0001') });
    await world.session.loadSessions();
    expect(world.store.snapshot().sessions?.problem).toContain('cannot be managed');
  });
});
