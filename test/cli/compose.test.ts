import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { nearest } from '../../src/base/text/did-you-mean.ts';
import { findConfig } from '../../src/cli/compose/create-services.ts';
import { copyText } from '../../src/cli/compose/effects/desktop.ts';
import { configAddress, quickAddress, quickAuthDir } from '../../src/cli/compose/find/config-address.ts';
import { lookForConfig } from '../../src/cli/compose/find/find-config.ts';
import { firstConfigText } from '../../src/config/file/create-config.ts';
import { parseConfig } from '../../src/config/parse/parse-config.ts';
import { serverUrl } from '../../src/contract/server-address.ts';
import { maskSettings } from '../../src/contract/settings/mask-settings.ts';

const secret = new Secret('fake-secret-0000000000000000000000001');

async function emptyHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'find-config-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

describe('finding config.yaml', () => {
  test('the first that is there, in the promised order', async () => {
    const home = await emptyHome();
    const place = { env: {}, home, cwd: join(home, 'work') };
    const own = join(home, '.config', 'cli-proxy', 'config.yaml');
    expect(await lookForConfig(undefined, place)).toEqual({ there: false, path: own, named: false });
    const order = [join(home, '.cli-proxy-api', 'config.yaml'), own, join(home, 'work', 'config.yaml')];
    for (const path of order) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'port: 1\n');
      expect(await lookForConfig(undefined, place)).toMatchObject({ there: true, path });
    }
  });

  test('a named one is the only one; --config wins over the environment, ~ is the home', async () => {
    const home = await emptyHome();
    await writeFile(join(home, 'named.yaml'), '');
    const place = { env: { CLI_PROXY_CONFIG: '~/none.yaml' }, home, cwd: home };
    expect(await findConfig(undefined, place)).toMatchObject({ ok: false, kind: 'invalid' });
    expect(await findConfig('~/named.yaml', place)).toMatchObject({
      ok: true,
      value: { path: join(home, 'named.yaml') },
    });
  });

  test('of one that is not there the nearest is named, and how to make it', async () => {
    const home = await emptyHome();
    for (const name of ['config.yaml', 'other.yaml']) await writeFile(join(home, name), '');
    const place = { env: {}, home, cwd: home };
    expect(await findConfig('confg.yaml', place)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/nearest match is .*\/config\.yaml.*cli-proxy init/),
    });
    expect(await findConfig('/nonexistent/x.yaml', place)).toMatchObject({
      message: expect.stringContaining(join(home, 'config.yaml')),
    });
  });

  test('XDG_CONFIG_HOME decides where a first run makes it', async () => {
    const home = await emptyHome();
    const place = { env: { XDG_CONFIG_HOME: join(home, 'xdg') }, home, cwd: home };
    expect((await lookForConfig(undefined, place)).path).toBe(join(home, 'xdg', 'cli-proxy', 'config.yaml'));
  });
});

describe('the address of the server', () => {
  test.each([
    [{}, 'http://127.0.0.1:8317'],
    [{ host: '', port: 9000 }, 'http://127.0.0.1:9000'],
    [{ host: '0.0.0.0' }, 'http://127.0.0.1:8317'],
    [{ host: '::' }, 'http://[::1]:8317'],
    [{ host: '[fe80::1]', port: 1 }, 'http://[fe80::1]:1'],
    [{ host: 'proxy.example.net', tls: { enable: true } }, 'https://proxy.example.net:8317'],
  ])('%j', (config, url) => expect(serverUrl(config)).toBe(url));
});

