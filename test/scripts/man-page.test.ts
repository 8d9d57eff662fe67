import { expect, test } from 'vitest';
import { manPage } from '../../scripts/man-page.ts';
import { commands } from '../../src/cli/commands/index.ts';

test('the man page has every command with its options, and no line that groff would take for a request', async () => {
  const page = await manPage('1.2.3');
  for (const name of Object.keys(commands)) {
    expect(page).toContain(`.SS cli\\-proxy ${name.replaceAll('-', '\\-')}`);
  }
  expect(page).toContain('.B \\-\\-grace TIME');
  const requests = new Set(page.match(/^['.]\w*/gm));
  expect([...requests].sort()).toEqual(['.B', '.I', '.PP', '.SH', '.SS', '.TH', '.TP']);
});
