import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { quotaId } from '../../src/contract/quota/quota.ts';
import { claudeFile, examples } from '../backend/auth-files/disk-world.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const claude = 'claude-dev1@example.com.json';
const kimi = 'kimi-1790000000000.json';
const anyToken = /fake-\w+-(access|refresh)-token|eyJ/;

let place: Workspace;
beforeEach(async () => {
  place = await cliWorkspace();
  await mkdir(place.authDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(examples)) await put(name, await readFile(join(examples, name), 'utf8'));
});

const put = (name: string, text: string | object) =>
  writeFile(join(place.authDir, name), typeof text === 'string' ? text : JSON.stringify(text), {
    mode: 0o600,
  });
const data = async (name: string) => JSON.parse(await readFile(join(place.authDir, name), 'utf8'));
const names = async () => (await readdir(place.authDir)).filter((name) => name.endsWith('.json'));
const run = (...argv: string[]) => cli(place, ['sessions', ...argv]);

describe('sessions list and show', () => {
  test('an aligned table without any token', async () => {
    const { code, stdout, stderr } = await run('list');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^PROVIDER +ACCOUNT +PLAN +EXPIRES +REFRESHED +REQUESTS +ERRORS +STATE +FILE$/);
    expect(lines).toHaveLength(6);
    expect(lines[2]).toMatch(
      /^claude +dev1@example\.com +– +in \d+ d +\S+ \w+ ago +– +– +active +claude-dev1@/,
    );
    expect(lines[5]).toMatch(/^kimi +– .* disabled +kimi-1790000000000\.json$/);
    expect(stdout + stderr).not.toMatch(anyToken);
  });

  test('by state and provider, and the names alone for a script', async () => {
    expect((await run('list', '--state', 'disabled', '--names')).stdout).toBe(`${kimi}\n`);
    expect((await run('list', '--provider', 'claude', '--names')).stdout).toBe(`${claude}\n`);
    const none = await run('list', '--state', 'needs-verification');
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', '0 of 5 sessions.\n']);
    const wrong = await run('list', '--state', 'expird');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Did you mean "expired"?')]);
  });

  test('as JSON, unknown values are null', async () => {
    const { json, stdout } = await run('list', '--json');
    const { sessions, total } = json() as { sessions: Record<string, unknown>[]; total: number };
    expect(total).toBe(5);
    expect(sessions[3]).toMatchObject({
      provider: 'gemini',
      state: 'active',
      expiresAt: null,
      traffic: null,
    });
    expect(stdout).not.toMatch(anyToken);
  });

  test('hostile text of a file reaches the terminal as text', async () => {
    await put('evil.json', {
      type: 'claude',
      access_token: 'x',
      email: '\u001b]0;owned\u0007a@example.com',
      note: '\u001b[2J',
    });
    for (const { stdout } of [await run('list'), await run('show', 'evil')]) {
      expect(stdout).not.toContain('\u001b');
      expect(stdout).toContain('a@example.com');
    }
  });

  test('one of them in detail, by its address or its file', async () => {
    const { stdout } = await run('show', 'dev1@example.com');
    expect(stdout).toMatch(/^file +claude-dev1@example\.com\.json\nprovider +claude\n/);
    expect(stdout).toMatch(/\nexpires +2036-11-20T18:00:00\.000Z \(in \d+ d\)\n/);
    expect(stdout).toMatch(/\nmodels +claude-/);
    expect(stdout).not.toMatch(anyToken);
    const json = (await run('show', 'kimi', '--json')).json();
    expect(json).toMatchObject({ ok: true, name: kimi, disabled: true, models: [] });
    expect((await run('show', 'dev1')).stdout).toMatch(/^file +claude-dev1@example\.com\.json\n/);
    expect((await run('show', 'nobody@example.com')).code).toBe(1);
  });

  test('a damaged file and one that others can read are told', async () => {
    await put('cut.json', '{"type":');
    await writeFile(join(place.authDir, 'open.json'), JSON.stringify(claudeFile()), { mode: 0o644 });
    const { stdout, stderr } = await run('list');
    expect(stdout).toMatch(/broken +cut\.json/);
    expect(stderr).toMatch(/^open\.json: Others on this machine can read its tokens \(mode 0644\)/);
  });
});

