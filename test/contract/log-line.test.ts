import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogLine, publicLogLine } from '../../src/contract/log-line.ts';

describe('a line of a public server', () => {
  test('of a request has all that it says (recorded: logs.json)', () => {
    const line =
      '[2026-11-21 08:10:47] [7a1ffd7c] [info ] [gin_logger.go:97] 200 |        3.603s |       127.0.0.1 | GET     "/v1/responses"';
    expect(parseLogLine(line)).toEqual({
      at: new Date(2026, 10, 21, 8, 10, 47).getTime(),
      level: 'info',
      request: '7a1ffd7c',
      status: 200,
      ms: 3603,
      address: '127.0.0.1',
      method: 'GET',
      path: '/v1/responses',
      text: 'GET /v1/responses',
    });
  });

  test.each([
    ['62ms', 62],
    ['1m3s', 63_000],
    ['23.559s', 23_559],
    ['0s', 0],
    ['1h2m3s', 3_723_000],
  ])('took %s', (took, ms) => {
    const line = `[2026-11-21 08:10:51] [--------] [warn ] [gin_logger.go:95] 400 | ${took} | 10.0.0.7 | GET "/x"`;
    expect(parseLogLine(line)).toMatchObject({ ms, level: 'warn', address: '10.0.0.7' });
    expect(parseLogLine(line).request).toBeUndefined();
  });

  test('without a request has its text, and the fields behind it', () => {
    const line =
      '[2026-11-21 08:10:47] [--------] [error] [manager.go:524] no auth available provider=claude model=claude-x';
    expect(parseLogLine(line)).toMatchObject({
      level: 'error',
      provider: 'claude',
      model: 'claude-x',
      text: expect.stringContaining('no auth available'),
    });
  });

  test('shows no key and no control sequence, whatever it is', () => {
    const key = 'sk-proj-fakefakefakefake0000000000';
    for (const line of [
      `[2026-11-21 08:10:47] [--------] [info ] [x.go:1] use ${key}\u001b[2J`,
      `[2026-11-21 08:10:47] [--------] [info ] [gin_logger.go:97] 200 | 1ms | 127.0.0.1 | DELETE "/v0/management/api-keys?value=${key}"`,
      `{"level":"info","time":"2026-11-21T08:10:47.000Z","msg":"use ${key}\\u001b[2J"}`,
      `stack of ${key}`,
    ]) {
      const shown = JSON.stringify(parseLogLine(line));
      expect(shown).not.toContain(key);
      expect(shown).not.toContain('\\u001b');
    }
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (line) => typeof parseLogLine(line).text === 'string'));
    fc.assert(fc.property(fc.json(), (line) => typeof parseLogLine(line).text === 'string'));
  });
});

test('a line of ours reads the same in the form of the public server', () => {
  const json = JSON.stringify({
    level: 'warn',
    time: '2026-11-21T08:10:47.000Z',
    msg: 'POST /v1/messages 429 300ms',
    ...{ method: 'POST', path: '/v1/messages', status: 429, ms: 300, address: '127.0.0.1' },
    ...{ request: 'run-1', key: 'team a', provider: 'codex', account: 'dev@example.com', model: 'gpt-x' },
    error: 'all credentials are cooling down',
  });
  const ours = parseLogLine(json);
  const theirs = parseLogLine(publicLogLine(ours));
  expect({ ...theirs, text: ours.text }).toEqual(ours);
});
