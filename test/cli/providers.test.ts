import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';
import { cli, cliWorkspace } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

const claudeKey = 'fake-claude-key-000000000000000001';
const routerKey = 'fake-router-key-000000000000000001';
const spareKey = 'fake-router-key-000000000000000002';
const fresh = 'fake-fresh-key-0000000000000000009';

const more = (base = 'https://openrouter.example.com/api/v1') => `claude-api-key:
  - api-key: "${claudeKey}" # marketing pays
    prefix: web
openai-compatibility:
  - name: openrouter
    base-url: ${base}
    headers:
      X-Extra: fake-header-secret-0001
    api-key-entries:
      - api-key: ${routerKey}
      - api-key: ${spareKey}
        proxy-url: http://me:fake-proxy-password@127.0.0.1:3128
    models:
      - name: vendor/model-a
        alias: a
        x-note: kept
`;
const place = (base?: string) => cliWorkspace({ keys: 1, more: more(base) });
const secrets = [claudeKey, routerKey, spareKey, fresh, 'fake-header-secret', 'fake-proxy-password'];

describe('cli-proxy providers', () => {
  test('list shows every key by its mask, with name, address and state', async () => {
    const at = await place();
    const listed = await cli(at, ['providers', 'list']);
    expect(listed.code).toBe(0);
    expect(listed.stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
      'PROVIDER | NAME / PREFIX | KEY | BASE URL | ATTEMPTS | ERRORS | STATE | FINGERPRINT',
      `claude | web | fake…0001 | https://api.anthropic.com | – | – | active | ${fingerprint(claudeKey)}`,
      `openai-compatibility | openrouter | fake…0001 | https://openrouter.example.com/api/v1 | – | – | active · one of 2 keys | ${fingerprint(routerKey)}`,
      `openai-compatibility | openrouter | fake…0002 | https://openrouter.example.com/api/v1 | – | – | active · one of 2 keys | ${fingerprint(spareKey)}`,
      '',
    ]);
    const json = (await cli(at, ['providers', 'list', '--json'])).json();
    expect(json.keys).toMatchObject([
      { provider: 'claude', prefix: 'web', state: 'active', callsToday: null, models: [] },
      { name: 'openrouter', models: ['a'], keysOfEntry: 2 },
      { mask: 'fake…0002', proxyUrl: 'http://…@127.0.0.1:3128' },
    ]);
    expect(listed.stdout + JSON.stringify(json)).not.toMatch(new RegExp(secrets.join('|')));
  });

  test('show tells the fields that are written, of headers the names alone', async () => {
    const at = await place();
    const shown = await cli(at, ['providers', 'show', fingerprint(spareKey).slice(0, 6)]);
    expect(shown.stdout).toMatch(/headers +X-Extra\n/);
    expect(shown.stdout).toMatch(/models +vendor\/model-a=a\n/);
    const json = await cli(at, ['providers', 'show', 'openrouter', '--json']);
    expect(json.json()).toMatchObject({ name: 'openrouter', fields: { headers: 'X-Extra' } });
    expect(shown.stdout + json.stdout).not.toMatch(new RegExp(secrets.join('|')));
    // The start of a mask: of all three keys.
    const several = await cli(at, ['providers', 'show', 'fake']);
    expect(several.stderr).toMatch(/Several provider keys match fake.*fake…0001.*fake…0002/);
  });

  test('add takes the key from stdin, a file, a variable or a hidden prompt', async () => {
    const at = await place();
    await writeFile(join(at.home, 'key.txt'), `${fresh}2\nmore\n`);
    const runs = [
      await cli(at, ['providers', 'add', 'claude', '--prefix', 'one', '--key-file', '-'], {
        stdin: `${fresh}1\n`,
      }),
      await cli(at, ['providers', 'add', 'gemini', '--key-file', 'key.txt', '--weight', '3', '--json']),
      await cli(at, ['providers', 'add', 'cline', '--key-env', 'MY_KEY', '--models', 'a/b=c, d/e'], {
        env: { MY_KEY: `${fresh}3` },
      }),
      await cli(at, ['providers', 'add', 'openai-compatibility', '--to', 'openrouter'], {
        typed: [`${fresh}4`],
      }),
      await cli(at, [
        'providers',
        'add',
        'openai-compatibility',
        '--name',
        'local',
        '--base-url',
        'http://127.0.0.1:11434/v1',
        '--no-key',
      ]),
    ];
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(
      runs.map(() => [0, expect.stringContaining('Added ')]),
    );
    expect(runs.map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain(fresh);
    expect(runs[1]?.json()).toMatchObject({ ok: true, mask: 'fake…0092' });
    const text = await at.readConfig();
    expect(text).toContain(`  - api-key: "${fresh}1"\n    prefix: one\n`);
    expect(text).toMatch(/base-url: "?https:\/\/api.cline.bot\/api\/v1/);
    expect(text).toContain(`      - api-key: ${fresh}4\n`);
    expect((await cli(at, ['providers', 'list', '--json'])).json().keys).toHaveLength(8);
  });

  test('a key is never taken from the command line, and what is missing is said', async () => {
    const at = await place();
    const before = await at.readConfig();
    const wrong = [
      ['providers', 'add', 'claude', '--api-key', fresh],
      ['providers', 'add', 'claude', '--key', fresh],
      ['providers', 'add', 'claude'],
      ['providers', 'add', 'claude', '--key-env', 'NOT_SET'],
      ['providers', 'edit', 'web', '--proxy-url', 'http://me:secret@127.0.0.1:1'],
      ['providers', 'edit', 'web'],
      ['providers', 'move', 'web', 'sideways'],
      ['providers', 'remove', 'web'],
    ];
    for (const argv of wrong) {
      const run = await cli(at, argv);
      expect([argv.join(' '), run.code]).toEqual([argv.join(' '), 2]);
      expect(run.stderr).not.toContain('secret@');
    }
    const refused = [
      ['providers', 'add', 'nobody', '--no-key'],
      ['providers', 'edit', 'openrouter', '--name', 'none'],
      ['providers', 'edit', 'web', '--weight', 'many'],
      ['providers', 'edit', 'web', '--name', 'x'],
      ['providers', 'show', 'nothing'],
      ['providers', 'rotate', 'openrouter', '--no-check', '--key-env', 'KEY'],
    ];
    for (const argv of refused) {
      const run = await cli(at, argv, { env: { KEY: fresh } });
      expect([argv.join(' '), run.code]).toEqual([argv.join(' '), 1]);
      expect(run.stderr).toMatch(/^cli-proxy: .*\.\n$/);
    }
    expect(await at.readConfig()).toBe(before);
  });

  test('edit changes the one line, and keeps what a list of models does not show', async () => {
    const at = await place();
    const before = await at.readConfig();
    const headers = join(at.home, 'headers.txt');
    await writeFile(headers, 'X-Extra: fake-header-secret-0001\nX-New: 1\n');
    await cli(at, ['providers', 'edit', 'openrouter', '--models', 'vendor/model-a=a,vendor/model-b']);
    await cli(at, ['providers', 'edit', 'openrouter', '--headers-file', 'headers.txt']);
    const done = await cli(at, ['providers', 'edit', 'web', '--prefix', 'none', '--json']);
    expect(done.json()).toMatchObject({ ok: true, fields: ['prefix'] });
    const after = await at.readConfig();
    expect(after).toBe(
      before
        .replace('    prefix: web\n', '')
        .replace('        x-note: kept\n', '        x-note: kept\n      - name: vendor/model-b\n')
        .replace('fake-header-secret-0001\n', 'fake-header-secret-0001\n      X-New: "1"\n'),
    );
  });

  test('a change that is repeated takes no start of a mask, which may be the name of a key that is gone', async () => {
    const at = await place();
    const run = (...argv: string[]) => cli(at, ['providers', ...argv]);
    await run('edit', 'web', '--prefix', 'fake');
    await run('remove', fingerprint(spareKey), '--yes');
    expect(await run('remove', 'fake', '--yes')).toMatchObject({ code: 0 });
    const before = await at.readConfig();
    for (const change of [
      ['remove', 'fake', '--yes'],
      ['disable', 'fake'],
      ['edit', 'fake', '--priority', '1'],
      ['rotate', 'fake', '--key-file', '-'],
    ])
      expect(await cli(at, ['providers', ...change], { stdin: fresh }), change[0]).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Did you mean "fake…0001"?'),
      });
    expect(await at.readConfig()).toBe(before);
    expect(await run('disable', 'fake...0001')).toMatchObject({ code: 0 });
  });

  test('a change takes no provider, no start of a fingerprint, and no id that would mean the next key', async () => {
    const at = await cliWorkspace({
      keys: 1,
      more: ['p1', 'p2'].reduce(
        (text, prefix) => `${text}  - api-key: ${claudeKey}\n    prefix: ${prefix}\n`,
        'codex-api-key:\n  - api-key: fake-codex-key-00000000000000000003\n    base-url: https://codex.example.com\nclaude-api-key:\n',
      ),
    });
    const { keys } = (await cli(at, ['providers', 'list', '--json'])).json() as {
      keys: readonly { readonly id: string; readonly prefix: string | null }[];
    };
    const [first, second, codex] = ['p1', 'p2', null].map(
      (prefix) => keys.find((key) => key.prefix === prefix)?.id ?? '',
    );
    const before = await at.readConfig();
    for (const [word, meant] of [
      ['codex', 'Did you mean "fake…0003"?'],
      [fingerprint('fake-codex-key-00000000000000000003').slice(0, 8), 'Did you mean'],
      ['claude', 'Did you mean "p1" or "p2"?'],
      [fingerprint(claudeKey), `${first}; Claude key p2 (fake…0001), ${second}`],
      [first, `change the last one first: ${second}.`],
    ]) {
      const refused = await cli(at, ['providers', 'remove', word ?? '', '--yes']);
      expect([word, refused.code, refused.stderr]).toEqual([word, 1, expect.stringContaining(meant ?? '')]);
    }
    for (const change of [
      ['rotate', '--key-file', '-', '--no-test'],
      ['edit', '--base-url', 'https://other.example.com'],
    ]) {
      const [verb = '', ...options] = change;
      const refused = await cli(at, ['providers', verb, first ?? '', ...options], { stdin: fresh });
      expect([verb, refused.stderr]).toEqual([verb, expect.stringContaining('Use its prefix, or change')]);
    }
    expect(await at.readConfig()).toBe(before);
    expect((await cli(at, ['providers', 'show', 'codex'])).stdout).toContain(codex);
    const remove = (word = '') => cli(at, ['providers', 'remove', word, '--yes']);
    expect((await remove(second)).code).toBe(0);
    expect((await remove(second)).code).toBe(1);
    expect((await remove(first)).code).toBe(0);
  });

  test('a change that leaves the id of a repeated key takes that id, and the others name no prefix it lacks', async () => {
    const at = await cliWorkspace({
      keys: 1,
      more: `claude-api-key:\n  - api-key: ${claudeKey}\n  - api-key: ${claudeKey}\n    prefix: p2\n`,
    });
    const { keys } = (await cli(at, ['providers', 'list', '--json'])).json() as {
      keys: readonly { readonly id: string }[];
    };
    const id = keys[0]?.id ?? '';
    for (const change of [
      ['disable', id],
      ['enable', id],
      ['edit', id, '--priority', '1'],
      ['move', id, 'first'],
    ])
      expect(await cli(at, ['providers', ...change]), change[0]).toMatchObject({ code: 0 });
    const refused = await cli(at, ['providers', 'remove', id, '--yes']);
    expect(refused.stderr).toContain(`once it is changed. Change the last one first: ${id}#2.`);
  });

  test('disable, enable, move, duplicate and remove say what they did', async () => {
    const at = await place();
    const before = await at.readConfig();
    const run = async (...argv: string[]) => (await cli(at, ['providers', ...argv])).stderr.trim();
    expect(await run('disable', 'openrouter')).toContain(
      'Disabled openrouter (fake…0001). The entry has 2 keys',
    );
    expect((await cli(at, ['providers', 'list'])).stdout).toContain('disabled');
    await run('enable', 'openrouter');
    expect(await run('move', fingerprint(spareKey), 'first')).toBe(
      'Moved openrouter (fake…0002) to the top.',
    );
    expect(await run('duplicate', 'openrouter', '--name', 'second')).toContain('a copy of openrouter');
    expect(await run('remove', 'second', '--whole', '--yes')).toContain('Removed second');
    await run('duplicate', 'openrouter', '--name', 'third', '--proxy-url', 'http://proxy.example.com:1');
    expect((await at.readConfig()).split('name: third')[1]).toContain('proxy.example.com');
    await run('remove', 'third', '--whole', '--yes');
    expect(await run('remove', 'web', '--yes')).toBe('Removed Claude key web (fake…0001).');
    const after = await at.readConfig();
    expect(after).not.toContain('marketing');
    expect(after.indexOf(spareKey)).toBeLessThan(after.indexOf(routerKey));
    expect(before).toContain('marketing');
  });

  test('rotate tries the new key out first: a refused one is not taken', async () => {
    const upstream = await fakeUpstream(({ json, headers }) =>
      headers.authorization === `Bearer ${fresh}`
        ? json(200, { object: 'list', data: [{ id: 'vendor/model-a' }] })
        : json(401, { error: { message: 'no such key' } }),
    );
    const at = await place(`${upstream.url}/v1`);
    const rotate = ['providers', 'rotate', fingerprint(routerKey), '--key-env', 'KEY'];
    const before = await at.readConfig();
    const bad = await cli(at, rotate, { env: { KEY: 'fake-bad-key-00000000000000000008' } });
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain('The new key failed its test, so the old one stays');
    expect(await at.readConfig()).toBe(before);
    const good = await cli(at, [...rotate, '--json'], { env: { KEY: fresh } });
    expect(good.json()).toMatchObject({
      ok: true,
      mask: 'fake…0009',
      checked: expect.any(String),
      oldId: null,
    });
    expect(await at.readConfig()).toBe(before.replace(routerKey, fresh));
    expect(upstream.seen.map(({ headers }) => headers.authorization)).toContain(`Bearer ${fresh}`);
    const audit = await cli(at, ['audit', '--json']);
    expect(audit.stdout).toContain('rotate-provider-key');
    expect(audit.stdout).not.toContain(fresh);
  });
});