describe('the quick way to the address', () => {
  const plain = fc.record({
    host: fc.constantFrom('', 'host: 127.0.0.1', 'host: "::1" # v6', "host: ''", 'host: proxy.example.net'),
    port: fc.constantFrom('', 'port: 9000', 'port: 8317   # the usual'),
    tls: fc.constantFrom('', 'tls:\n  enable: false\n  cert: ""', 'tls: # off\n  enable: false # for now'),
    odd: fc.constantFrom(
      'api-keys:\n- a\n- b',
      'api-keys:\n  - "port: 1"',
      '# host: other',
      'note: |\n  port: 2\n  host: x',
      'remote-management:\n  port: 3',
      'tls: {enable: true}',
      'host: null',
      'host: a\n  b',
      'port: 0755',
      'port: many',
      '? port\n: 4',
      '"port": 5',
      '<<: {port: 6}',
      '---',
      'host: &a 127.0.0.1',
      'port:\n  7',
    ),
    crlf: fc.boolean(),
  });

  test('it says what the parser says, or nothing', () => {
    let answered = 0;
    fc.assert(
      fc.property(plain, fc.shuffledSubarray([0, 1, 2, 3]), ({ host, port, tls, odd, crlf }, order) => {
        const text = order.map((index) => [host, port, tls, odd][index]).join('\n');
        const quick = quickAddress(crlf ? text.replaceAll('\n', '\r\n') : text);
        if (!quick) return;
        answered += 1;
        const parsed = parseConfig(text);
        // of what no parser takes anything may be said
        if (parsed.ok) expect(serverUrl(quick)).toBe(serverUrl(parsed.value.config));
      }),
      { seed: 42, numRuns: 2_000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  test('the config of a first run goes this way', () => {
    const made = firstConfigText({ clientKey: secret, managementSecret: secret, port: 8318 });
    expect(quickAddress(made)).toEqual({ host: '127.0.0.1', port: 8318 });
  });
});

describe('the address of the server of a broken config.yaml', () => {
  const at = async (text: string) => {
    const home = await emptyHome();
    const path = join(home, 'config.yaml');
    await writeFile(path, text);
    const address = await configAddress(path, { cwd: home, home });
    return address.ok ? address.value.url : address.message;
  };

  test.each([
    ['a tab', 'port: 8601\nremote-management:\n\tallow-remote: false\n'],
    ['an open bracket', 'port: 8601\nbroken: [\n'],
    ['an odd line', 'host: "127.0.0.1"\nport: 8601\n"odd": [\n@\n'],
  ])('is read from its own lines: %s', async (_, text) => {
    expect(await at(text)).toBe('http://127.0.0.1:8601');
  });

  test.each([
    ['an empty file', '', 'config.yaml is empty'],
    ['a cut file', 'port: [', 'is not closed'],
    ['a file cut before its port', 'api-keys:\n  - "fake-key-0000', 'not closed'],
    ['two ports', 'port: 8601\nport: 8602\n', 'appears twice'],
    ['TLS behind a tab', 'port: 8601\ntls:\n\tenable: true\n', 'A tab is used'],
  ])('is no default where those are not whole: %s', async (_, text, problem) => {
    const said = await at(text);
    expect(said).toContain(problem);
    expect(said).toContain('--url');
  });
});

describe('the clipboard', () => {
  const place = (env: Record<string, string>, terminal: boolean, takes: string[] = []) => {
    const sent: string[] = [];
    const fed: { program: string; args: readonly string[]; text: string }[] = [];
    return {
      sent,
      fed,
      env,
      platform: 'linux' as const,
      writeTerminal(text: string) {
        if (terminal) sent.push(text);
        return terminal;
      },
      async feed(program: string, args: readonly string[], text: string) {
        fed.push({ program, args, text });
        return takes.includes(program);
      },
    };
  };

  test('over SSH only the terminal is asked', async () => {
    const remote = place({ SSH_TTY: '/dev/pts/1', DISPLAY: ':0' }, true, ['xclip']);
    expect(await copyText('fake-key', remote)).toEqual({ ok: true, value: 'terminal' });
    expect(remote.sent[0]).toContain(Buffer.from('fake-key').toString('base64'));
    expect(remote.fed).toEqual([]);
  });

  test('tmux, which may drop the sequence, is given the text itself, and one that refuses it is not believed', async () => {
    const env = { TMUX: '/tmp/tmux-0/default,1,0', SSH_TTY: '/dev/pts/1' };
    const inside = place(env, true, ['tmux']);
    expect(await copyText('fake-key', inside)).toEqual({ ok: true, value: 'tmux' });
    expect(inside.fed).toEqual([{ program: 'tmux', args: ['load-buffer', '-w', '-'], text: 'fake-key' }]);
    expect(await copyText('fake-key', place(env, true))).toEqual({ ok: true, value: 'terminal' });
  });

  test('without a terminal the tools are tried in turn, and the text is never in argv', async () => {
    const desk = place({ WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, false, ['xsel']);
    expect(await copyText('fake-key', desk)).toEqual({ ok: true, value: 'system' });
    expect(desk.fed.map(({ program }) => program)).toEqual(['wl-copy', 'xclip', 'xsel']);
    expect(desk.fed.flatMap(({ args }) => args)).not.toContain('fake-key');
  });

  test('a terminal that cannot is not asked, and nothing at all is a sentence', async () => {
    const deaf = place({ TERM: 'linux' }, true);
    const failed = await copyText('fake-key', deaf);
    expect(failed).toMatchObject({ ok: false, message: expect.stringContaining('Select the text') });
    expect(deaf.sent).toEqual([]);
  });
});

describe('words', () => {
  test.each([
    ['lits', 'list'],
    ['reovke', 'revoke'],
    ['roll', 'roll-back'],
    ['banana', undefined],
  ])('%s → %s', (word, meant) => expect(nearest(word, ['list', 'revoke', 'roll-back', 'add'])).toBe(meant));

  test('masking reaches nested secrets and leaves the rest', () => {
    const key = 'fake-provider-key-0000000000000001';
    const masked = maskSettings({
      port: 1,
      'max-tokens': '20',
      'api-keys': [key],
      'claude-api-key': [
        {
          'api-key': key,
          client_secret: key,
          accessToken: key,
          apiKey: key,
          'secret-keys': [key],
          'base-url': 'https://api.example.net',
          headers: { 'X-Key': key },
        },
      ],
      ampcode: {
        'upstream-url': `https://me:${key}@amp.example.com`,
        'upstream-api-keys': [{ 'upstream-api-key': key, 'api-keys': [key] }],
      },
    });
    expect(JSON.stringify(masked)).not.toContain(key);
    expect(JSON.stringify(masked)).toContain('https://api.example.net');
    expect(masked).toMatchObject({ port: 1, 'max-tokens': '20' });
  });
});

test.each([
  ['port: 1\n', ''],
  ['auth-dir: ~/.cli-proxy-api # here\n', '~/.cli-proxy-api'],
  ['a: 1\nauth-dir: "/var/lib/x y"\n', '/var/lib/x y'],
  ["auth-dir: './auth'\n", './auth'],
  ['# auth-dir: /old\nauth-dir: /new\n', '/new'],
  ['auth-dir: /a\nauth-dir: /b\n', undefined],
  ['auth-dir: "a\\x41"\n', undefined],
  ['auth-dir:\n  /a\n', undefined],
  ['  auth-dir: /nested\n', undefined],
  ['auth-dir: *anchor\n', undefined],
  ['"auth-dir": /a\n', undefined],
])('auth-dir of %j is read without the parser as %j', (text, expected) => {
  expect(quickAuthDir(text)).toBe(expected);
});
