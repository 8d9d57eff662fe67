import { writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { cli, cliWorkspace } from './run-cli.ts';

describe('every command', () => {
  test.each(Object.keys(commands))('%s --help tells usage, options and examples', async (name) => {
    const place = await cliWorkspace({ config: false });
    const { code, stdout, stderr } = await cli(place, [...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: cli-proxy ${name}`);
    expect(stdout).toContain('--json');
    expect(stdout).toMatch(/Examples:\n {2}.*cli-proxy /);
    expect(stderr).toBe('');
  });

  test.each(Object.keys(commands))('%s refuses an unknown option with 2', async (name) => {
    const place = await cliWorkspace({ config: false });
    const run = await cli(place, [...name.split(' '), '--jsno', 'a', '--json']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Unknown option --jsno. Did you mean "--json"?');
    expect(run.json()).toMatchObject({ ok: false, error: { kind: 'usage' } });
  });

  test.each(Object.keys(commands))('%s takes no password in argv', async (name) => {
    const place = await cliWorkspace({ config: false });
    const run = await cli(place, [...name.split(' '), '--password', 'fake-secret-1']);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('can read command lines') });
    expect(run.stderr).not.toContain('fake-secret-1');
  });
});

describe('the command line', () => {
  const words: [string[], number, string][] = [
    [['kyes', 'list'], 2, 'Unknown command "kyes". Did you mean "keys"?'],
    [['keys', 'lits'], 2, 'Unknown command "keys lits". Did you mean "list"?'],
    [['keys'], 2, 'keys needs a command: list'],
    [['--json', 'keys'], 2, 'Options follow the command'],
    [['keys', 'show'], 2, 'Missing argument: KEY.'],
    [['keys', 'rotate'], 2, 'Missing argument: KEY. See'],
    [['keys', 'add', '--label', 'ci'], 2, 'Usage: cli-proxy keys add [LABEL] [options].'],
    [['keys', 'show', 'tema-1'], 1, 'Did you mean "team-1"?'],
    [['providers', 'add', 'claud'], 1, 'Did you mean "claude"?'],
    [['sessions', 'login', 'codx'], 1, 'Did you mean "codex"?'],
    [['snippet', 'team-1', '--for', 'pyton'], 2, 'Did you mean "python"?'],
    [['config', 'get', 'prot'], 2, 'Did you mean "port"?'],
    [['--versoin'], 2, 'Did you mean "--version"?'],
    [['keys', 'show', 'a', 'b'], 2, 'at most 1 argument'],
    [['keys', 'list', '--config'], 2, '--config needs a value: --config PATH.'],
    [['keys', 'list', '--config', '--json'], 2, '--config needs a value'],
    [['keys', 'list', '--json=yes'], 2, '--json takes no value'],
    [['tui', '--read-only=all'], 2, '--read-only takes no value, or --read-only=reveal.'],
    [['tui', '--read-only=reveal'], 1, 'needs a terminal'],
    [['keys', 'list', '--disk', '--url', 'http://127.0.0.1:1'], 2, 'not both'],
    [['keys', 'add', '--expires', 'soon'], 2, 'Invalid expiry "soon"'],
    [['sessions', 'enable'], 2, 'or use --state, --provider or --all'],
    [['sessions', 'enable', '--all', '--state', 'expired'], 2, 'Use only one of'],
    [['usage', '--status', '4x'], 2, '--status needs a number such as 429'],
    [['audit', '--limit', 'many'], 2, 'whole number'],
    [['serve', '--port', '70000'], 2, 'whole number from 0 to 65535'],
    [['serve', '--exit-with-parent'], 2, 'needs --password-fd'],
    [['keys', 'add', '--purpose', 'x', '--purpose=y'], 2, '--purpose is given twice.'],
    [['keys', 'limit', 'a', '--requests-per-minute', '-5'], 2, '-5'],
    [['keys', 'list', '-5'], 2, 'takes no arguments'],
    [['tui'], 1, 'needs a terminal'],
    [['tui', '--usage-feed', 'sometimes'], 2, 'must be one of auto, subscribe, queue, off'],
  ];
  test.each(words)('%j', async (argv, code, sentence) => {
    const run = await cli(await cliWorkspace(), argv);
    expect(run).toMatchObject({ code, stderr: expect.stringContaining(sentence) });
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('--version, help and help on a group', async () => {
    const place = await cliWorkspace({ config: false });
    expect((await cli(place, ['--version'])).stdout).toMatch(/^cli-proxy \d/);
    expect((await cli(place, ['--version', '--json'])).json()).toMatchObject({ ok: true });
    expect((await cli(place, ['--help'])).stdout).toContain('keys rotate');
    expect((await cli(place, ['keys', '--help'])).stdout).toContain('keys rotate');
    expect((await cli(place, ['help', 'keys', 'rotate'])).stdout).toContain('Usage: cli-proxy keys rotate');
    expect((await cli(place, ['help', 'keys'])).stdout).toContain('keys rotate');
    expect(await cli(place, ['help', 'keys', 'rotat'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Unknown command "keys rotat". Did you mean "rotate"?'),
    });
  });

  test('a reader that has seen enough ends it quietly', async () => {
    const place = await cliWorkspace();
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const run = await cli(place, ['keys', 'list'], { io: { stdout } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test('a config with an error is named with its path', async () => {
    const place = await cliWorkspace();
    await writeFile(place.configPath, 'port: 1\nport: 2\n');
    const run = await cli(place, ['keys', 'list']);
    expect(run).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${place.configPath}: This setting`),
    });
  });

  test('a config whose address cannot be read has the secret sent nowhere, and --disk reads its files', async () => {
    const place = await cliWorkspace();
    await writeFile(place.configPath, '');
    const env = { CLI_PROXY_PASSWORD: 'fake-management-secret-0001' };
    for (const command of [['status'], ['keys', 'list'], ['doctor']]) {
      const run = await cli(place, command, { env });
      expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('give it with --url') });
      expect(run.stderr).toContain('config.yaml is empty');
      if (command.includes('keys')) expect(run.stderr).toContain('use --disk');
    }
    const listed = await cli(place, ['config', 'history', '--disk'], { env });
    expect(listed).toMatchObject({ code: 0 });
  });

  test('no config says how to get one', async () => {
    const place = await cliWorkspace({ config: false });
    const run = await cli(place, ['keys', 'list', '--json']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`cli-proxy init --config ${place.configPath}`);
    expect(run.json()).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });

  test('a broken config is told with its place and not written', async () => {
    const place = await cliWorkspace();
    await place.editConfig((text) => text.replace('port:', 'port: [unclosed\n#'));
    const before = await place.readConfig();
    const run = await cli(place, ['keys', 'add', 'ci', '--disk']);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe('');
    expect(await place.readConfig()).toBe(before);
  });
});
