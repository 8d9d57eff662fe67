import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consoleOnServer } from '../helpers/journey.ts';

const good = 'fake-provider-key-good-0000000001';

/** An OpenAI-style provider on loopback that knows one key. */
async function provider(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const known = request.headers.authorization === `Bearer ${good}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    const models = { data: [{ id: 'fake/alpha' }, { id: 'fake/beta' }] };
    response.end(JSON.stringify(known ? models : { error: { message: 'Unknown key', code: 401 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const entry = (url: string) => `
openai-compatibility:
  # the one for experiments
  - name: lab # do not rename
    base-url: ${url}
    own-field: 0755
    api-key-entries:
      - api-key: ${good} # from the vault
`;

describe('provider keys by keyboard', () => {
  test('a test tells step by step what the provider answers; a wrong key is refused with its remedy', async () => {
    const { terminal } = await consoleOnServer({ more: entry(await provider()) });
    terminal.press('3');
    await terminal.waitFor('lab');
    terminal.press('t');
    await terminal.waitFor(/✓ lab accepts the key/);
    terminal.press('q');
    await terminal.waitGone('accepts the key');
    terminal.press('R');
    await terminal.waitFor('Replace lab');
    terminal.type('fake-provider-key-wrong-000000001');
    terminal.press('Enter');
    await terminal.waitFor(/✕ The new key failed its test, so the old one stays/);
  });

  test('an edit of one field is one line of the file; u takes it back to the byte', async () => {
    const { terminal, place } = await consoleOnServer({ more: entry(await provider()) });
    const before = await place.readConfig();
    terminal.press('3');
    await terminal.waitFor('lab');
    terminal.press('e');
    await terminal.waitFor('Edit lab');
    terminal.press('Tab', 'Tab');
    terminal.type('exp');
    terminal.press('Enter');
    await terminal.waitFor('Saved lab');
    const after = await place.readConfig();
    expect(after.split('\n').filter((line) => !before.split('\n').includes(line))).toEqual([
      '    prefix: exp',
    ]);
    expect(after.replace('    prefix: exp\n', '')).toBe(before);
    terminal.press('u');
    await terminal.waitFor('Undone: restored');
    expect(await place.readConfig()).toBe(before);
  });

  test('models are chosen from what the provider tells', async () => {
    const { terminal, place } = await consoleOnServer({ more: entry(await provider()) });
    terminal.press('3');
    await terminal.waitFor('lab');
    terminal.press('m');
    await terminal.waitFor('fake/beta');
    terminal.press('/');
    terminal.type('beta');
    await terminal.waitGone('fake/alpha');
    terminal.press('Enter', 'Space', 'Enter');
    await terminal.waitGone('Models of lab');
    expect(await place.readConfig()).toContain('- name: fake/beta');
    expect(await place.readConfig()).not.toContain('fake/alpha');
  });

  test('one is added, turned off and on, and removed; each names it', async () => {
    const { terminal, place } = await consoleOnServer({ cols: 100, rows: 30 });
    terminal.press('3');
    await terminal.waitFor('No provider keys yet');
    terminal.press('a', 'Enter');
    await terminal.waitFor('New Gemini key');
    terminal.type('fake-gemini-key-00000000000000001');
    terminal.press('Enter');
    await terminal.waitFor(/Added Gemini key/);
    expect(await place.readConfig()).toContain('- api-key: fake-gemini-key-00000000000000001');
    terminal.press('d');
    await terminal.waitFor('Disabled Gemini key');
    expect(await place.readConfig()).toContain('"*"');
    terminal.press('d');
    await terminal.waitFor('Enabled Gemini key');
    terminal.press('x');
    await terminal.waitFor(/Remove Gemini key .*\?/);
    terminal.press('y');
    await terminal.waitFor('Removed Gemini key');
    await terminal.waitFor('No provider keys yet');
    expect(await place.readConfig()).not.toContain('fake-gemini-key');
  });
});
