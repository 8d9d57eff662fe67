import { describe, expect, test } from 'vitest';
import type { Backend, BackendSessions } from '../../../src/backend/backend.ts';
import type { AuthFile, AuthFileFields } from '../../../src/contract/auth-file.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import { logIn } from '../../../src/operations/sessions/log-in.ts';
import { scriptBackend } from '../../helpers/script-backend.ts';
import { quickWait, type ScriptSignIn, scriptSignIn, scriptState } from '../../helpers/script-sign-in.ts';

const file = (name: string, more: Partial<AuthFile> = {}): AuthFile => ({
  name,
  provider: 'codex',
  account: 'dev@example.com',
  disabled: false,
  ...more,
});

/** A server that writes what `after` says when a login ends. */
function world(files: AuthFile[] = []) {
  const signIn = scriptSignIn();
  const edits: [string, AuthFileFields][] = [];
  const sessions = {
    list: async () => success(files),
    inspect: async (name: string) => {
      const found = files.find((one) => one.name === name);
      return found ? success(found) : failure('conflict', 'It is gone.');
    },
    async editFields(name: string, fields: AuthFileFields) {
      edits.push([name, fields]);
      return success(undefined);
    },
  } as Partial<BackendSessions> as BackendSessions;
  const backend: Backend = { ...scriptBackend(), signIn, sessions };
  const run = (input: object, more: object = {}) =>
    logIn.run(
      {
        backend,
        now: Date.now,
        randomBytes: (count) => new Uint8Array(count),
        user: 'tester',
        login: { wait: quickWait },
        ...more,
      },
      { onFlow: () => {}, ...input },
    );
  const done = (name: string, account = 'dev@example.com') => {
    signIn.currentStatus = success({ kind: 'done', name, account });
  };
  return { signIn, files, edits, run, done };
}

const callsOf = ({ calls }: ScriptSignIn) => calls.join(', ');

describe('logging in', () => {
  test('says whose account it is and where it lies', async () => {
    const { run, done, signIn } = world();
    done('codex-dev.json');
    expect(await run({ provider: 'openai' })).toMatchObject({
      ok: true,
      value: {
        message: 'Logged in to Codex as dev@example.com (codex-dev.json).',
        names: ['codex-dev.json'],
        result: { provider: 'codex', name: 'codex-dev.json', account: 'dev@example.com' },
      },
    });
    expect(callsOf(signIn)).toBe('start codex');
  });

  test('takes a paste, and hands it in once', async () => {
    const { run, done, signIn } = world();
    const logged = run({
      provider: 'codex',
      onLogin: (login: { paste(text: string): void }) => {
        setImmediate(function paste() {
          login.paste(`http://localhost/?code=fake-code&state=${scriptState}`);
          if (!signIn.calls.includes('submit fake-code')) setImmediate(paste);
          else done('codex-dev.json');
        });
      },
    });
    expect(await logged).toMatchObject({ ok: true });
    expect(callsOf(signIn)).toBe('start codex, submit fake-code');
  });

  test('ends with the signal, and says so to the server', async () => {
    const { run, signIn } = world();
    const stop = new AbortController();
    const logged = run(
      { provider: 'codex', onFlow: ({ phase }: { phase: string }) => phase === 'waiting' && stop.abort() },
      { signal: stop.signal },
    );
    expect(await logged).toMatchObject({ ok: false, kind: 'cancelled' });
    expect(callsOf(signIn)).toBe('start codex, cancel');
  });

  test('needs somebody who waits, a server that can, and a provider that is known', async () => {
    const { run } = world();
    expect(await run({ provider: 'codex' }, { login: undefined })).toMatchObject({ kind: 'unsupported' });
    expect(await run({ provider: 'codex' }, { backend: scriptBackend() })).toMatchObject({
      kind: 'unsupported',
    });
    expect(await run({ provider: 'nobody' })).toMatchObject({
      message: expect.stringContaining('Unknown login provider "nobody". Choose one of '),
    });
  });
});

describe('logging in again in place', () => {
  const before = file('codex-dev.json', { note: 'mine', prefix: 'team', priority: 3 });

  test('puts back what the server has dropped', async () => {
    const { run, done, files, edits, signIn } = world([before]);
    done('codex-dev.json');
    const logged = run({
      again: 'dev@example.com',
      onFlow: ({ phase }: { phase: string }) => {
        if (phase === 'waiting') files[0] = file('codex-dev.json', { priority: 3 });
      },
    });
    expect(await logged).toMatchObject({ ok: true });
    expect(callsOf(signIn)).toBe('start codex again codex-dev.json');
    expect(edits).toEqual([['codex-dev.json', { note: 'mine', prefix: 'team' }]]);
  });

  test('leaves a file alone that has kept all', async () => {
    const { run, done, edits } = world([before]);
    done('codex-dev.json');
    expect(await run({ again: 'codex-dev' })).toMatchObject({ ok: true });
    expect(edits).toEqual([]);
  });

  test('gives nothing to another account, and says that it is one', async () => {
    const { run, done, edits } = world([before, file('codex-other.json', { account: 'other@example.com' })]);
    done('codex-other.json', 'other@example.com');
    expect(await run({ again: 'codex-dev.json' })).toMatchObject({
      value: {
        message:
          'Logged in to Codex as other@example.com (codex-other.json). That is a different file from codex-dev.json, which is unchanged.',
      },
    });
    expect(edits).toEqual([]);
  });

  test('does not mix providers', async () => {
    const { run } = world([before]);
    expect(await run({ again: 'codex-dev.json', provider: 'anthropic' })).toMatchObject({
      kind: 'invalid',
      message: 'codex-dev.json does not belong to Claude.',
    });
  });
});
