import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claudeFile, examples } from '../backend/auth-files/disk-world.ts';
import { consoleOnServer, openConsole, workspace } from '../helpers/journey.ts';
import type { Workspace } from '../helpers/workspace.ts';

const claude = 'claude-dev1@example.com.json';

async function put({ authDir }: Workspace, name: string, content: string | object): Promise<void> {
  await mkdir(authDir, { recursive: true, mode: 0o700 });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(authDir, name), text, { mode: 0o600 });
}
async function withExamples(place: Workspace): Promise<void> {
  for (const name of await readdir(examples)) {
    await put(place, name, await readFile(join(examples, name), 'utf8'));
  }
}
const namesIn = async ({ authDir }: Workspace) =>
  (await readdir(authDir)).filter((name) => name.endsWith('.json')).sort();

describe('sessions by keyboard', () => {
  test('one is revoked: its file lies in the trash, and undo brings it back byte for byte', async () => {
    const { terminal, place } = await consoleOnServer();
    await withExamples(place);
    terminal.press('4');
    await terminal.waitFor('dev1@example.com');
    const before = await readFile(join(place.authDir, claude), 'utf8');
    while (!/▸.*dev1@example\.com/.test(terminal.screen())) {
      const seen = terminal.screen();
      terminal.press('j');
      await terminal.waitFor((screen) => screen !== seen);
    }
    terminal.press('x');
    await terminal.waitFor(/Revoke .*\?/);
    terminal.press('y');
    await terminal.waitFor(/Revoked claude dev1@example\.com/);
    expect(await namesIn(place)).not.toContain(claude);
    const trash = join(place.authDir, '.console', 'trash');
    const [token = ''] = await readdir(trash);
    expect(await readdir(join(trash, token))).toEqual([`${claude}.revoked`]);
    terminal.press('u');
    await terminal.waitFor('Undone: restored claude dev1@example.com.');
    expect(await readFile(join(place.authDir, claude), 'utf8')).toBe(before);
    expect(terminal.screen()).not.toMatch(/fake-\w+-token/);
  });

  test('of a thousand files, one that another program changes is on the screen within 150 ms', async () => {
    const place = await workspace();
    for (let nth = 0; nth < 1_000; nth += 1) {
      await put(place, `claude-team-${String(nth).padStart(4, '0')}.json`, claudeFile(`t${nth}@example.com`));
    }
    const terminal = openConsole(place, { args: ['--disk'] });
    await terminal.waitFor('disk');
    terminal.press('4');
    await terminal.waitFor(/t0@example\.com .*active/);
    let best = Number.POSITIVE_INFINITY;
    // Others may keep the machine busy.
    for (let nth = 1; nth <= 20 && best >= 150; nth += 1) {
      const disabled = nth % 2 === 1;
      await put(place, 'claude-team-0000.json', { ...claudeFile('t0@example.com'), disabled });
      const begun = performance.now();
      await terminal.waitFor(disabled ? /t0@example\.com .*disabled/ : /t0@example\.com .*active/);
      best = Math.min(best, performance.now() - begun);
    }
    expect(best).toBeLessThan(150);
  });
});