describe('sessions enable, disable, edit and note', () => {
  test('several by name, one by one; exit code 1 when one was not', async () => {
    const done = await run('disable', 'dev1@example.com', 'codex-dev2@example.com-plus');
    expect([done.code, done.stderr]).toEqual([0, 'Disabled 2 sessions.\n']);
    expect((await data(claude)).disabled).toBe(true);
    await put('cut.json', '{"type":');
    const partly = await run('enable', claude, 'cut', '--json');
    expect(partly.code).toBe(1);
    expect(partly.json()).toMatchObject({ ok: true, done: [claude], failed: [{ name: 'cut.json' }] });
  });

  test('by what they are: all of a state, all of a provider', async () => {
    expect((await run('enable', '--state', 'disabled')).stderr).toBe(`Enabled ${kimi}.\n`);
    const none = await run('enable', '--state', 'disabled', '--json');
    expect([none.code, none.json()]).toEqual([0, { ok: true, done: [], failed: [] }]);
    expect((await run('disable')).code).toBe(2);
    expect((await run('disable', 'kimi', '--provider', 'claude')).code).toBe(2);
    expect((await run('enable', '--all', '--json')).json().done).toHaveLength((await names()).length);
  });

  test('fields are set and taken away; the rest of the file stays', async () => {
    const before = await data(claude);
    await run('edit', 'dev1@example.com', '--prefix', 'team-a', '--priority', '-3', '--note', 'none');
    const { note: _, ...rest } = before;
    expect(await data(claude)).toEqual({ ...rest, prefix: 'team-a', priority: -3 });
    await run('note', claude, 'of the web team');
    expect((await data(claude)).note).toBe('of the web team');
    await run('note', claude);
    expect(await data(claude)).not.toHaveProperty('note');
    expect((await run('edit', claude)).code).toBe(2);
    expect((await run('edit', claude, '--priority', 'high')).code).toBe(2);
    expect((await run('edit', claude, '--prefix', 'a/b')).code).toBe(1);
  });

  test("a proxy's password comes from stdin and not from the command line", async () => {
    const refused = await run('edit', claude, '--proxy-url', 'http://user:fake-pass@proxy.example.com');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('stdin')]);
    const argv = ['sessions', 'edit', claude, '--proxy-url', '-'];
    await cli(place, argv, { stdin: 'http://user:fake-pass@proxy.example.com\n' });
    expect((await data(claude)).proxy_url).toBe('http://user:fake-pass@proxy.example.com');
    expect((await run('show', claude)).stdout).not.toContain('fake-pass');
  });
});

describe('sessions upload and download', () => {
  test('what is downloaded is for its owner alone, never over a file, and goes up again byte for byte', async () => {
    const down = await run('download', 'dev1@example.com');
    expect(down.stderr).toBe(`Wrote ${claude} with its tokens to ${join(place.home, claude)}.\n`);
    expect(down.stdout).toBe('');
    expect((await stat(join(place.home, claude))).mode & 0o777).toBe(0o600);
    const again = await run('download', 'dev1@example.com');
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('--force')]);
    expect((await run('download', 'dev1@example.com', claude, '--force')).code).toBe(0);
    const text = await readFile(join(place.authDir, claude), 'utf8');
    expect((await run('upload', claude)).code).toBe(5);
    expect((await run('upload', claude, '--name', 'claude-copy.json')).stderr).toBe(
      'Uploaded claude-copy.json.\n',
    );
    expect(await readFile(join(place.authDir, 'claude-copy.json'), 'utf8')).toBe(text);
    expect((await run('download', 'kimi', '-')).stdout.trim()).toBe(
      (await readFile(join(place.authDir, kimi), 'utf8')).trim(),
    );
  });

  test('of several files those that will not do are named, the others land', async () => {
    await writeFile(join(place.home, 'a.json'), JSON.stringify(claudeFile('a@example.com')));
    await writeFile(join(place.home, 'b.json'), '{"type":');
    const { code, json } = await run(
      'upload',
      'a.json',
      'b.json',
      'missing.json',
      '--prefix',
      'team',
      '--json',
    );
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      uploaded: ['a.json'],
      refused: [{ file: 'b.json' }, { file: 'missing.json' }],
    });
    expect((await data('a.json')).prefix).toBe('team');
  });

  test('from stdin, with the provider that the file does not name', async () => {
    const stdin = '{"email":"x@example.com","access_token":"fake-token"}';
    expect((await cli(place, ['sessions', 'upload', '-'], { stdin })).code).toBe(2);
    const argv = ['sessions', 'upload', '-', '--name', 'codex-x.json', '--channel', 'codex'];
    const { code, stdout, stderr } = await cli(place, argv, { stdin });
    expect(code).toBe(0);
    expect(await data('codex-x.json')).toMatchObject({ type: 'codex', email: 'x@example.com' });
    expect(stdout + stderr).not.toContain('fake-token');
  });
});

