import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const keyOf = (place: Workspace, index: number) => place.keys[index]?.key ?? '';
const everyKey = /fake-client-key-\d{24}|[0-9a-f]{64}/;
const auditOf = (place: Workspace) => readFile(join(place.authDir, '.console', 'audit.jsonl'), 'utf8');

describe('keys list and show', () => {
  test('an aligned table without colours and without any key', async () => {
    const place = await cliWorkspace();
    const { code, stdout, stderr } = await cli(place, ['keys', 'list']);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^LABEL +KEY +PURPOSE +LAST USED +TODAY +STATE +FINGERPRINT$/);
    expect(lines[1]).toMatch(/^team-1 +fake…0001 +development +– +– +active +[0-9a-f]{16}$/);
    expect(lines[1]?.indexOf('fake')).toBe(lines[0]?.indexOf('KEY'));
    expect(stdout + stderr).not.toMatch(everyKey);
    expect(stdout).not.toContain('\x1b');
  });

  test('as JSON, unknown is null', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'list', '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      openProxy: false,
      keys: [{ label: 'team-1', lastUsedAt: null, callsToday: null }, {}, {}],
    });
    expect(run.stdout).not.toMatch(everyKey);
  });

  test('an empty list says that the proxy is open', async () => {
    const place = await cliWorkspace({ keys: [] });
    const run = await cli(place, ['keys', 'list', '--json']);
    expect(run.json()).toEqual({ ok: true, keys: [], openProxy: true, limitsEnforced: false });
    expect(run.stderr).toContain('the server accepts every request');
  });

  test('one key in detail, by the start of its fingerprint', async () => {
    const place = await cliWorkspace();
    const print = fingerprint(keyOf(place, 1));
    const shown = await cli(place, ['keys', 'show', print.slice(0, 8)]);
    expect(shown.stdout).toMatch(/^label +team-2\nkey +fake…0002\n/);
    const json = (await cli(place, ['keys', 'show', 'team-2', '--json'])).json();
    expect(json).toMatchObject({ ok: true, fingerprint: print, label: 'team-2' });
  });

  test('by the start of its mask or label; several are named', async () => {
    const place = await cliWorkspace({ keys: 2 });
    await cli(place, ['keys', 'add', 'ci', '--prefix', 'zulu-ci-0000000000']);
    const show = (name: string) => cli(place, ['keys', 'show', name]);
    expect((await show('zulu')).stdout).toMatch(/^label +ci\nkey +zulu…/);
    expect((await show('C')).stdout).toMatch(/^label +ci\n/);
    const several = /Several keys match .*team-1 \(fake…0001, .*team-2 \(fake…0002/;
    for (const name of ['fake', 'team'])
      expect(await show(name)).toMatchObject({ code: 1, stderr: expect.stringMatching(several) });
  });

  test('a change takes no start of a label, which may be the label of a key that is gone', async () => {
    const place = await cliWorkspace({ keys: 2 });
    await cli(place, ['keys', 'label', 'team-1', 'team-10']);
    const before = await place.readConfig();
    for (const change of [
      ['revoke', 'team-1', '--yes'],
      ['rotate', 'team-1'],
    ])
      expect(await cli(place, ['keys', ...change])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Did you mean "team-10"?'),
      });
    expect(await place.readConfig()).toBe(before);
    expect(await cli(place, ['keys', 'revoke', 'team-10', '--yes'])).toMatchObject({ code: 0 });
  });

  test('list says why there are no labels', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'label', 'team-1', 'web']);
    await writeFile(join(place.authDir, '.console', 'key-records.data'), 'no records');
    const run = await cli(place, ['keys', 'list']);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('key-records.data') });
  });

  test('a change that is repeated takes no start of a mask, which may be the label of a key that is gone', async () => {
    const place = await cliWorkspace({ keys: 1 });
    await cli(place, ['keys', 'add', 'prod']);
    await cli(place, ['keys', 'add', 'web', '--prefix', 'prod-web-0000000000']);
    const revoke = (name: string) => cli(place, ['keys', 'revoke', name, '--yes']);
    expect(await revoke('prod')).toMatchObject({ code: 0 });
    const before = await place.readConfig();
    const again = await revoke('prod');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/Did you mean "prod….{4}"\?/) });
    expect(await place.readConfig()).toBe(before);
    const mask = /prod….{4}/.exec(again.stderr)?.[0] ?? '';
    expect(await revoke(mask.replace('…', '...'))).toMatchObject({ code: 0 });
  });

  test('a whole label in another case comes before the start of a mask', async () => {
    const place = await cliWorkspace({ keys: 1 });
    await cli(place, ['keys', 'add', 'Fake']);
    expect((await cli(place, ['keys', 'show', 'fake'])).stdout).toMatch(/^label +Fake\n/);
  });
});

