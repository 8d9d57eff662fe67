import { describe, expect, test } from 'vitest';
import { askWithKey, requestWithKey } from '../helpers/ask-server.ts';
import { consoleOnServer } from '../helpers/journey.ts';
import { isSelected, rowsOf, shownKey } from '../helpers/read-screen.ts';

describe('client keys by keyboard', () => {
  test('a new key is shown once, copied by c, and lets a client in', async () => {
    const { terminal, place } = await consoleOnServer();
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('laptop');
    terminal.press('Enter');
    const key = shownKey(await terminal.waitFor('reveal it later with v'));
    terminal.press('c');
    await terminal.waitFor(/clipboard/i);
    expect(terminal.clipboard()).toBe(key);
    terminal.press('Enter');
    const list = await terminal.waitGone(key);
    expect(rowsOf(list, 'laptop')).toHaveLength(1);
    expect(await askWithKey(place.url, key)).toBe(200);
    expect(await place.readConfig()).toContain(`- ${key}`);
  });

  test('six keystrokes rotate a key: both work, then the old one is refused', async () => {
    const { terminal, place } = await consoleOnServer();
    const old = place.keys[0]?.key ?? '';
    terminal.press('R');
    await terminal.waitFor('Rotate team-1 ·');
    terminal.press('Enter');
    const fresh = shownKey(await terminal.waitFor('reveal it later with v'));
    terminal.press('c');
    await terminal.waitFor(/clipboard/i);
    terminal.press('Enter');
    await terminal.waitFor((screen) => screen.includes('retiring') && !screen.includes(fresh));
    expect(terminal.clipboard()).toBe(fresh);
    expect(await requestWithKey(place.url, old)).toBe(400);
    expect(await askWithKey(place.url, fresh)).toBe(200);
    await terminal.waitFor(/retiring .* 1\/h/);
    terminal.press('f');
    await terminal.waitFor(/Finish rotation of .*\?/);
    await terminal.waitFor('1 request in the last hour');
    terminal.press('y');
    await terminal.waitFor('Finished the rotation');
    expect(await askWithKey(place.url, old)).toBe(401);
    expect(await askWithKey(place.url, fresh)).toBe(200);
    const config = await place.readConfig();
    expect(config).not.toContain(old);
    expect(config).toContain("# The team's proxy: comments stay where they are.");
  });

  test('a rotation is rolled back, asked first as the new key is used: the old one stays', async () => {
    const { terminal, place } = await consoleOnServer();
    const old = place.keys[0]?.key ?? '';
    terminal.press('R');
    await terminal.waitFor('Rotate team-1 ·');
    terminal.press('Enter');
    const fresh = shownKey(await terminal.waitFor('reveal it later with v'));
    terminal.press('Enter');
    await terminal.waitFor('retiring');
    expect(await requestWithKey(place.url, fresh)).toBe(400);
    await terminal.waitFor((screen) => rowsOf(screen, 'team-1 (new)').some((row) => /ago +1 /.test(row)));
    terminal.press('b');
    await terminal.waitFor('Roll back the rotation of team-1?');
    await terminal.waitFor('The new key had 1 request');
    terminal.press('y');
    await terminal.waitFor('Rolled back the rotation of team-1');
    expect(await askWithKey(place.url, fresh)).toBe(401);
    expect(await askWithKey(place.url, old)).toBe(200);
  });

  test('undo takes a rotation back', async () => {
    const { terminal, place } = await consoleOnServer();
    const before = await place.readConfig();
    terminal.press('R');
    await terminal.waitFor('Rotate team-1 ·');
    terminal.press('Enter');
    await terminal.waitFor('reveal it later with v');
    terminal.press('Enter');
    await terminal.waitFor('retiring');
    terminal.press('u');
    await terminal.waitFor('Undone: the rotation of');
    expect(await place.readConfig()).toBe(before);
  });

  test('a revoked key is refused at the next request, and undo brings it back', async () => {
    const { terminal, place } = await consoleOnServer();
    const key = place.keys[1]?.key ?? '';
    const before = await place.readConfig();
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    terminal.press('x');
    await terminal.waitFor('Revoke team-2?');
    terminal.press('y');
    await terminal.waitFor(/Revoked /);
    expect(await askWithKey(place.url, key)).toBe(401);
    terminal.press('u');
    await terminal.waitFor(/team-2 .*active/);
    expect(await askWithKey(place.url, key)).toBe(200);
    expect(await place.readConfig()).toBe(before);
  });

  test('marked keys are revoked together', async () => {
    const { terminal, place } = await consoleOnServer({ keys: 5 });
    terminal.press('Space', 'j', 'j', 'Space');
    await terminal.waitFor(/2 marked/);
    terminal.press('x');
    await terminal.waitFor('Revoke 2 client keys?');
    terminal.press('y');
    await terminal.waitFor(/Revoked /);
    const answers = await Promise.all(place.keys.map(({ key }) => askWithKey(place.url, key)));
    expect(answers.filter((status) => status === 401)).toHaveLength(2);
  });
});

describe('getting a client going by keyboard (L1)', () => {
  test('s, Enter, c: a curl line with the real address, the key in a variable, on the clipboard', async () => {
    const { terminal, place } = await consoleOnServer();
    terminal.press('s');
    await terminal.waitFor('Client configuration · team-1');
    terminal.press('Enter');
    const screen = await terminal.waitFor('CLI_PROXY_API_KEY');
    expect(screen).toContain('curl · team-1');
    terminal.press('c');
    await terminal.waitFor('The snippet was');
    const text = terminal.clipboard() ?? '';
    expect(text).toContain(`curl '${place.url}/v1/chat/completions'`);
    expect(text).not.toContain(place.keys[0]?.key);
    terminal.press('q');
    await terminal.waitGone('CLI_PROXY_API_KEY');
  });
});
