import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inLanguage } from '../../../src/base/text/language.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir } from './disk-world.ts';

const claude = 'claude-dev1@example.com.json';
const gemini = 'gemini-dev4@example.com.json';

let world: AuthDirWorld;
beforeEach(() => {
  world = openAuthDir();
});
afterEach(() => world.dispose());

const { tokens } = { tokens: () => world.sessions.tokens };

describe('auth files with their tokens', () => {
  test('are listed as they stand on disk, without those that nobody can use', async () => {
    world.put('cut.json', '{');
    const listed = good(await tokens().list());
    expect(listed.map(({ name }) => name)).toEqual(world.names().filter((name) => name !== 'cut.json'));
    expect(listed.find(({ name }) => name === claude)?.file).toEqual(JSON.parse(world.read(claude)));
  });

  test('a renewal changes the members it names and keeps every other byte', async () => {
    const before = world.read(claude);
    good(await tokens().change(claude, async (file) => success({ ...file, access_token: 'fake-fresh' })));
    expect(world.read(claude)).toBe(before.replace('fake-claude-access-token', 'fake-fresh'));
    const google = world.read(gemini);
    good(
      await tokens().change(gemini, async (file) =>
        success({ ...file, token: { ...(file?.token as object), access_token: 'fake-fresh' } }),
      ),
    );
    expect(world.read(gemini)).toBe(google.replace('fake-gemini-access-token', 'fake-fresh'));
  });

  test('what is set on the file while it is renewed stays', async () => {
    good(
      await tokens().change(claude, async (file) => {
        good(await world.another().editFields(claude, { note: 'set meanwhile', priority: null }));
        return success({ ...file, access_token: 'fake-fresh' });
      }),
    );
    expect(JSON.parse(world.read(claude))).toMatchObject({
      note: 'set meanwhile',
      access_token: 'fake-fresh',
      refresh_token: 'fake-claude-refresh-token',
    });
    expect(world.read(claude)).not.toContain('priority');
  });

  test('another login that comes while one is renewed is not given the tokens of the former', async () => {
    const outcome = await tokens().change(claude, async (file) => {
      const other = { ...claudeFile('other@example.com'), refresh_token: 'fake-other-refresh' };
      world.put(claude, { ...other, access_token: 'fake-other-access' });
      return success({ ...file, access_token: 'fake-fresh', refresh_token: 'fake-fresh-refresh' });
    });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(world.read(claude)).toContain('fake-other-refresh');
    expect(world.read(claude)).not.toContain('fake-fresh');
  });

  test('a name that nobody has becomes a new file, for its owner alone', async () => {
    const seen: unknown[] = [];
    good(
      await tokens().change('claude-new@example.com.json', async (file) => {
        seen.push(file);
        return success(claudeFile('new@example.com'));
      }),
    );
    expect(seen).toEqual([undefined]);
    expect(world.read('claude-new@example.com.json')).toBe(
      `${JSON.stringify(claudeFile('new@example.com'), null, 2)}\n`,
    );
    expect(good(await world.sessions.inspect('claude-new@example.com.json')).warning).toBeUndefined();
  });

  test('a file that somebody makes while its task runs is not written over', async () => {
    const outcome = await tokens().change('claude-new.json', async () => {
      world.put('claude-new.json', claudeFile('theirs@example.com'));
      return success(claudeFile('ours@example.com'));
    });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(world.read('claude-new.json')).toContain('theirs@example.com');
  });

  test('nothing is written for undefined, a failure, a damaged file or a name that leads out', async () => {
    world.put('cut.json', '{"type":');
    const before = [world.names(), world.read(claude)];
    good(await tokens().change(claude, async () => success(undefined)));
    const refused = failure('denied', 'The refresh token is no longer good.');
    expect(await tokens().change(claude, async () => refused)).toEqual(refused);
    const fill = async () => success(claudeFile());
    expect(await tokens().change('cut.json', fill)).toMatchObject({ ok: false, kind: 'invalid' });
    expect(await tokens().change('../out.json', fill)).toMatchObject({ ok: false, kind: 'invalid' });
    expect([world.names(), world.read(claude)]).toEqual(before);
    expect(readdirSync(world.root)).toEqual(['auth']);
  });

  test('two that renew one account go one after the other, and the second sees what the first wrote', async () => {
    const others = [world.another(), world.another(), world.another()];
    let running = 0;
    const seen: unknown[] = [];
    await Promise.all(
      others.map((one, nth) =>
        one.tokens.change(claude, async (file) => {
          running += 1;
          expect(running).toBe(1);
          seen.push(file?.access_token);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return success({ ...file, access_token: `fake-${nth}` });
        }),
      ),
    );
    expect(seen[0]).toBe('fake-claude-access-token');
    expect(new Set(seen).size).toBe(3);
  });

  test('two accounts are renewed at the same time', async () => {
    let open = () => {};
    const first = tokens().change(claude, async (file) => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return success({ ...file, access_token: 'fake-slow' });
    });
    good(await tokens().change(gemini, async (file) => success({ ...file, quick: true })));
    open();
    good(await first);
    expect(readdirSync(join(world.folder, '.console', 'locks'))).toEqual([]);
  });
});