describe('keys add and import', () => {
  test('the key, and only it, is on stdout', async () => {
    const place = await cliWorkspace();
    const { code, stdout, stderr } = await cli(place, [
      'keys',
      'add',
      'ci',
      '--prefix',
      'ci-',
      '--purpose',
      'ci/cd',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ci-[0-9a-f]{64}\n$/);
    expect(stderr).toContain('Added ci.');
    expect(stderr).not.toContain(stdout.trim());
    expect(await place.readConfig()).toContain(`  - ${stdout.trim()}\n`);
    expect(await place.readConfig()).toContain("# The team's proxy: comments stay where they are.");
    const audit = JSON.parse(await auditOf(place));
    expect(audit).toMatchObject({ user: 'tester', operation: 'add-client-key' });
    expect(await auditOf(place)).not.toMatch(everyKey);
  });

  test('--json has it in key, with the expiry', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'add', 'ci', '--expires', '90d', '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      label: 'ci',
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(run.stderr).toContain('enforces the expiry');
    for (const word of ['none', 'never']) {
      const edited = await cli(place, ['keys', 'edit', 'ci', '--expires', word, '--json']);
      expect(edited.json()).toMatchObject({ label: 'ci', expiresAt: null });
    }
  });

  test('a given key comes over stdin and is not printed', async () => {
    const place = await cliWorkspace();
    const key = 'fake-given-key-00000000000000000000001';
    const run = await cli(place, ['keys', 'add', 'night', '--key-file', '-'], { stdin: `${key}\n` });
    expect(run.code).toBe(0);
    expect(await place.readConfig()).toContain(key);
    expect(run.stdout + run.stderr).not.toContain(key);
    const again = await cli(place, ['keys', 'add', '--key-file', '-'], { stdin: key });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already') });
  });

  test('import reports lines and ends with 1 when one was refused', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'keys.csv');
    await writeFile(file, `fake-imported-key-00000000000000000001,one\nshort\n${keyOf(place, 0)}\n`);
    const run = await cli(place, ['keys', 'import', file, '--json']);
    expect(run.code).toBe(1);
    expect(run.json()).toMatchObject({
      added: [{ line: 1 }],
      skipped: [{ line: 3 }],
      refused: [{ line: 2 }],
    });
    expect(run.stderr).toContain('line 2: ');
    expect(run.stdout + run.stderr).not.toContain('fake-imported-key');
  });

  test('import and --key-file take JSON, variables and quotes apart, and refuse what is unclear', async () => {
    const place = await cliWorkspace();
    const key = (nth: number) => `fake-wrapped-key-0000000000000000000${nth}`;
    const add =
      (...argv: string[]) =>
      (stdin: string) =>
        cli(place, ['keys', ...argv], { stdin });
    expect((await add('import', '-')(`{"api-keys": ["${key(1)}"]}`)).code).toBe(0);
    expect((await add('import', '-')(`\ufeffCLIENT_KEY=${key(2)}\r\n`)).code).toBe(0);
    expect((await add('add', '--key-file', '-')(`export KEY="${key(3)}"\n`)).code).toBe(0);
    expect((await add('add', '--key-file', '-')(`"${key(4)}"\n`)).code).toBe(0);
    const unclear = await add('add', '--key-file', '-')(`{"key": "${key(5)}"}`);
    expect(unclear).toMatchObject({ code: 1, stderr: expect.stringContaining('Line 1: ') });
    const two = await add('add', '--key-file', '-')(`["${key(5)}", "${key(6)}"]`);
    expect(two.stderr).toContain('several keys');
    const text = await place.readConfig();
    for (const nth of [1, 2, 3, 4]) expect(text).toMatch(new RegExp(`- "?${key(nth)}"?\\n`));
    expect(text).not.toContain(key(5));
  });
});