describe('cli-proxy providers clear-cooldown', () => {
  test('clears the cooldowns of the running server, and says when there is none', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(429, { error: { message: 'slow down' } }, { 'retry-after': '600' }),
    );
    const at = await cliWorkspace({
      keys: 1,
      more: `request-retry: 0\nopenai-compatibility:\n  - name: openrouter\n    base-url: ${upstream.url}\n    api-key-entries:\n      - api-key: ${routerKey}\n    models:\n      - name: model-a\n`,
    });
    const secret = 'fake-management-secret-1';
    const { url } = await serving(at, ['--port', '0'], { env: { MANAGEMENT_PASSWORD: secret } });
    const run = (...argv: string[]) =>
      cli(at, ['providers', ...argv], { env: { CLI_PROXY_PASSWORD: secret, CLI_PROXY_URL: url } });
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${at.keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'model-a', messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect(answer.status).toBe(429);
    const state = async () => ((await run('list', '--json')).json().keys as { state: string }[])[0]?.state;
    const dry = await run('clear-cooldown', '--all', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('clear the cooldown of')]);
    expect(await state()).toBe('cooling');
    const cleared = await run('clear-cooldown', 'openrouter', '--json');
    expect(cleared).toMatchObject({ code: 0, stderr: expect.stringContaining('Cleared the cooldown of') });
    expect(cleared.json().ids).toHaveLength(1);
    expect(await state()).not.toBe('cooling');
    for (const which of ['openrouter', '--all']) {
      const again = await run('clear-cooldown', which, '--json');
      expect([again.code, again.json()]).toEqual([0, { ok: true, changed: false }]);
    }
    expect((await cli(at, ['audit', '--disk'])).stdout.match(/clear-provider-cooldown/g)).toHaveLength(1);
  });

  test('needs a key or --all, and a server that knows', async () => {
    const at = await place();
    for (const words of [[], ['7f3a', '--all']])
      expect((await cli(at, ['providers', 'clear-cooldown', ...words])).code).toBe(2);
    const disk = await cli(at, ['providers', 'clear-cooldown', '--all', '--disk']);
    expect(disk).toMatchObject({ code: 1, stderr: expect.stringContaining('Only the running server') });
  });
});
