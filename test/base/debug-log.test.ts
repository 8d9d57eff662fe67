import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { debugLog, debugLogPath, openDebugLog } from '../../src/base/debug-log.ts';

test('is off unless asked for, and then nothing is even put into words', () => {
  const words = () => expect.unreachable();
  debugLog('server', words);
  const home = '/home/fake';
  expect(debugLogPath({ flag: false, env: {}, home })).toBeUndefined();
  expect(debugLogPath({ flag: false, env: { CLI_PROXY_DEBUG: '0' }, home })).toBeUndefined();
});

test('--debug and CLI_PROXY_DEBUG=1 name the usual file, a path names its own', () => {
  const home = '/home/fake';
  const usual = '/home/fake/.local/state/cli-proxy/debug.log';
  expect(debugLogPath({ flag: true, env: {}, home })).toBe(usual);
  expect(debugLogPath({ flag: false, env: { CLI_PROXY_DEBUG: '1' }, home })).toBe(usual);
  expect(debugLogPath({ flag: true, env: { XDG_STATE_HOME: '/state' }, home })).toBe(
    '/state/cli-proxy/debug.log',
  );
  expect(debugLogPath({ flag: true, env: { CLI_PROXY_DEBUG: '/tmp/d.log' }, home })).toBe('/tmp/d.log');
});

test('appends lines to a file that only its owner reads; a long one is put aside at the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-debug-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'state', 'debug.log');
  for (const area of ['server', 'watch']) {
    const close = openDebugLog(path);
    debugLog(area, () => 'GET /config: 200');
    close();
  }
  expect(await readFile(path, 'utf8')).toMatch(
    /^\S+Z server GET \/config: 200\n\S+Z watch GET \/config: 200\n$/,
  );
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFile(path, 'x'.repeat(9 * 1024 * 1024));
  openDebugLog(path)();
  expect((await stat(path)).size).toBe(0);
  expect((await stat(`${path}.1`)).size).toBe(9 * 1024 * 1024);
});
