import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir, secret } from './disk-world.ts';

const claude = 'claude-dev1@example.com.json';
const kimi = 'kimi-1790000000000.json';
const conflict = { ok: false, kind: 'conflict' };
const invalid = { ok: false, kind: 'invalid' };

let world: AuthDirWorld;
beforeEach(() => {
  world = openAuthDir();
});
afterEach(() => world.dispose());

const modeOf = (name: string) => statSync(join(world.folder, name)).mode & 0o777;

describe('switching accounts off and on', () => {
  test('changes that one word in the file and nothing else', async () => {
    const before = world.read(claude);
    good(await world.sessions.setDisabled([claude], true));
    expect(world.read(claude)).toBe(
      before.replace('"shared dev account"', '"shared dev account",\n  "disabled": true'),
    );
    good(await world.sessions.setDisabled([kimi], false));
    expect(world.read(kimi)).toContain('"disabled": false');
    expect(good(await world.sessions.inspect(claude)).disabled).toBe(true);
  });

  test('of several each is done by itself, and what could not be done stands beside it', async () => {
    world.put('cut.json', '{"type":');
    expect(await world.sessions.setDisabled([claude, 'nope.json', 'cut.json', claude], true)).toEqual({
      ok: true,
      value: {
        done: [claude],
        failed: [
          { name: 'nope.json', message: expect.stringContaining('nope.json') },
          { name: 'cut.json', message: expect.stringContaining('damaged') },
        ],
      },
    });
    expect(world.read('cut.json')).toBe('{"type":');
    expect(await world.sessions.setDisabled(['nope.json', 'none.json'], true)).toMatchObject(conflict);
    expect(await world.sessions.setDisabled([], true)).toMatchObject(invalid);
  });

  test('a stop leaves what was done, and the rest undone', async () => {
    const signal = AbortSignal.abort();
    expect(await world.sessions.setDisabled([claude], true, signal)).toMatchObject({ kind: 'cancelled' });
    expect(world.read(claude)).not.toContain('disabled');
  });
});

describe('fields of an account', () => {
  test('are set, changed and taken away, and unknown members keep their bytes', async () => {
    const odd = '{ "type": "claude", "access_token": "fake", "serial": 12345678901234567890, "note": "old" }';
    world.put('odd.json', odd);
    good(await world.sessions.editFields('odd.json', { note: 'new', prefix: 'team-a', priority: -2 }));
    expect(world.read('odd.json')).toBe(
      '{ "type": "claude", "access_token": "fake", "serial": 12345678901234567890, "note": "new", "prefix": "team-a", "priority": -2 }',
    );
    good(
      await world.sessions.editFields('odd.json', {
        note: null,
        prefix: '',
        priority: null,
        proxyUrl: 'direct',
      }),
    );
    expect(world.read('odd.json')).toBe(
      '{ "type": "claude", "access_token": "fake", "serial": 12345678901234567890, "proxy_url": "direct" }',
    );
  });

  test('that no server would take are refused with a sentence, and nothing is written', async () => {
    const before = world.read(claude);
    for (const fields of [
      { prefix: 'a/b' },
      { proxyUrl: 'proxy' },
      { priority: 1.5 },
      { note: 'a\nb' },
      { note: 'x'.repeat(501) },
      {},
    ])
      expect(await world.sessions.editFields(claude, fields)).toMatchObject({
        ...invalid,
        message: expect.stringMatching(/No changes made\.$/),
      });
    expect(world.read(claude)).toBe(before);
    expect(await world.sessions.editFields('nope.json', { note: 'x' })).toMatchObject(conflict);
  });

  test('a file that was readable by others is for its owner alone afterwards', async () => {
    world.put('open.json', claudeFile(), 0o644);
    good(await world.sessions.editFields('open.json', { note: 'x' }));
    expect(modeOf('open.json')).toBe(0o600);
    expect(good(await world.sessions.inspect('open.json')).warning).toBeUndefined();
  });
});

