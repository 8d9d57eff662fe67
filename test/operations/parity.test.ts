import { describe, expect, test } from 'vitest';
import * as shared from '../../src/operations/index.ts';
import { readSources } from '../helpers/source-imports.ts';

/** Why an operation has no command of its own, or no act of the console. */
const withoutCommand: Readonly<Record<string, string>> = {
  environmentKeys: 'providers list shows them among the others',
  testProviderKey: 'providers test tests one or several with testProviderKeys',
};
const withoutAct: Readonly<Record<string, string>> = {
  compareVersion: 'the history of the Config screen shows what restoring changes',
  listClientKeys: 'the screen shows the keys of the store',
  listProviderKeys: 'the screen shows the keys of the store',
  listSessions: 'the screen shows the sessions of the store',
  restoreSessions: 'u undoes the revocation',
  revealClientKey: 'v shows the key that the store has',
  showProviderKey: 'Enter shows the details of the row',
  undoChange: 'u undoes what this console did, from its memory',
};

/** Names of the records: what has an id, a title and does something. */
const operations = Object.entries(shared)
  .filter(([, it]) => typeof it === 'object' && it !== null && 'title' in it && 'id' in it && 'run' in it)
  .map(([name]) => name);

const textOf = async (folder: string) => (await readSources(folder)).map(({ text }) => text).join('\n');
const uses = (text: string, name: string) => new RegExp(`\\b${name}\\b`).test(text);

describe('every operation', () => {
  test.each([
    ['a command', 'src/cli', withoutCommand],
    ['an act of the console', 'src/tui', withoutAct],
  ] as const)('has %s, or a reason', async (_, folder, reasons) => {
    const text = await textOf(folder);
    expect(operations.length).toBeGreaterThan(30);
    const missing = operations.filter((name) => !uses(text, name));
    expect(missing.toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});
