import { describe, expect, test } from 'vitest';
import { publicLogs } from '../../../src/backend/public/public-logs.ts';
import { failure, success } from '../../../src/contract/outcome.ts';

const at = (second: number, text: string) =>
  `[2026-11-21 08:10:${second}] [--------] [info ] [x.go:1] ${text}`;

/** As v6 answers: what is strictly later than a second, or the last lines. */
function v6(lines: { second: number; text: string }[]) {
  const start = 1_795_248_600;
  return publicLogs({
    request: async (_: string, { query = {} }: { query?: Record<string, string> }) => {
      const after = Number(query.after ?? 0);
      const found = lines.filter(({ second }) => start + second > after);
      const latest = start + (lines.at(-1)?.second ?? 0);
      return success({
        lines: found.slice(-Number(query.limit ?? 1_000)).map(({ second, text }) => at(second, text)),
        'latest-timestamp': Math.max(latest, after),
      });
    },
  } as never);
}

describe('the log of a public server', () => {
  test('of v6 gives each line once, also those of the same second', async () => {
    const lines = [
      { second: 10, text: 'a' },
      { second: 11, text: 'b' },
      { second: 11, text: 'c' },
    ];
    const logs = v6(lines);
    const seen: string[] = [];
    let cursor: string | undefined;
    const read = async () => {
      const page = await logs.read({ cursor, limit: 100 });
      if (!page.ok) throw new Error(page.message);
      seen.push(...page.value.lines.map((line) => line.slice(-1)));
      cursor = page.value.cursor;
    };
    await read();
    await read();
    lines.push({ second: 11, text: 'd' });
    await read();
    lines.push({ second: 12, text: 'e' }, { second: 12, text: 'f' });
    await read();
    await read();
    lines.push({ second: 12, text: 'g' });
    await read();
    expect(seen.join('')).toBe('abcdefg');
  });

  test('of v7 goes on from its cursor', async () => {
    const asked: unknown[] = [];
    const logs = publicLogs({
      request: async (_: string, { query }: { query: Record<string, string> }) => {
        asked.push(query);
        return success({ lines: ['x'], 'latest-timestamp': 1, 'next-cursor': 'abc', 'cursor-reset': true });
      },
    } as never);
    expect(await logs.read({ limit: 7 })).toMatchObject({
      value: { lines: ['x'], cursor: 'abc', reset: true },
    });
    await logs.read({ cursor: 'abc', limit: 7 });
    expect(asked).toEqual([{ limit: '7' }, { limit: '5000', cursor: 'abc' }]);
  });

  test('is none while it writes no files, and says what to do', async () => {
    const refused = failure('invalid', 'http://x rejected it: logging to file disabled.');
    const logs = publicLogs({ request: async () => refused } as never);
    expect(await logs.read({ limit: 7 })).toMatchObject({
      kind: 'unsupported',
      message: 'This server writes no log file. Turn on logging-to-file.',
    });
  });
});
