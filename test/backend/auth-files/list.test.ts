import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir, secret } from './disk-world.ts';

let world: AuthDirWorld;
beforeEach(() => {
  world = openAuthDir();
});
afterEach(() => world.dispose());

/** ms of a task; where others keep the machine busy, those that it was given. */
async function took(task: () => Promise<unknown>): Promise<number> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await task();
  const { user, system } = process.cpuUsage(used);
  return Math.min(performance.now() - begun, (user + system) / 1000);
}
const at = (text: string) => Date.parse(text);
const listed = async (): Promise<readonly AuthFile[]> => good(await world.sessions.list());
const one = async (name: string): Promise<AuthFile> => good(await world.sessions.inspect(name));
const brokenReason = async (name: string) => (await one(name)).broken;

describe('the files of auth-dir', () => {
  test('are read as their providers write them, in the order of their names', async () => {
    expect(await listed()).toMatchObject([
      {
        name: 'antigravity-dev3@example.com.json',
        provider: 'antigravity',
        account: 'dev3@example.com',
        project: 'fake-project-0001',
        expiresAt: at('2036-11-20T10:00:00Z'),
        lifetime: 3_599_000,
        lastRefresh: { at: 1_795_000_000_000, ok: true },
        renewable: true,
      },
      {
        name: 'claude-dev1@example.com.json',
        provider: 'claude',
        account: 'dev1@example.com',
        priority: 5,
        note: 'shared dev account',
        expiresAt: at('2036-11-20T18:00:00Z'),
        lastRefresh: { at: at('2026-11-20T10:00:00Z'), ok: true },
        disabled: false,
      },
      {
        name: 'codex-dev2@example.com-plus.json',
        plan: 'plus',
        listed: { id_token: { plan_type: 'plus' } },
      },
      { name: 'gemini-dev4@example.com.json', project: 'fake-project-0002', renewable: true },
      { name: 'kimi-1790000000000.json', provider: 'kimi', disabled: true },
    ]);
  });

  test('hold tokens, and no list does', async () => {
    const text = JSON.stringify(await listed());
    expect(text).not.toMatch(/fake-\w+-(access|refresh)-token|eyJ/);
  });

  test('of providers that nobody recorded are read as far as they are alike; unknown ones are shown', async () => {
    world.put('qwen-a.json', { type: 'qwen', email: 'q@example.com', access_token: 'fake', expired: '' });
    world.put('iflow-a.json', { type: 'iflow', api_key: 'fake-key', email: 'i@example.com' });
    const service = { client_email: 'sa@fake.example.com', private_key: 'fake', project_id: 'fake-p' };
    world.put('vertex-a.json', { type: 'vertex', service_account: service });
    world.put('new-a.json', { type: 'newcomer', email: 'n@example.com' });
    const told = ['qwen-a.json', 'iflow-a.json', 'vertex-a.json', 'new-a.json'].map(one);
    expect(await Promise.all(told)).toMatchObject([
      { provider: 'qwen', account: 'q@example.com', renewable: false },
      { provider: 'iflow', account: 'i@example.com' },
      { provider: 'vertex', account: 'sa@fake.example.com', project: 'fake-p' },
      { provider: 'newcomer', account: 'n@example.com' },
    ]);
    expect((await Promise.all(told)).filter(({ broken }) => broken !== undefined)).toEqual([]);
  });

  test('that no server can use are shown with the reason', async () => {
    world.put('empty.json', '');
    world.put('cut.json', '{"type":"claude","access_tok');
    world.put('list.json', '[1]');
    world.put('nobody.json', '{"hello":1}');
    world.put('bare.json', { type: 'claude', email: 'bare@example.com' });
    world.put('odd.json', { type: 'claude', access_token: 5 });
    world.put('huge.json', `{"type":"claude","access_token":"${'x'.repeat(1024 * 1024)}"}`);
    expect(
      await Promise.all(['empty.json', 'cut.json', 'list.json', 'nobody.json'].map(brokenReason)),
    ).toEqual([
      expect.stringMatching(/^It is empty: .+\.$/),
      expect.stringMatching(/^It is not JSON, or was cut short: .+\.$/),
      expect.stringMatching(/^It is not a JSON object: .+\.$/),
      expect.stringMatching(/^It names no provider in "type": .+\.$/),
    ]);
    expect(await one('bare.json')).toMatchObject({ account: 'bare@example.com', provider: 'claude' });
    expect(await brokenReason('bare.json')).toContain('has none of access_token, refresh_token');
    expect(await brokenReason('odd.json')).toContain('"access_token" that must be text');
    expect(await brokenReason('huge.json')).toContain('larger than 1 MiB');
  });

  test('that others can read carry the command that helps', async () => {
    world.put('claude-open.json', claudeFile(), 0o644);
    const { path, warning } = await one('claude-open.json');
    expect(warning).toBe(`Others on this machine can read its tokens (mode 0644); run: chmod 600 ${path}`);
    expect((await one('claude-dev1@example.com.json')).warning).toBeUndefined();
  });

  test("a proxy's user and password are struck out", async () => {
    world.put('claude-p.json', {
      ...claudeFile(),
      proxy_url: 'http://fake-user:fake-pass@proxy.example.com:1',
    });
    expect((await one('claude-p.json')).proxyUrl).toBe('http://…@proxy.example.com:1');
  });

  test('a folder that is not there yet has none', async () => {
    rmSync(world.folder, { recursive: true });
    expect(await listed()).toEqual([]);
  });
});

