import { execFileSync, spawn } from 'node:child_process';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

describe('config path and validate', () => {
  test('the path on stdout, the reason on stderr', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['config', 'path']);
    expect(run).toMatchObject({ stdout: `${place.configPath}\n`, stderr: 'named by CLI_PROXY_CONFIG\n' });
  });

  test('all problems with line and column, exit code 1', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'wrong.yaml');
    await writeFile(file, 'port: many\ndebug: loud\napi-keys: []\n');
    const run = await cli(place, ['config', 'validate', file]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/wrong\.yaml:1:7: /);
    expect(run.stderr).toMatch(/wrong\.yaml:2:8: /);
    const json = (await cli(place, ['config', 'validate', file, '--json'])).json();
    expect(json).toMatchObject({ ok: false, problems: [{ line: 1 }, { line: 2 }] });
    expect((await cli(place, ['config', 'validate'])).stdout).toBe(`${place.configPath} is valid.\n`);
    const missing = await cli(place, ['config', 'validate', join(place.home, 'none.yaml')]);
    expect(missing.code).toBe(1);
  });
});

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('what is no text of a config', () => {
  const bytes = Buffer.from('api-keys:\n  - "k\xff\xfe"\nport: 1\n', 'latin1');
  test.each([
    ['is not UTF-8', bytes, /not UTF-8 text; save it as UTF-8: line 2, column 7/],
    ['is empty', '', /config\.yaml is empty/],
    ['is UTF-16', utf16('\ufeffport: 1\n'), /is UTF-16 text, as PowerShell writes it; save it as UTF-8/],
    ['is UTF-16 without a mark', utf16('port: 1\n'), /is UTF-16 text/],
    ['is big-endian UTF-16', utf16('\ufeffport: 1\n').swap16(), /is UTF-16 text/],
  ])('validate and every other command agree on a file that %s', async (_, content, words) => {
    const place = await cliWorkspace();
    await writeFile(place.configPath, content);
    for (const words2 of [
      ['config', 'validate'],
      ['keys', 'list', '--disk'],
    ]) {
      const run = await cli(place, words2);
      expect(run.code).not.toBe(0);
      expect(run.stderr).toMatch(words);
    }
  });

  test('a value that is not UTF-8 is refused, as another one would be saved', async () => {
    const place = await cliWorkspace();
    const [before, file] = [await place.readConfig(), join(place.home, 'keys.txt')];
    await writeFile(file, Buffer.from('caf\xe9 fake-client-key-latin-0001\n', 'latin1'));
    for (const words of [
      ['keys', 'import', file, '--disk'],
      ['config', 'set', 'proxy-url', '--value-file', file, '--disk'],
    ]) {
      const run = await cli(place, words);
      expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('is not UTF-8 text') });
    }
    expect(await place.readConfig()).toBe(before);
  });

  test('a pipe and a device are refused at once by every reader', async () => {
    const place = await cliWorkspace();
    const pipe = join(place.home, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero']) {
      for (const words of [
        ['config', 'validate', path],
        ['keys', 'list', '--disk', '--config', path],
        ['keys', 'list', '--config', path],
        ['config', 'set', 'debug', 'true', '--config', path],
        ['serve', '--config', path],
      ]) {
        const run = await cli(place, words);
        expect(run.code).not.toBe(0);
        expect(run.stderr).toMatch(/it is a pipe or a device; put a file there\.$/m);
      }
    }
  });

  test('a key from a pipe is read, one from a device is not', async () => {
    const place = await cliWorkspace();
    const pipe = join(place.home, 'key');
    execFileSync('mkfifo', [pipe]);
    const device = await cli(place, ['keys', 'add', 'x', '--disk', '--key-file', '/dev/zero']);
    expect(device.stderr).toContain('it is a pipe or a device');
    const writer = spawn('sh', ['-c', `echo fake-from-a-pipe-0123456789-0123456789 >"$1"`, 'sh', pipe]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    const added = await cli(place, ['keys', 'add', 'x', '--disk', '--key-file', pipe]);
    expect(added).toMatchObject({ code: 0 });
    expect(await place.readConfig()).toContain('fake-from-a-pipe-0123456789-0123456789');
  });
});