describe('keys rotate, finish, roll-back, deadline', () => {
  test('the promised JSON, and finish removes the old key', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'rotate', 'team-1', '--grace', '1h', '--json']);
    expect(run.code).toBe(0);
    const { key, old } = run.json() as { key: string; old: { deadline: string } };
    expect(run.json()).toEqual({
      ok: true,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      fingerprint: fingerprint(key),
      label: 'team-1',
      purpose: 'development',
      expiresAt: null,
      old: { fingerprint: fingerprint(keyOf(place, 0)), mask: 'fake…0001', deadline: expect.any(String) },
      enforced: false,
    });
    expect(Math.abs(Date.parse(old.deadline) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(await place.readConfig()).toContain(`  - ${keyOf(place, 0)}\n  - ${key}\n`);
    // Nobody counts the requests of the old key here.
    const asked = await cli(place, ['keys', 'finish', 'team-1']);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('may be in use') });
    const finished = await cli(place, ['keys', 'finish', 'team-1', '--yes', '--json']);
    expect(finished.json()).toMatchObject({
      ok: true,
      removed: fingerprint(keyOf(place, 0)),
      callsLastHour: null,
    });
    expect(await place.readConfig()).not.toContain(keyOf(place, 0));
    expect(await auditOf(place)).not.toMatch(everyKey);
  });

  test('rolling back asks, and brings the file back to the byte', async () => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    await cli(place, ['keys', 'rotate', 'team-1']);
    expect((await cli(place, ['keys', 'roll-back', 'team-2'])).stderr).toContain('is not being rotated');
    const unasked = await cli(place, ['keys', 'roll-back', 'team-1']);
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('Use --yes') });
    const no = await cli(place, ['keys', 'roll-back', 'team-1'], { typed: ['n'] });
    expect(no).toMatchObject({ code: 1, stderr: expect.stringContaining('No changes made.') });
    const yes = await cli(place, ['keys', 'roll-back', 'team-1'], { typed: ['y'] });
    expect(yes.code).toBe(0);
    expect(await place.readConfig()).toBe(before);
  });

  test('expiry and prefix of the old key are those of the new one, unless others are given', async () => {
    const place = await cliWorkspace();
    const first = `sk-cli-${'5f'.repeat(32)}`;
    const add = ['keys', 'add', 'ci', '--key-file', '-', '--expires', '90d'];
    expect((await cli(place, add, { stdin: first })).code).toBe(0);
    const rotate = ['keys', 'rotate', 'ci', '--grace', 'now', '--yes', '--json'];
    const kept = await cli(place, rotate);
    const { key, expiresAt } = kept.json() as { key: string; expiresAt: string };
    expect(key).toMatch(/^sk-cli-[0-9a-f]{64}$/);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 90 * 86_400_000)).toBeLessThan(60_000);
    expect(kept.stderr).toContain('The new key expires');
    const other = (await cli(place, [...rotate, '--expires', 'none', '--prefix', 'ci-'])).json();
    expect(other).toMatchObject({ expiresAt: null, key: expect.stringMatching(/^ci-[0-9a-f]{64}$/) });
    const show = (await cli(place, ['keys', 'list', '--json'])).json() as { keys: object[] };
    expect(show.keys.at(-1)).toMatchObject({ label: 'ci', expiresAt: null });
  });

  test('now replaces at once and asks', async () => {
    const place = await cliWorkspace();
    expect((await cli(place, ['keys', 'rotate', 'team-1', '--grace', 'now'])).code).toBe(2);
    const run = await cli(place, ['keys', 'rotate', 'team-1', '--grace', 'now', '--yes', '--json']);
    expect(run.json()).toMatchObject({ old: { deadline: null }, enforced: null });
    expect(await place.readConfig()).not.toContain(keyOf(place, 0));
  });

  test('the deadline can be moved', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'rotate', 'team-1']);
    const run = await cli(place, ['keys', 'deadline', 'team-1', '14d', '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      fingerprint: fingerprint(keyOf(place, 0)),
      enforced: false,
    });
    const soon = await cli(place, ['keys', 'deadline', 'team-1', 'soon']);
    expect(soon).toMatchObject({ code: 2, stderr: expect.stringContaining('Invalid duration "soon"') });
  });
});

describe('several keys at once', () => {
  const keysOf = async (place: Awaited<ReturnType<typeof cliWorkspace>>) =>
    (await cli(place, ['keys', 'list', '--json'])).json().keys as Record<string, unknown>[];

  test('rotate prints a new key for each, in the order given, and a key named twice counts once', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'rotate', 'team-2', 'team-1', 'team-2', '--json']);
    const { keys } = run.json() as { keys: Record<string, unknown>[] };
    expect(keys.map(({ label }) => label)).toEqual(['team-2', 'team-1']);
    expect((await keysOf(place)).filter(({ replaces }) => replaces !== null)).toHaveLength(2);
    const plain = await cli(place, ['keys', 'rotate', 'team-3']);
    expect(plain.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test('rotate changes no key if one is unknown', async () => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    expect((await cli(place, ['keys', 'rotate', 'team-1', 'nobody'])).code).toBe(1);
    expect(await place.readConfig()).toBe(before);
  });

  test('limit and edit set the same for all, label sets one for each', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'limit', 'team-1', 'team-2', '--requests-per-minute', '60']);
    await cli(place, ['keys', 'edit', 'team-1', 'team-2', '--purpose', 'ci']);
    const named = await cli(place, ['keys', 'label', 'team-1', 'one', 'team-2', 'two']);
    expect(named.code).toBe(0);
    const same = { purpose: 'ci', limits: expect.objectContaining({ requestsPerMinute: 60 }) };
    expect(await keysOf(place)).toMatchObject([
      { label: 'one', ...same },
      { label: 'two', ...same },
      { label: 'team-3', purpose: 'development' },
    ]);
    for (const words of [['one'], ['one', 'a', 'two'], ['one', 'a', 'one', 'b']]) {
      expect((await cli(place, ['keys', 'label', ...words])).code).toBe(2);
    }
  });
});