describe('what is learnt of an account', () => {
  const one = async (name = claude) => good(await world.sessions.inspect(name));

  test('is seen by every program on this folder, and adds up', async () => {
    good(await tokens().note(claude, { coolingUntil: 5_000, message: 'Too many requests.' }));
    good(await tokens().note(claude, { trouble: 'failing', coolingUntil: undefined }));
    const [file] = good(await world.another().list()).filter(({ name }) => name === claude);
    expect(file).toMatchObject({ trouble: 'failing', message: 'Too many requests.' });
    expect(file).not.toHaveProperty('coolingUntil');
  });

  test('is said in the language of the console, but for what a provider said', async () => {
    const foreign = 'Sign in again, or see: the docs of text.';
    const lastRefresh = { at: world.clock.now, ok: false, message: `${claude} could not be renewed.` };
    good(await tokens().note(claude, { message: foreign, lastRefresh }));
    expect(await inLanguage('zh-CN', () => one())).toMatchObject({
      message: foreign,
      lastRefresh: { message: `${claude} 的令牌无法续期。` },
    });
  });

  test('is void once there are other tokens, but a cooldown stays', async () => {
    const lastRefresh = { at: Date.UTC(2026, 10, 21), ok: false, message: 'invalid_grant' };
    good(await tokens().note(claude, { trouble: 'failing', lastRefresh, coolingUntil: 5_000 }));
    expect(await one()).toMatchObject({ lastRefresh, trouble: 'failing' });
    good(await tokens().change(claude, async (file) => success({ ...file, access_token: 'fake-other' })));
    const file = await one();
    expect(file).toMatchObject({ coolingUntil: 5_000, lastRefresh: { ok: true } });
    expect(file).not.toHaveProperty('trouble');
    good(await tokens().note(claude, { message: 'Fresh.' }));
    expect(await one()).toMatchObject({ coolingUntil: 5_000, message: 'Fresh.' });
    expect(await one()).not.toHaveProperty('trouble');
  });

  test('a cooldown ends on request, and that alone', async () => {
    good(await tokens().note(claude, { coolingUntil: 5_000, trouble: 'failing' }));
    good(await world.sessions.clearCooldown(claude));
    expect(await one()).toMatchObject({ trouble: 'failing' });
    expect(await one()).not.toHaveProperty('coolingUntil');
    good(await world.sessions.clearCooldown(gemini));
  });

  test('lies in no file of an account, and holds no token', async () => {
    const before = world.read(claude);
    good(await tokens().note(claude, { trouble: 'failing', message: 'no' }));
    expect(world.read(claude)).toBe(before);
    const { readFileSync } = await import('node:fs');
    const kept = readFileSync(join(world.folder, '.console', 'auth-files.data'), 'utf8');
    expect(kept).not.toMatch(/fake-claude/);
  });
});