describe('sessions revoke, restore and clear-cooldown', () => {
  test('asks, moves to the trash, and comes back in another command', async () => {
    const text = await readFile(join(place.authDir, claude), 'utf8');
    expect((await run('revoke', 'dev1@example.com')).code).toBe(2);
    const no = await cli(place, ['sessions', 'revoke', claude], { typed: ['n'] });
    expect([no.code, await names()]).toEqual([1, expect.arrayContaining([claude])]);
    const gone = await run('revoke', claude, '--yes', '--json');
    const { token } = gone.json() as { token: string };
    expect(gone.stderr).toContain(`cli-proxy sessions restore ${token}`);
    expect(await names()).not.toContain(claude);
    expect((await run('restore', '--list')).stdout).toMatch(new RegExp(`^${token} +0 s ago +claude-dev1@`));
    expect((await run('restore')).stderr).toBe('Restored claude dev1@example.com.\n');
    expect(await readFile(join(place.authDir, claude), 'utf8')).toBe(text);
    expect((await run('restore', token)).code).toBe(5);
    expect((await run('restore')).code).toBe(1);
  });

  test('repeated, it takes no start of an account', async () => {
    await put('longer.json', { ...claudeFile(), email: 'dev1@example.com.au' });
    expect((await run('revoke', 'dev1@example.com', '--yes')).code).toBe(0);
    for (const change of [
      ['revoke', 'dev1@example.com', '--yes'],
      ['disable', 'dev1@example'],
      ['clear-cooldown', 'dev1'],
      ['note', 'dev1', 'mine'],
    ])
      expect(await run(...change), change[0]).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Did you mean "dev1@example.com.au"?'),
      });
    expect(await names()).toContain('longer.json');
    expect((await run('show', 'dev1')).stdout).toContain('longer.json');
  });

  test('repeated, it takes no start of a file', async () => {
    await put('team.json', claudeFile());
    await put('team-2.json', claudeFile());
    expect((await run('revoke', 'team', '--yes')).code).toBe(0);
    for (const change of [
      ['revoke', 'team', '--yes'],
      ['disable', 'team'],
      ['note', 'team', 'mine'],
    ])
      expect(await run(...change), change[0]).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Did you mean "team-2.json"?'),
      });
    expect(await names()).toContain('team-2.json');
    expect((await run('revoke', 'team-2', '--yes')).code).toBe(0);
  });

  test('restore without a name restores the only revocation, and never the one before', async () => {
    await run('revoke', kimi, '--yes');
    const { token } = (await run('revoke', claude, '--yes', '--json')).json();
    expect(await run('restore')).toMatchObject({ code: 1, stderr: expect.stringContaining(String(token)) });
    expect((await run('restore', String(token))).code).toBe(0);
    expect(await names()).not.toContain(kimi);
    expect((await run('restore')).stderr).toBe(`Restored ${kimi}.\n`);
    expect(await run('restore')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nothing to restore/),
    });
  });

  test('comes back by its name too, or the token is told', async () => {
    await run('revoke', claude, '--yes');
    await run('revoke', kimi, '--yes');
    expect((await run('restore', claude)).stderr).toBe('Restored claude dev1@example.com.\n');
    expect((await run('restore', kimi.replace('.json', ''))).stderr).toBe(`Restored ${kimi}.\n`);
    const both = (await run('revoke', claude, kimi, '--yes', '--json')).json() as { token: string };
    const one = await run('restore', claude);
    expect(one).toMatchObject({ code: 1, stderr: expect.stringContaining(`Use ${both.token}`) });
    expect((await run('restore', both.token)).code).toBe(0);
    expect(await run('restore', 'nobody.json')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('--list'),
    });
  });

  test('upload takes the logins of command line tools under the right name, or the name that is given', async () => {
    const login = join(place.home, 'auth.json');
    const claims = Buffer.from(JSON.stringify({ email: 'nat@example.com' })).toString('base64url');
    const tokens = {
      id_token: `e30.${claims}.x`,
      access_token: 'fake-native-access',
      refresh_token: 'fake-r',
    };
    await writeFile(login, JSON.stringify({ OPENAI_API_KEY: null, tokens }));
    const done = await run('upload', login, '--json');
    expect(done.json()).toMatchObject({ uploaded: ['codex-nat@example.com.json'] });
    expect(done.stderr).toContain('Uploaded auth.json as codex-nat@example.com.json.');
    expect(await data('codex-nat@example.com.json')).toMatchObject({
      type: 'codex',
      access_token: 'fake-native-access',
    });
    expect((await run('upload', login, '--name', 'mine.json', '--prefix', 'team')).code).toBe(0);
    expect(await data('mine.json')).toMatchObject({ type: 'codex', prefix: 'team' });
    expect((await run('upload', login, '--channel', 'claude')).stderr).toContain(
      'a login of Codex CLI, not of claude',
    );
  });

  test('by state, what a server can still renew stays, and is said', async () => {
    const ended = (more: object) => ({ ...claudeFile(), expired: new Date(Date.now() - 3_600_000), ...more });
    await put('claude-renewable.json', ended({}));
    await put('claude-dead.json', ended({ refresh_token: undefined }));
    const gone = await run('revoke', '--state', 'expired', '--yes', '--json');
    expect(gone.json()).toMatchObject({ done: ['claude-dead.json'] });
    expect(gone.stderr).toContain('Skipped claude-renewable.json');
    const again = await run('revoke', '--state', 'expired', '--yes');
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Skipped claude-renewable.json'),
    });
    expect((await run('revoke', 'claude-renewable.json', '--yes')).code).toBe(0);
    // A lifetime or a date of the year 1 is no end of a token.
    await put(
      'claude-odd.json',
      ended({ refresh_token: undefined, expired: 3600, expires: '0001-01-01T00:00:00Z' }),
    );
    expect((await run('revoke', '--state', 'expired', '--yes')).stderr).toBe('No matching session.\n');
  });

  test('all that have expired, in a script that runs each night', async () => {
    await put('claude-old.json', { ...claudeFile(), expired: '2020-01-01T00:00:00Z' });
    const first = await run('revoke', '--state', 'expired', '--yes', '--json');
    expect(first.json()).toMatchObject({ done: ['claude-old.json'] });
    const second = await run('revoke', '--state', 'expired', '--yes');
    expect([second.code, second.stderr]).toEqual([0, 'No matching session.\n']);
  });

  test('the audit log names the files, and no token', async () => {
    await run('revoke', claude, '--yes');
    await run('restore');
    await run('download', claude);
    expect((await run('reset-cooldown', kimi, '--json')).json()).toEqual({ ok: true, changed: false });
    await run('note', kimi, 'mine');
    const { stdout } = await cli(place, ['audit']);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).slice(2).join(' '))).toEqual([
      `revoke-sessions ${claude}`,
      `restore-sessions ${claude}`,
      `download-auth-file ${claude}`,
      `edit-session ${kimi}`,
      '',
    ]);
    expect(stdout).not.toMatch(anyToken);
  });
});