describe('keys label, edit, revoke, reveal, copy', () => {
  test('label and edit change what is known, not the config', async () => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    await cli(place, ['keys', 'label', 'team-1', 'night shift']);
    const run = await cli(place, [
      'keys',
      'edit',
      'night shift',
      '--purpose',
      'ci/cd',
      '--expires',
      '90d',
      '--json',
    ]);
    expect(run.json()).toMatchObject({ ok: true, label: 'night shift', purpose: 'ci/cd' });
    const never = await cli(place, ['keys', 'edit', 'night shift', '--expires', 'never', '--json']);
    expect(never.json()).toMatchObject({ expiresAt: null });
    expect((await cli(place, ['keys', 'edit', 'night shift'])).code).toBe(2);
    expect(await place.readConfig()).toBe(before);
  });

  test('revoke names the keys in its question', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'revoke', 'team-1', 'team-2'], { typed: ['yes'] });
    expect(run.stderr).toContain('Revoke team-1, team-2?');
    expect(run.code).toBe(0);
    expect(await place.readConfig()).not.toMatch(/0001|0002/);
  });

  test('the last key goes only with --allow-open', async () => {
    const place = await cliWorkspace({ keys: 1 });
    const refused = await cli(place, ['keys', 'revoke', 'team-1', '--yes', '--json']);
    expect(refused.code).toBe(1);
    expect(refused.json()).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    const done = await cli(place, ['keys', 'revoke', 'team-1', '--yes', '--allow-open', '--json']);
    expect(done.json()).toMatchObject({ ok: true, openProxy: true });
  });

  test('reveal prints the key; copy sends it to the terminal and prints it nowhere', async () => {
    const place = await cliWorkspace();
    const revealed = await cli(place, ['keys', 'reveal', 'team-2']);
    expect(revealed.stdout).toBe(`${keyOf(place, 1)}\n`);
    const copied = await cli(place, ['keys', 'copy', 'team-2']);
    expect(copied.terminal).toContain(Buffer.from(keyOf(place, 1)).toString('base64'));
    expect(copied.stdout + copied.stderr).not.toContain(keyOf(place, 1));
    expect(await auditOf(place)).not.toMatch(everyKey);
    const audit = await cli(place, ['audit']);
    expect(audit.stdout).toMatch(/reveal-client-key +team-2 \(/);
  });

  test('revoke LABEL during its rotation means both keys', async () => {
    const place = await cliWorkspace();
    const made = (await cli(place, ['keys', 'rotate', 'team-1'])).stdout.trim();
    const asked = await cli(place, ['keys', 'revoke', 'team-1']);
    expect(asked.stderr).toContain('Revoke team-1 (old key), team-1 (new key)?');
    expect((await cli(place, ['keys', 'revoke', 'team-1', '--yes'])).code).toBe(0);
    const config = await place.readConfig();
    expect(config).not.toContain(keyOf(place, 0));
    expect(config).not.toContain(made);
  });

  test('a key without a label is an active key', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'edit', 'team-1', '--label', 'none']);
    const { keys } = (await cli(place, ['keys', 'list', '--json'])).json() as { keys: { state: string }[] };
    expect(keys[0]).toMatchObject({ label: null, state: 'active' });
  });

  test('an ambiguous name lists the candidates; a pasted key is not repeated', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'label', 'team-2', 'team-1']);
    const ambiguous = await cli(place, ['keys', 'revoke', 'team-1', '--yes']);
    expect(ambiguous).toMatchObject({ code: 1, stderr: expect.stringContaining('Several keys match') });
    const pasted = await cli(place, ['keys', 'revoke', keyOf(place, 0), '--yes']);
    expect(pasted.code).toBe(1);
    expect(pasted.stderr).not.toContain(keyOf(place, 0));
  });
});
