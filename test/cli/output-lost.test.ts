import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

/** stdout that fails as a full disk or a closed pipe does. */
const failing = (code: string) =>
  new Writable({
    autoDestroy: false,
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(`${code}: write`), { code }));
    },
  });

describe('output that does not arrive', () => {
  test('a full disk is one sentence and exit code 1', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'list', '--disk'], { io: { stdout: failing('ENOSPC') } });
    expect(run.code).toBe(1);
    expect(run.stderr).toBe('cli-proxy: The output could not be written: the disk is full.\n');
  });

  test('a reader that has seen enough is no fault', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'list', '--disk'], { io: { stdout: failing('EPIPE') } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['keys', 'add', 'x'],
    ['secret', 'rotate', '--yes'],
  ])('a secret that is shown once and that nobody takes is a fault: %s %s', async (...argv) => {
    const place = await cliWorkspace();
    const run = await cli(place, [...argv, '--disk'], { io: { stdout: failing('EPIPE') } });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(
      'The output could not be written: the reader closed the pipe; the change is active',
    );
  });

  test('explanations that cannot be written end nothing', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'add', 'x', '--disk'], { io: { stderr: failing('ENOSPC') } });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  });
});

test('no escape sequence of a label reaches the terminal in a sentence', async () => {
  const place = await cliWorkspace();
  const run = await cli(place, ['keys', 'show', 'no\x1b]52;c;AAAA\x07pe', '--disk']);
  expect(run.code).toBe(1);
  expect(run.stderr).not.toContain('\x1b');
  expect(run.stderr).not.toContain('\x07');
});

test('an editor that leaves no file behind is one sentence', async () => {
  const place = await cliWorkspace();
  const run = await cli(place, ['config', 'edit', '--disk'], { env: { VISUAL: 'rm' } });
  expect(run).toMatchObject({
    code: 1,
    stderr: 'cli-proxy: The editor rm deleted the file. Nothing was saved.\n',
  });
});