describe('config get and set', () => {
  test('secrets are masked unless --reveal is given', async () => {
    const place = await cliWorkspace();
    const hidden = await cli(place, ['config', 'get', '--json']);
    expect(hidden.stdout).not.toMatch(/fake-client-key-\d|\$2a\$10\$H/);
    expect((await cli(place, ['config', 'get', 'port'])).stdout).toBe(`${place.port}\n`);
    const group = await cli(place, ['config', 'get', 'remote-management']);
    expect(JSON.parse(group.stdout)).toMatchObject({ 'allow-remote': false });
    expect((await cli(place, ['config', 'get', 'api-keys.0'])).stdout).not.toContain(place.keys[0]?.key);
    const shown = await cli(place, ['config', 'get', 'api-keys', '--reveal', '--json']);
    expect(shown.json()).toMatchObject({ value: place.keys.map(({ key }) => key) });
    const audit = (await cli(place, ['audit', '--json'])).stdout;
    expect(audit).toContain('reveal-setting');
    expect(audit).not.toContain(place.keys[0]?.key);
    expect((await cli(place, ['config', 'get', 'proxy-url'])).code).toBe(1);
  });

  test('secrets are masked within lists, and under names that no server of today reads', async () => {
    const place = await cliWorkspace({
      more: `claude-api-key:
  - api-key: fake-claude-key-0123456789
    base-url: https://api.example.com
    headers: { Authorization: Bearer fake-header-0123456789 }
generative-language-api-key: [fake-old-key-0123456789]
amp-upstream-api-key: fake-amp-key-0123456789
`,
    });
    const get = async (path: string) => (await cli(place, ['config', 'get', path])).stdout;
    expect(await get('claude-api-key.0.headers.Authorization')).toBe('Bea…6789\n');
    expect(await get('claude-api-key.0.base-url')).toBe('https://api.example.com\n');
    for (const words of [['get'], ['list'], ['set', 'debug', 'true', '--dry-run']]) {
      const shown = await cli(place, ['config', ...words, '--json']);
      expect(shown).toMatchObject({ code: 0 });
      expect(shown.stdout).not.toMatch(/fake-(claude|header|old|amp)/);
    }
  });

  test.each([
    [['debug', 'true'], /^debug: true$/m],
    [['request-retry', '3'], /^request-retry: 3$/m],
    [['proxy-url', 'http://127.0.0.1:9'], undefined],
    [['routing.strategy', 'fill-first'], /^routing:\n {2}strategy: "?fill-first"?$/m],
    [['trusted-proxies', '["10.0.0.1"]'], /^trusted-proxies:/m],
  ] as [string[], RegExp | undefined][])('set %j', async (words, line) => {
    const place = await cliWorkspace();
    const run = await cli(place, ['config', 'set', ...words]);
    if (line === undefined) {
      expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('--value-file') });
      const viaStdin = ['config', 'set', words[0] ?? '', '--value-file', '-'];
      expect((await cli(place, viaStdin, { stdin: `${words[1]}\n` })).code).toBe(0);
      expect(await place.readConfig()).toMatch(/^proxy-url: .*127\.0\.0\.1:9/m);
      return;
    }
    expect(run.stderr).toMatch(/^Set /);
    expect(await place.readConfig()).toMatch(line);
    expect(await place.readConfig()).toContain('# The team');
  });

  test.each([
    [['debug', 'loud'], 1, 'debug must be true or false, not "loud"'],
    [['debgu', 'true'], 2, 'Did you mean "debug"?'],
    [['api-keys', '[]'], 2, 'command line'],
    [['amp-upstream-api-key', 'fake-amp-key', '--force'], 2, 'command line'],
    [['remote-management.secret-key', 'x'], 2, 'command line'],
    [['port'], 2, 'either a value'],
    [['port', '70000'], 1, 'port must be between 1 and 65535, not 70000.'],
    [['request-retry', '-5'], 1, 'request-retry must be at least 0, not -5.'],
    [['routing.strategy', 'nonsense'], 1, 'must be round-robin, weighted-round-robin or fill-first'],
    [['gemini-api-key', '[{"api-key":"fake-provider-key"}]'], 2, '--value-file'],
    [['openai-compatibility', '[{"name":"x","api-key-entries":[{"api-key":"fake"}]}]'], 2, 'command line'],
    [['ampcode', '{"upstream-api-key":"fake"}'], 2, 'command line'],
    [['claude-api-key', '[{"headers":{"Authorization":"fake"}}]'], 2, 'command line'],
  ] as [string[], number, string][])('refuses %j', async (words, code, sentence) => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    const run = await cli(place, ['config', 'set', ...words]);
    expect(run).toMatchObject({ code, stderr: expect.stringContaining(sentence) });
    expect(await place.readConfig()).toBe(before);
  });

  test('a provider list without a secret may be an argument, one with secrets comes from a file and is not printed', async () => {
    const place = await cliWorkspace();
    const open = '[{"name":"local","base-url":"http://127.0.0.1:9/v1","api-key-entries":[]}]';
    expect((await cli(place, ['config', 'set', 'openai-compatibility', open])).code).toBe(0);
    const argv = ['config', 'set', 'claude-api-key', '--value-file', '-', '--json'];
    const run = await cli(place, argv, { stdin: '[{"api-key":"fake-provider-key-1234567890"}]' });
    expect(run.code).toBe(0);
    expect(run.stdout).not.toContain('fake-provider-key');
    expect(await place.readConfig()).toContain('fake-provider-key-1234567890');
  });

  test('a setting that the embedded server does not use is set, and said to have no effect there', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['config', 'set', 'quota-exceeded.switch-project', 'true']);
    expect(run.stderr).toContain(
      'Set quota-exceeded.switch-project. The embedded server ignores it: it tries the next key or account',
    );
    const json = (
      await cli(place, ['config', 'set', 'quota-exceeded.switch-preview-model', 'true', '--json'])
    ).json();
    expect(json).toMatchObject({ ok: true, inUse: false });
    const checked = await cli(place, ['config', 'validate', '--json']);
    expect(checked.code).toBe(0);
    expect(checked.json()).toMatchObject({
      warnings: [{ message: expect.stringContaining('switch-project'), line: expect.any(Number) }, {}],
    });
    expect((await cli(place, ['config', 'set', 'ws-auth', 'true'])).stderr).toBe('Set ws-auth.\n');
  });

  test('validate refuses a strategy that does not exist, with its place', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'strategy.yaml');
    await writeFile(file, 'port: 8317\nrouting:\n  strategy: nonsense\n');
    const run = await cli(place, ['config', 'validate', file]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/strategy\.yaml:3:13: routing\.strategy must be round-robin, /);
  });

  test('validate names the place of a provider entry that cannot work, and warns of old names', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'entries.yaml');
    const entry =
      '- name: full\n    base-url: https://h.example/v1/chat/completions\n    api-keys: [fake-1]\n';
    await writeFile(file, `port: 8317\nopenai-compatibility:\n  ${entry}`);
    const run = await cli(place, ['config', 'validate', file]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/entries\.yaml:4:15: openai-compatibility, entry 1 \("full"\), base-url: /);
    expect(run.stderr).toMatch(/entries\.yaml:5:\d+: warning: .* current servers do not read api-keys/);
  });

  test('default takes it out', async () => {
    const place = await cliWorkspace();
    await cli(place, ['config', 'set', 'debug', 'default']);
    expect(await place.readConfig()).not.toContain('debug');
  });
});

