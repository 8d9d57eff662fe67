import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

const run = promisify(execFile);

/** The values without their descriptions. */
async function candidates(words: readonly string[], place?: Awaited<ReturnType<typeof cliWorkspace>>) {
  const { stdout, code } = await cli(place ?? (await cliWorkspace()), ['__complete', ...words]);
  expect(code).toBe(0);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]]));
}

describe('completion', () => {
  test.each<[string[], string[]]>([
    [['doc'], ['doctor']],
    [
      ['keys', 'ro'],
      ['rotate', 'roll-back'],
    ],
    [['keys', 'rotate', '--gr'], ['--grace']],
    [['keys', 'add', '--dry'], ['--dry-run']],
    [['keys', 'list', '-o', 'y'], ['yaml']],
    [['keys', 'list', '--output', '=', 'y'], ['yaml']],
    [['tui', '--theme', 'c'], ['contrast']],
    [['keys', 'list', '--config', ''], [':file']],
    [['keys', 'show', 'team-1', ''], []],
    [
      ['keys', 'show', 'te'],
      ['team-1', 'team-2', 'team-3'],
    ],
    [['keys', 'show', '--url', 'http://127.0.0.1:1', 'team-2'], ['team-2']],
    [['config', 'get', 'routing.str'], ['routing.strategy']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nothing', 'such', ''], []],
  ])('%j', async (words, expected) => {
    expect(await candidates(words)).toEqual(expected);
  });

  test('the keys of a rotation are told apart', async () => {
    const place = await cliWorkspace({ keys: [{ key: 'fake-key-000000000001', label: 'ci' }] });
    await cli(place, ['keys', 'rotate', 'ci']);
    expect(await candidates(['keys', 'finish', ''], place)).toEqual(['old:ci', 'new:ci', 'ci']);
  });

  test('no server is asked', async () => {
    const place = await cliWorkspace();
    let asked = 0;
    const server = createServer((socket) => {
      asked += 1;
      socket.destroy();
    }).listen(place.port, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(await candidates(['keys', 'show', 'te'], place)).toContain('team-1');
    Object.assign(place.env, {
      CLI_PROXY_URL: `http://127.0.0.1:${place.port}`,
      CLI_PROXY_PASSWORD: 'fake-password-000000001',
    });
    expect(await candidates(['keys', 'show', 'te'], place)).toContain('team-1');
    expect(asked).toBe(0);
  });

  test('provider keys are completed by name, and sessions by account', async () => {
    const entry =
      '{name: openrouter, base-url: "https://api.example.com/v1", api-key-entries: [{api-key: fake-1}]}';
    const place = await cliWorkspace({ more: `openai-compatibility: [${entry}]\n` });
    expect(await candidates(['providers', 'disable', 'open'], place)).toEqual(['openrouter']);
    expect(await candidates(['sessions', 'show', ''], place)).toEqual([]);
    for (const [name, email] of [
      ['one', 'dev@example.com'],
      ['two', 'ops@example.com'],
      ['three', 'ops@example.com'],
    ])
      await writeFile(join(place.authDir, `${name}.json`), JSON.stringify({ type: 'claude', email }), {
        mode: 0o600,
      });
    expect((await candidates(['sessions', 'revoke', ''], place)).toSorted()).toEqual([
      'dev@example.com',
      'three.json',
      'two.json',
    ]);
    expect(await candidates(['undo', ''], place)).toEqual([]);
  });

  test('bash takes names with spaces as one word', async () => {
    const { stdout: script } = await cli(await cliWorkspace(), ['completion', 'bash']);
    const asked = `cli-proxy() { printf 'asked: %s|' "$@" >&2; printf 'night shift\\t4987\\nci\\tx\\n'; }`;
    const words = 'COMP_WORDS=(cli-proxy keys show ""); COMP_CWORD=3; _cli_proxy';
    const { stdout } = await run('bash', [
      '-c',
      `${asked}\n${script}\n${words}\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
    ]);
    expect(stdout).toBe('night\\ shift\nci\n');
  });
});
