import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plan } from '../../src/config/difference.ts';
import type { ConfigEdit } from '../../src/contract/config-edit.ts';

const key = (number: number) => `fake-client-key-number-${number}-0123456789abcdef`;

async function linesOf(before: string, change: string | readonly ConfigEdit[]) {
  const planned = await plan(before, change);
  if (!planned.ok) throw new Error(planned.message);
  const signs = { same: ' ', added: '+', removed: '-', gap: '…' };
  return planned.value.lines.map(({ kind, line, text }) => `${line}${signs[kind]}${text}`);
}

describe('the difference between two texts of config.yaml', () => {
  const text = `port: 1\n# comment\nrequest-retry: 3 # rounds\ndebug: false\nws-auth: true\na: 1\nb: 1\nc: 1\nhost: ""\n`;

  test('shows the changed lines with two around them, and where lines are left out', async () => {
    const edits: ConfigEdit[] = [
      { op: 'set', path: ['request-retry'], value: 5 },
      { op: 'unset', path: ['host'] },
    ];
    expect(await linesOf(text, edits)).toEqual([
      ...['1 port: 1', '2 # comment', '3-request-retry: 3 # rounds', '3+request-retry: 5 # rounds'],
      ...['4 debug: false', '5 ws-auth: true', '0…', '7 b: 1', '8 c: 1', '9-host: ""'],
    ]);
  });

  test('masks what is shown only: many keys do not hold the console up', { timeout: 5_000 }, async () => {
    const keys = Array.from({ length: 20_000 }, (_, number) => `  - ${key(number)}`).join('\n');
    const lines = await linesOf(`port: 1\napi-keys:\n${keys}`, `port: 2\napi-keys:\n${keys}`);
    expect(lines).toEqual(['1-port: 1', '1+port: 2', '2 api-keys:', `3   - ${'fake…cdef'}`]);
  });

  test('is empty where nothing changes', async () => {
    expect(await linesOf(text, text)).toEqual([]);
  });

  test('masks secrets wherever they are, and still shows that one changed', async () => {
    const secrets = [1, 2, 3, 4, 5, 6].map(key);
    const config = (own: string) => `
api-keys:
  - "${own}" # was ${key(2)}
#  - "${key(3)}"
gemini-api-key:
  - api-key: '${key(4)}'
    headers: {X-Own: "${key(5)}"}
#   - api-key: "${key(6)}"
`;
    const lines = await linesOf(config(key(1)), config(`${key(1)}x`));
    expect(lines.filter((line) => /^\d+[-+]/.test(line))).toHaveLength(2);
    const shown = [...lines, ...(await linesOf('', config(key(1))))].join('\n');
    for (const secret of secrets) expect(shown).not.toContain(secret);
    const url = await linesOf('', 'base-url: http://me:p@ss/word@host.example.com:1/v1\n');
    expect(url).toEqual(['1+base-url: http://…@host.example.com:1/v1']);
    // A text that is no YAML as well.
    const broken = (await linesOf('', `api-keys: [\n  - "${key(1)}"\n  api-key: ${key(2)}`)).join('\n');
    for (const secret of secrets) expect(broken).not.toContain(secret);
  });

  test('has the lines of both texts at their numbers, whatever the texts are', async () => {
    const keys = `api-keys:\n  - ${key(7)}`;
    const line = fc.constantFrom('port: 1', 'debug: true', '# note', '', keys, `# ${key(7)}`, 'a: |\n  b');
    const texts = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(texts, texts, async (before, after) => {
        const planned = await plan(before, after);
        if (!planned.ok) throw new Error(planned.message);
        for (const { kind, line: number, text: shown } of planned.value.lines) {
          const source = (kind === 'removed' ? before : after).split('\n')[number - 1] ?? '';
          if (kind !== 'gap' && !source.includes('fake')) expect(shown).toBe(source);
          expect(shown).not.toContain(key(7));
        }
      }),
      { seed: 16, numRuns: 200 },
    );
  });
});
