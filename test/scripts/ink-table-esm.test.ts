import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inkTableAsEsm } from '../../scripts/ink-table-esm.ts';
import { projectFolder } from '../helpers/source-imports.ts';

const installed = () => readFile(join(projectFolder, 'node_modules/ink-table/dist/index.js'), 'utf8');

test('the installed ink-table requires nothing any more and exports its table', async () => {
  const text = inkTableAsEsm(await installed());
  expect(text).not.toMatch(/\brequire\(/);
  expect(text).toContain("import * as ink from 'ink'");
  expect(text).toContain('export default exports.default');
});

test('an ink-table that has changed is refused, not bundled wrongly', async () => {
  const text = await installed();
  expect(() => inkTableAsEsm(text.replace('require("ink")', 'require("ink-next")'))).toThrow(/has changed/);
  expect(() => inkTableAsEsm(`${text}\nrequire("more")`)).toThrow(/has changed/);
});
