import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { setLanguage } from '../../src/base/text/language.ts';
import { editPreferences } from '../../src/cli/compose/edit-preferences.ts';
import { findPreferences } from '../../src/cli/compose/preferences.ts';
import { success } from '../../src/contract/outcome.ts';
import { features } from '../../src/tui/features/index.ts';
import { cli, cliWorkspace, ioOf } from './run-cli.ts';

async function withFile(text: string) {
  const place = await cliWorkspace();
  const path = join(place.home, '.config', 'cli-proxy', 'console.yaml');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return { place, path };
}

describe('preferences', () => {
  test('shows each with its origin, and the environment wins over the file', async () => {
    const { place, path } = await withFile(
      '# mine\ntheme: light\nscreen: usage\nkeys:\n  rotate-key: ctrl+t\n',
    );
    const run = await cli(place, ['preferences', '--json'], { env: { CLI_PROXY_THEME: 'dark' } });
    expect(run.json()).toMatchObject({ ok: true, path, exists: true });
    const rows = run.json().preferences as { name: string; value: unknown; origin: string }[];
    expect(rows.find(({ name }) => name === 'theme')).toMatchObject({
      value: 'dark',
      origin: 'CLI_PROXY_THEME',
    });
    expect(rows.find(({ name }) => name === 'screen')).toMatchObject({
      value: 'usage',
      origin: 'console.yaml, line 3',
    });
    expect(rows.find(({ name }) => name === 'mouse')).toMatchObject({ value: null, origin: 'default: true' });
  });

  test('every screen can be the first one', async () => {
    for (const { id } of features) {
      const { place } = await withFile(`screen: ${id}\n`);
      expect(await cli(place, ['preferences']), id).toMatchObject({ code: 0 });
    }
  });

  test('has defaults without a file, and with one that is all comments', async () => {
    const run = await cli(await cliWorkspace(), ['preferences']);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('does not exist') });
    const { place } = await withFile('# theme: dark\n\n');
    expect(await cli(place, ['preferences'])).toMatchObject({ code: 0 });
  });

  test.each([
    ['theme: purple\n', /theme must be one of auto, dark, .*mono: line 1, column 8/],
    ['mouse: maybe\n', /mouse must be true or false, not "maybe": line 1, column 8/],
    ['theme: dark\nscren: usage\n', /no preference "scren"\. Did you mean "screen"\?.*line 2, column 8/],
    ['theme: [\n', /line \d+, column \d+/],
    ['keys:\n  no-such-act: x\n', /keys\.no-such-act is no act.*line 2, column 16/],
    ['keys:\n  rotate-key: hyper+x\n', /names no key: hyper\+x: line 2, column 15/],
    ['keys:\n  rotate-key: q\n', /has the key q of quit; give that another key too: line 2, column 15/],
    ['keys:\n  form-submit: x\n', /line 2/],
    ['columns:\n  keys: [label]\n', /no list "keys"\. Known: client-keys, .*line 2, column 9/],
    [
      'columns:\n  amp: [key, clint]\n',
      /no column of amp "clint"\. Did you mean "client"\?.*line 2, column 14/,
    ],
    ['columns:\n  client-keys: []\n', /columns\.client-keys must name at least one column: line 2/],
    ['columns:\n  amp: [key, key]\n', /column "key" is named twice: line 2, column 14/],
    ['colors:\n  acent: red\n', /colors\.acent must be one of accent, .*line 2, column 10/],
    ['colors:\n  accent: pink\n', /colors\.accent must be "#rrggbb" or one of black, .*line 2, column 11/],
    [
      'servers:\n  prod: https://me:fake@example.com\n',
      /servers\.prod must be an address .*, without a password: line 2, column 9/,
    ],
    ['servers:\n  "my server": http://127.0.0.1:1\n', /my server is no name: use letters, .*dashes: line 2/],
  ])('%j is refused with its place, by the console too', async (text, sentence) => {
    const { place, path } = await withFile(text);
    for (const command of ['preferences', 'tui']) {
      const run = await cli(place, [command]);
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(sentence);
      expect(run.stderr).toContain(path);
    }
  });

  test('in Chinese, what is wrong is said in Chinese', async () => {
    onTestFinished(() => setLanguage('en'));
    await setLanguage('zh-CN');
    for (const [text, sentence] of [
      ['theme: purple\n', '第 1 行第 8 列：theme 必须是以下之一：auto、'],
      ['scren: usage\n', '没有首选项“scren”。是否指“screen”？可用的有：theme、'],
      ['columns:\n  amp: [key, clint]\n', 'amp 没有列“clint”。是否指“client”？'],
      ['keys:\n  rotate-key: q\n', 'keys.rotate-key 使用了 quit 的按键 q；请也给后者另设按键'],
    ] as const) {
      const { place } = await withFile(text);
      const found = await findPreferences(undefined, ioOf(place));
      expect(found).toMatchObject({ ok: false, message: expect.stringContaining(sentence) });
    }
  });

  test('a key may be given to another act if its own act gets another', async () => {
    const { place } = await withFile('keys:\n  rotate-key: q\n  quit: [ctrl+q, f10]\n');
    const found = await findPreferences(undefined, ioOf(place));
    expect(found).toMatchObject({ ok: true, value: { values: { keys: { quit: ['ctrl+q', 'f10'] } } } });
  });

  test('the editor gets a file to start from, and what it saves is checked', async () => {
    const place = await cliWorkspace();
    const path = join(place.home, '.config', 'cli-proxy', 'console.yaml');
    const edit = (change?: (text: string) => string) =>
      editPreferences(undefined, ioOf(place), async (_, file) => {
        const text = await readFile(file, 'utf8');
        for (const { id } of features) expect(/# screen: .*/.exec(text)?.[0]).toContain(id);
        if (change) await writeFile(file, change(text));
        return 0;
      });
    expect(await edit()).toEqual(success('No changes made.'));
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    const saved = await edit((text) => text.replace(/^# (theme: dark)/m, '$1'));
    expect(saved).toMatchObject({ ok: true, value: expect.stringContaining(`Saved ${path}`) });
    const wrong = await edit((text) => text.replace('theme: dark', 'theme: drak'));
    expect(wrong).toMatchObject({
      ok: false,
      message: expect.stringMatching(/theme must be one of.*line 2, column 8/),
    });
  });

  test('a server has a name, for the console and for --url and CLI_PROXY_URL', async () => {
    const { place } = await withFile('servers:\n  prod: http://127.0.0.1:1\n');
    const reason = expect.stringContaining('Nothing listens at http://127.0.0.1:1');
    expect(await cli(place, ['status', '--url', 'prod'])).toMatchObject({ code: 4, stderr: reason });
    const env = { CLI_PROXY_URL: 'prod' };
    expect(await cli(place, ['status'], { env })).toMatchObject({ code: 4, stderr: reason });
    const wrong = await withFile(
      'them: dark\ncolumns:\n  nowhere: [x]\nservers:\n  prod: http://127.0.0.1:1\n',
    );
    expect(await cli(wrong.place, ['status', '--url', 'prod'])).toMatchObject({ code: 4, stderr: reason });
    const unknown = await cli(place, ['tui', 'prd']);
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no server "prd" in .*\. Did you mean "prod"\? Known: prod\./),
    });
    expect(await cli(place, ['tui', 'prod', '--disk'])).toMatchObject({ code: 2 });
  });

  test('docs/preferences.md names every screen, and the columns of every list', async () => {
    const page = await readFile('docs/preferences.md', 'utf8');
    for (const { id } of features) expect(/^screen: .*/m.exec(page)?.[0]).toContain(id);
    const rows = features.flatMap(({ columns = {} }) =>
      Object.entries(columns).map(
        ([list, ids]) => `| \`${list}\` | ${[...new Set(ids)].map((id) => `\`${id}\``).join(' ')} |`,
      ),
    );
    expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });

  test('--preferences names another file, which must exist', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['preferences', '--preferences', 'nowhere.yaml']);
    expect(run).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere.yaml cannot be read: ENOENT'),
    });
  });
});
