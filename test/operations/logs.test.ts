import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { LogPage } from '../../src/backend/backend-logs.ts';
import { parseLogLine } from '../../src/contract/log-line.ts';
import { success } from '../../src/contract/outcome.ts';
import { logMatcher, logTerm, logText, parseLogFilter } from '../../src/operations/logs/log-filter.ts';
import { readLogs } from '../../src/operations/logs/read-logs.ts';

const entry = parseLogLine(
  JSON.stringify({
    level: 'warn',
    time: '2026-11-21T08:10:47.000Z',
    msg: 'POST /v1/messages 429 300ms',
    ...{ method: 'POST', path: '/v1/messages', status: 429, ms: 300, address: '10.0.0.7' },
    ...{ request: 'run-0001', key: 'team a', provider: 'codex', account: 'dev@example.com', model: 'gpt-x' },
  }),
);

describe('a filter of the log', () => {
  test.each([
    'messages',
    'MESSAGES post',
    '401|429',
    'status:4xx',
    'status:401|429',
    'status:failed',
    'level:warn',
    'level:info',
    'level:w',
    'method:post',
    'path:/v1/mess',
    'key:team',
    'key:"team a"',
    'account:dev@',
    'account:codex',
    'model:gpt',
    'request:run-0001',
    '!status:200',
    '10.0.0.7',
    'key:ci|model:gpt-x',
    'level:',
    '',
  ])('finds the line: %s', (text) => {
    expect(logMatcher(parseLogFilter(text))(entry)).toBe(true);
  });

  test.each([
    'nothing',
    'messages nothing',
    'status:5xx',
    'status:ok',
    'level:error',
    'method:get',
    'key:ci',
    'key:"team b"',
    'request:0001',
    '!messages',
    'status:401|500',
    'level:nonsense',
  ])('does not: %s', (text) => {
    expect(logMatcher(parseLogFilter(text))(entry)).toBe(false);
  });

  test('takes any value as one condition', () => {
    for (const key of ['team a', 'a|b', 'plain'])
      expect(parseLogFilter(logTerm('key', key))).toEqual([[{ field: 'key', value: key, not: false }]]);
  });
});

test('a line says method, path, status, time, client key, model and account', () => {
  expect(logText(entry)).toBe('POST /v1/messages 429 300 ms team a gpt-x dev@example.com');
});

test.each([
  [
    'codex answered 401: no such key',
    { provider: 'codex', account: 'sk-p…WuUF' },
    'codex sk-p…WuUF answered 401: no such key',
  ],
  [
    'management sign-in failed: 4 attempts left',
    { address: '10.0.3.99' },
    'management sign-in failed: 4 attempts left · 10.0.3.99',
  ],
  [
    'tokens of dev@example.com: renewed',
    { provider: 'claude', account: 'dev@example.com' },
    'tokens of dev@example.com: renewed',
  ],
  ['refused', { account: 'sk-p…WuUF', key: 'team-a', address: '::1' }, 'refused · sk-p…WuUF · team-a · ::1'],
])('a line that is not of a request names whose it is, once: %s', (msg, fields, told) => {
  expect(logText(parseLogLine(JSON.stringify({ level: 'warn', msg, ...fields })))).toBe(told);
});

describe('reading the log', () => {
  const read = async (lines: readonly string[]) => {
    const page: LogPage = { lines, cursor: 'next', reset: false };
    const backend = { logs: { read: async () => success(page), refreshMs: 1 } } as unknown as Backend;
    const outcome = await readLogs.run({ backend } as never, { limit: 10 });
    return outcome.ok ? outcome.value.result.entries : [];
  };
  const gin = (text: string) => `[2026-11-21 08:10:51] [--------] [info ] [gin_logger.go:97] ${text}`;

  test('leaves out that it was read', async () => {
    const entries = await read([
      gin('200 | 58ms | 127.0.0.1 | GET     "/v0/management/logs?cursor=abc"'),
      gin('200 | 58ms | 127.0.0.1 | GET     "/v0/management/logs"'),
      gin('401 | 58ms | 10.0.0.7 | GET     "/v0/management/logs"'),
      gin('200 | 58ms | 127.0.0.1 | GET     "/v0/management/logging-to-file"'),
    ]);
    expect(entries.map(({ status, path }) => `${status} ${path}`)).toEqual([
      '401 /v0/management/logs',
      '200 /v0/management/logging-to-file',
    ]);
  });

  test('takes a line without a time for a part of the one before it', async () => {
    const [first, second] = await read([
      `[2026-11-21 08:10:51] [ab] [error] [x.go:1] panic`,
      '  at main.go:7',
    ]);
    expect(second).toMatchObject({ at: first?.at, level: 'error', request: 'ab' });
  });

  test('says where there is none', async () => {
    const outcome = await readLogs.run({ backend: { place: 'http://x' } } as never, { limit: 1 });
    expect(outcome).toMatchObject({ ok: false, kind: 'unsupported' });
  });
});