describe('config edit', () => {
  /** An editor that is a shell script; $1 is the copy. */
  async function edit(script: string, typed?: string[]) {
    const place = await cliWorkspace();
    const editor = join(place.home, 'editor.sh');
    await writeFile(editor, `#!/bin/sh\nset -e\n${script.replaceAll('CONFIG', place.configPath)}\n`);
    await chmod(editor, 0o755);
    const before = await place.readConfig();
    const options = {
      env: { EDITOR: `${editor} --wait` },
      ...(typed ? { typed } : {}),
    };
    const run = await cli(place, ['config', 'edit', '--json'], options);
    const copy = /kept in (\S+)\.\n/.exec(run.stderr)?.[1];
    return { place, before, run, copy };
  }

  test('what is valid lands, and the copy goes', async () => {
    const { place, run } = await edit('sed -i "s/debug: false/debug: true/" "$2"');
    expect(run.json()).toEqual({ ok: true, changed: true });
    expect(await place.readConfig()).toContain('debug: true');
  });

  test('the copy is private, beside the backups, and its editor gets no password', async () => {
    vi.stubEnv('CLI_PROXY_PASSWORD', 'fake-local-password');
    vi.stubEnv('MANAGEMENT_PASSWORD', 'fake-management-password');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { place, run } = await edit('(stat -c "%a %n" "$2"; env) > "$(dirname "$0")/seen"');
    expect(run.code).toBe(0);
    const seen = await readFile(join(place.home, 'seen'), 'utf8');
    expect(seen).toMatch(/^600 .*\/\.console\/edit\/[^/]+\/config\.yaml\n/);
    expect(seen).not.toContain('PASSWORD');
  });

  test('nothing changed, nothing written', async () => {
    const { place, run, before } = await edit('true');
    expect(run.json()).toEqual({ ok: true, changed: false });
    expect(await place.readConfig()).toBe(before);
  });

  test('a mistake ends with 1 and keeps the private copy', async () => {
    const { place, run, before, copy } = await edit('echo "port: many" > "$2"');
    expect(run.code).toBe(1);
    expect(await place.readConfig()).toBe(before);
    expect(await readFile(copy ?? '', 'utf8')).toBe('port: many\n');
    expect((await stat(copy ?? '')).mode & 0o777).toBe(0o600);
  });

  test('bytes that are not UTF-8 stay as they are, in the file and in what an editor saved', async () => {
    const saved = await edit(`printf 'host: caf\\351\\n' > "$2"`);
    expect(saved.run).toMatchObject({ code: 1, stderr: expect.stringContaining('not UTF-8 text') });
    expect(await saved.place.readConfig()).toBe(saved.before);
    expect(await readFile(saved.copy ?? '', 'latin1')).toBe('host: caf\xe9\n');
    const bytes = Buffer.from('# caf\xe9\nport: 8317\n', 'latin1');
    await writeFile(saved.place.configPath, bytes);
    const run = await cli(saved.place, ['config', 'edit'], { env: { EDITOR: 'echo "debug: true" >>' } });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('line 1, column 6') });
    expect(await readFile(saved.place.configPath)).toEqual(bytes);
  });

  test('on a terminal the editor is offered again', async () => {
    const script =
      'if [ -e CONFIG.seen ]; then sed -i "s/port: many/port: 9000/" "$2"; else touch CONFIG.seen; sed -i "s/^port:.*/port: many/" "$2"; fi';
    const { place, run } = await edit(script, ['y']);
    expect(run.stderr).toContain('Open the editor again?');
    expect(run.code).toBe(0);
    expect(await place.readConfig()).toContain('port: 9000');
  });

  test('a file that changed meanwhile ends with 5 and keeps the copy', async () => {
    const { place, run, copy } = await edit('echo "# outside" >> CONFIG; echo "debug: true" > "$2"');
    expect(run.code).toBe(5);
    expect(await place.readConfig()).toContain('# outside');
    expect(await readFile(copy ?? '', 'utf8')).toBe('debug: true\n');
  });

  test('an editor that fails saves nothing; none at all is said', async () => {
    const { place, run, before } = await edit('exit 3');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('exited with code 3') });
    expect(await place.readConfig()).toBe(before);
    expect((await cli(place, ['config', 'edit'])).stderr).toContain('Set VISUAL or EDITOR');
  });
});