describe('sessions quota', () => {
  const at = Date.now();
  const window = {
    ...{ id: '5h', label: '5h', usedPercent: 71, periodMs: 5 * 3_600_000, source: 'headers' },
    ...{ observedAt: at - 180_000, resetsAt: at + 7_200_000 },
  };
  const learnt = (of: object) =>
    openConsoleFolder(place.authDir).addQuotas({
      [quotaId({ name: claude, account: 'dev1@example.com' })]: { windows: [{ ...window, ...of } as never] },
    });

  test('is a table of windows, with a dash for what is unknown', async () => {
    const recent = [
      [at - 33 * 60_000, 41],
      [at - 180_000, 71],
    ];
    await learnt({ recent });
    const { code, stdout } = await run('quota', '--provider', 'claude');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PROVIDER +ACCOUNT +WINDOW +PACE +BURN +QUOTA +REPORTED\n/);
    expect(stdout).toMatch(
      /claude +dev1@example\.com +5h +\+11 +60\/h +29% left, resets \d+ \w+ \d\d:\d\d, full \d+ \w+ \d\d:\d\d at this pace, 1 h before its reset +3 min ago, in headers\n/,
    );
    expect((await run('quota', kimi)).stdout).toMatch(/kimi +kimi-1790000000000\.json +– +– +– +– +–\n/);
    const json = (await run('quota', claude, '--json')).json() as { sessions: { quota: object }[] };
    const points = recent.map(([time = 0, usedPercent]) => ({
      at: new Date(time).toISOString(),
      usedPercent,
    }));
    const quota = { windows: [{ pace: expect.closeTo(11, 0), burn: 60, points }] };
    expect(json.sessions[0]?.quota).toMatchObject(quota);
    expect((await run('show', claude, '--json')).json()).toMatchObject({ quota });
    expect((await run('show', claude)).stdout).toMatch(/^quota 5h +29% left, resets /m);
  });

  test('is null in JSON where it is unknown, also after its reset', async () => {
    await learnt({ usedPercent: 100, resetsAt: at - 1000 });
    const { json } = await run('quota', '--json');
    const { sessions } = json() as { sessions: { name: string; quota: unknown }[] };
    const quotaOf = (name: string) => sessions.find((one) => one.name === name)?.quota;
    expect(quotaOf(claude)).toMatchObject({ windows: [{ id: '5h', usedPercent: null, full: null }] });
    expect(quotaOf(kimi)).toBeNull();
    expect((await run('quota', claude)).stdout).toContain('was full until');
  });

  test('is asked for by name only, and by a server', async () => {
    expect((await run('quota', '--refresh')).code).toBe(2);
    const asked = await run('quota', claude, '--refresh');
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('Only a running server asks')]);
  });
});