describe('files as other programs and hands write them', () => {
  const found = fileURLToPath(new URL('../../fixtures/found-auth-files/', import.meta.url));

  test.each([
    ['UPPER.json', { provider: 'claude', account: 'up@ex.com' }],
    ['bom.json', { provider: 'claude', account: 'bom@ex.com' }],
    ['epoch-str.json', { provider: 'kimi', expiresAt: 1_795_883_732_000 }],
    ['k-expires_at.json', { provider: 'claude', expiresAt: Date.UTC(2026, 10, 28, 16, 38, 2) }],
    ['past-expires_at.json', { provider: 'claude', expiresAt: Date.UTC(2020, 0, 1) }],
  ])('%s is read as the public servers read it', async (name, facts) => {
    world.put(name, readFileSync(join(found, name), 'utf8'));
    const file = good(await world.sessions.inspect(name));
    expect(file).toMatchObject(facts);
    expect(file.broken).toBeUndefined();
    good(await world.sessions.editFields(name, { note: 'kept' }));
    expect(good(await world.sessions.inspect(name))).toMatchObject({ ...facts, note: 'kept' });
    expect(good(await world.sessions.tokens.list()).map((one) => one.file.type)).toContain(facts.provider);
    // A public server reads no mark.
    expect(() => JSON.parse(world.read(name))).not.toThrow();
    good(
      await world.sessions.upload(`new-${name}`, secret(readFileSync(join(found, name), 'utf8')), {
        overwrite: false,
      }),
    );
    expect(() => JSON.parse(world.read(`new-${name}`))).not.toThrow();
  });
});

test('a file that another program keeps is broken, with what it is', async () => {
  world.put('auth.json', { OPENAI_API_KEY: null, tokens: { access_token: 'fake' } });
  world.put('sa.json', { type: 'service_account', private_key: 'fake' });
  expect(await brokenReason('auth.json')).toMatch(
    /^It is a login of Codex CLI in the format of that program/,
  );
  expect(await brokenReason('sa.json')).toMatch(
    /^It is a service account whose "private_key" is not an RSA key/,
  );
});

describe('what is no auth file', () => {
  test('is left alone: folders, other endings, hidden files, and links that lead out', async () => {
    mkdirSync(join(world.folder, 'logs.json'));
    mkdirSync(join(world.folder, 'sub'));
    writeFileSync(join(world.folder, 'sub', 'claude-in.json'), JSON.stringify(claudeFile()));
    world.put('main.log', 'x');
    world.put('.hidden.json', claudeFile());
    writeFileSync(join(world.root, 'outside.json'), JSON.stringify(claudeFile('out@example.com')));
    symlinkSync('../outside.json', join(world.folder, 'out.json'));
    symlinkSync('nowhere.json', join(world.folder, 'dead.json'));
    expect(await listed()).toHaveLength(5);
    expect(await world.sessions.download('out.json')).toMatchObject({ ok: false, kind: 'conflict' });
  });

  test('a link within auth-dir is read, as mounted secrets are, and never written through', async () => {
    mkdirSync(join(world.folder, '..data'));
    writeFileSync(join(world.folder, '..data', 'a.json'), JSON.stringify(claudeFile('k8s@example.com')));
    symlinkSync(join('..data', 'a.json'), join(world.folder, 'a.json'));
    expect(await one('a.json')).toMatchObject({ account: 'k8s@example.com' });
    for (const outcome of [
      await world.sessions.setDisabled(['a.json'], true),
      await world.sessions.revoke(['a.json']),
    ])
      expect(outcome).toMatchObject({ ok: false, kind: 'unsupported' });
  });
});

describe('listing again', () => {
  test('gives the same items while nothing has changed', async () => {
    const before = await listed();
    utimesSync(join(world.folder, 'claude-dev1@example.com.json'), 1, 1);
    const after = await listed();
    expect(after.map((file, at) => file === before[at])).toEqual([true, false, true, true, true]);
  });

  test('sees a write of equal length in the same instant, and a file that was renamed into place', async () => {
    const name = 'claude-dev1@example.com.json';
    // The clock of the file system stands still for some milliseconds: several of these fall into one of its ticks.
    for (let nth = 100; nth < 200; nth += 1) {
      world.put(name, { ...claudeFile(), note: `n${nth}` });
      expect((await one(name)).note).toBe(`n${nth}`);
    }
    world.put('temp.txt', { ...claudeFile(), note: 'moved' });
    renameSync(join(world.folder, 'temp.txt'), join(world.folder, name));
    expect((await one(name)).note).toBe('moved');
  });

  test('a thousand files in 300 ms, and again in less', async () => {
    for (let nth = 0; nth < 1_000; nth += 1) {
      world.put(`claude-team-${nth}@example.com.json`, claudeFile(`team-${nth}@example.com`));
    }
    const first: number[] = [];
    for (let fresh = 0; fresh < 3; fresh += 1) {
      const reader = world.another();
      first.push(await took(() => reader.list()));
    }
    expect(await listed()).toHaveLength(1_005);
    const again = [await took(listed), await took(listed), await took(listed)];
    expect(Math.min(...first)).toBeLessThan(300);
    expect(Math.min(...again)).toBeLessThan(Math.min(...first));
  });
});

describe('models', () => {
  test('are those of the provider, without what the config excludes for its accounts', async () => {
    const models = good(await world.sessions.models('claude-dev1@example.com.json'));
    expect(models.map(({ id }) => id)).toEqual(['claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001']);
    expect(models[0]?.owner).toBe('anthropic');
  });

  test('a disabled account has none, and one that is not there is said', async () => {
    expect(good(await world.sessions.models('kimi-1790000000000.json'))).toEqual([]);
    expect(await world.sessions.models('nope.json')).toMatchObject({ ok: false, kind: 'conflict' });
  });
});
