import { describe, expect, test } from 'vitest';
import { openConsole, workspace } from '../helpers/journey.ts';
import { localPassword, managementSecret } from '../helpers/workspace.ts';

/** A running server, and a console that asks for its password. */
async function signInScreen() {
  const place = await workspace();
  const server = await place.startServe();
  const terminal = openConsole(place);
  await terminal.waitFor(/local password or management secret/i);
  return { place, server, terminal };
}

describe('signing in', () => {
  test('with the local password of a running server', async () => {
    const { terminal } = await signInScreen();
    terminal.type(localPassword);
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor('● live');
    expect(terminal.screen()).toContain('local password');
    expect(terminal.output()).not.toContain(localPassword);
  });

  test('with the management secret, pasted', async () => {
    const { terminal } = await signInScreen();
    terminal.paste(`${managementSecret}\n`);
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor('● live');
    expect(terminal.screen()).toContain('management secret');
  });

  test('the dots do not tell how long the password is, and Tab shows it', async () => {
    const { terminal } = await signInScreen();
    terminal.type('fake');
    const short = await terminal.waitFor('••');
    terminal.type('-and-much-longer-than-before');
    terminal.press('Tab');
    await terminal.waitFor('fake-and-much-longer-than-before');
    terminal.press('Tab');
    const long = await terminal.waitGone('fake-and-much');
    expect(/•+/.exec(long)?.[0]).toBe(/•+/.exec(short)?.[0]);
  });

  test('a wrong password is refused with the attempts left, and is not sent twice', async () => {
    const { terminal } = await signInScreen();
    terminal.type('fake-wrong-password');
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor(/4 attempts/);
    terminal.type('fake-wrong-password');
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor(/not sent again/);
    terminal.type(localPassword);
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor('● live');
  });

  test('after five wrong passwords the console says how long the address is locked out, and sends nothing', async () => {
    const { terminal } = await signInScreen();
    for (const attempt of [1, 2, 3, 4, 5]) {
      terminal.type(`fake-wrong-password-${attempt}`);
      await terminal.waitFor('••');
      terminal.press('Enter');
      await terminal.waitFor(attempt < 5 ? new RegExp(`${5 - attempt} attempts? left`) : /locked out/);
    }
    await terminal.waitFor(/(30|29) ?min|(30|29):\d\d/);
  });

  test('letters typed into the password trigger no command', async () => {
    const { terminal } = await signInScreen();
    terminal.type('qd?:u12R');
    terminal.press('Tab');
    await terminal.waitFor('qd?:u12R');
    expect(terminal.screen()).toMatch(/sign in/i);
  });

  test('a password in the environment signs in without asking', async () => {
    const place = await workspace();
    await place.startServe();
    const terminal = openConsole(place, { env: { CLI_PROXY_PASSWORD: localPassword } });
    await terminal.waitFor('● live');
    expect(terminal.output()).not.toMatch(/management secret/i);
  });
});