describe('an upload', () => {
  test('lands whole, for its owner alone, and makes the folder where it is missing', async () => {
    rmSync(world.folder, { recursive: true });
    const text = JSON.stringify(claudeFile(), null, 4);
    good(await world.sessions.upload('claude-dev9@example.com.json', secret(text), { overwrite: false }));
    expect(world.read('claude-dev9@example.com.json')).toBe(text);
    expect(modeOf('claude-dev9@example.com.json')).toBe(0o600);
    expect([modeOf('.'), modeOf('.console')]).toEqual([0o700, 0o700]);
    expect(world.names()).toEqual(['claude-dev9@example.com.json']);
  });

  test('goes over a file that is there only when that was said', async () => {
    const before = world.read(claude);
    const text = JSON.stringify(claudeFile());
    expect(await world.sessions.upload(claude, secret(text), { overwrite: false })).toMatchObject(conflict);
    expect(world.read(claude)).toBe(before);
    good(await world.sessions.upload(claude, secret(text), { overwrite: true }));
    expect(world.read(claude)).toBe(text);
  });

  test('of many at once under one name one lands', async () => {
    const others = Array.from({ length: 6 }, () => world.another());
    const outcomes = await Promise.all(
      others.map((one, nth) =>
        one.upload('claude-x.json', secret(claudeFile(`x${nth}@example.com`)), { overwrite: false }),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => !ok)).toMatchObject(Array(5).fill(conflict));
  });

  test('takes its provider from the channel, and a prefix, and keeps the rest byte for byte', async () => {
    const text = '{"email":"dev9@example.com","access_token":"fake","n":1.0}';
    const how = { overwrite: false, channel: 'gemini-cli', prefix: 'team' };
    expect(await world.sessions.upload('a.json', secret(text), how)).toMatchObject(invalid);
    good(await world.sessions.upload('a.json', secret(text), { ...how, channel: 'claude' }));
    expect(world.read('a.json')).toBe(
      '{"email":"dev9@example.com","access_token":"fake","n":1.0,"type":"claude","prefix":"team"}',
    );
  });

  test('is looked at before it lands: size, shape, provider, tokens, channel, prefix', async () => {
    const cases: readonly [string | object, object, RegExp][] = [
      ['x'.repeat(300 * 1024), {}, /larger than 256 KiB/],
      ['', {}, /is empty/],
      ['{"type":', {}, /is not JSON/],
      ['"text"', {}, /is not a JSON object/],
      [{ email: 'a@example.com' }, {}, /names no provider/],
      [{ type: 'claude', email: 'a@example.com' }, {}, /none of access_token, refresh_token/],
      [{ type: 'vertex', service_account: { private_key: '' } }, {}, /private_key/],
      [claudeFile(), { channel: 'codex' }, /is a file of claude, not of codex/],
      [{ access_token: 'fake' }, { channel: 'cluade' }, /no channel cluade here, only gemini, /],
      [claudeFile(), { prefix: 'a b' }, /A prefix has/],
    ];
    const before = world.names();
    for (const [text, how, reason] of cases) {
      const outcome = await world.sessions.upload('a.json', secret(text), { overwrite: true, ...how });
      expect(outcome).toMatchObject({ ...invalid, message: expect.stringMatching(reason) });
      expect(outcome.ok || outcome.message).not.toContain('fake-access');
    }
    expect(world.names()).toEqual(before);
  });

  test('of a provider that nobody knows here is taken as it is', async () => {
    good(await world.sessions.upload('n.json', secret({ type: 'newcomer' }), { overwrite: false }));
    expect(good(await world.sessions.inspect('n.json'))).toMatchObject({ provider: 'newcomer' });
  });

  test('what is downloaded is what was uploaded', async () => {
    const text = world.read(claude);
    const file = good(await world.sessions.download(claude));
    expect(file.reveal()).toBe(text);
    expect(JSON.stringify(file)).not.toContain('fake-claude-access-token');
    expect(await world.sessions.download('nope.json')).toMatchObject(conflict);
  });
});

describe('when something goes wrong', () => {
  test('a folder that may not be written says so in one sentence, and nothing is left behind', async () => {
    rmSync(world.folder, { recursive: true });
    writeFileSync(world.folder, 'a file stands here');
    const outcome = await world.sessions.upload('a.json', secret(claudeFile()), { overwrite: false });
    expect(outcome).toMatchObject({ ok: false, kind: 'failed' });
    expect(outcome.ok || outcome.message).toMatch(/^Cannot .+: .+; .+\.$/);
  });

  test('another program that writes in the middle keeps what it wrote, and ours lands beside it', async () => {
    const { rewriteEntry } = await import('../../../src/backend/disk/auth-files/write-entry.ts');
    const { editJson } = await import('../../../src/base/json/edit-json.ts');
    let disturbed = 0;
    const outcome = await rewriteEntry(world.folder, claude, (text) => {
      if (disturbed++ < 2) world.put(claude, editJson(text, [{ path: ['theirs'], value: disturbed }]));
      return { ok: true, value: editJson(text, [{ path: ['ours'], value: true }]) };
    });
    expect(outcome).toEqual({ ok: true, value: undefined });
    expect(JSON.parse(world.read(claude))).toMatchObject({ theirs: 2, ours: true });
  });

  test('one that never stops writing makes it a conflict', async () => {
    const { rewriteEntry } = await import('../../../src/backend/disk/auth-files/write-entry.ts');
    let nth = 0;
    const outcome = await rewriteEntry(world.folder, claude, (text) => {
      world.put(claude, { ...claudeFile(), nth: nth++ });
      return { ok: true, value: `${text} ` };
    });
    expect(outcome).toMatchObject(conflict);
    expect(world.names().filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('a temp file that a killed writer left is cleared away with the next write of that file', async () => {
    writeFileSync(join(world.folder, `.${claude}.cli-proxy-00ff.tmp`), 'half');
    good(await world.sessions.editFields(claude, { note: 'x' }));
    expect(world.names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a folder in the place of a file, and a link, are not written over', async () => {
    mkdirSync(join(world.folder, 'dir.json'));
    symlinkSync('nowhere', join(world.folder, 'link.json'));
    for (const name of ['dir.json', 'link.json']) {
      const outcome = await world.sessions.upload(name, secret(claudeFile()), { overwrite: true });
      expect(outcome).toMatchObject({ ok: false });
    }
    expect(existsSync(join(world.folder, 'nowhere'))).toBe(false);
    expect(statSync(join(world.folder, 'dir.json')).isDirectory()).toBe(true);
  });
});
