import { describe, expect, onTestFinished, test } from 'vitest';
import { openConsole, workspace } from '../helpers/journey.ts';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';

const keys = Array.from({ length: 25 }, (_, at) => `fake-client-key-many-${String(at).padStart(16, '0')}`);

async function consoleOn(kind: 'v7' | 'v6', { password = true, args = [] as string[] } = {}) {
  const place = await workspace();
  const server = await startPublicServer({ kind, clientKeys: keys, bcryptDelayMs: 60 });
  onTestFinished(() => server.close());
  const open = (withPassword: boolean) =>
    openConsole(place, {
      args: ['--config', server.configPath, ...args],
      env: withPassword ? { CLI_PROXY_PASSWORD: server.secret } : {},
    });
  return { server, terminal: open(password), again: () => open(true) };
}

describe.each(['v7', 'v6'] as const)('the console on a public server, %s', (kind) => {
  test('asks for its secret, without having sent anything, and shows its keys', async () => {
    const { server, terminal } = await consoleOn(kind, { password: false });
    await terminal.waitFor(/local password or management secret/i);
    expect(server.requests.filter((it) => it.path.startsWith('/v0/'))).toEqual([]);
    terminal.paste(`${server.secret}\n`);
    terminal.press('Enter');
    await terminal.waitFor('● live');
    terminal.press('2');
    await terminal.waitFor(/25 keys/);
    expect(server.refused).toBe(0);
  });

  test('a server that hangs is shown within 3 s, and is live again when it answers', async () => {
    const { server, terminal } = await consoleOn(kind);
    await terminal.waitFor('● live');
    while (!server.respCommands.some(({ words }) => words[0] === 'AUTH')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    server.hang();
    const start = performance.now();
    await terminal.waitFor(/reconnecting/);
    expect(performance.now() - start).toBeLessThan(3_000);
    server.answerAgain();
    await terminal.waitFor('● live');
    expect(server.refused).toBe(0);
  });
});

describe('the console on a public server that pushes', () => {
  test('shows a key of another administrator, and asks for the secret when that was changed', async () => {
    const { server, terminal } = await consoleOn('v7', { args: ['--usage-feed', 'subscribe'] });
    await terminal.waitFor('● live');
    terminal.press('2');
    await terminal.waitFor(/25 keys/);
    while (server.subscribers === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.changeByOther((config) => {
      config['api-keys'] = [...config['api-keys'], 'fake-client-key-of-another-0000000000WXYZ'];
    });
    await terminal.waitFor(/26 keys/);
    await server.setSecret('fake-management-secret-0009');
    await terminal.waitFor(/4 attempts/);
    expect(server.refused).toBe(1);
  });
});

describe('the question about the usage of a public server', () => {
  test('v7: answered with two keys, then changes are pushed; it is not asked again', async () => {
    const { server, terminal, again } = await consoleOn('v7', { password: false });
    await terminal.waitFor(/local password or management secret/i);
    terminal.paste(server.secret);
    terminal.press('Enter');
    terminal.press('2');
    await terminal.waitFor(/25 keys/);
    await terminal.waitFor(/May this console read usage from this server\? +F answer/);
    expect(server.subscribers).toBe(0);
    terminal.press('F');
    await terminal.waitFor(/Other\s+tools/);
    terminal.press('y');
    await terminal.waitGone('May this console');
    await terminal.waitFor('Reading its usage live');
    while (server.subscribers === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.changeByOther((config) => {
      config['api-keys'] = [...config['api-keys'], 'fake-client-key-of-another-0000000000WXYZ'];
    });
    await terminal.waitFor(/26 keys/);
    terminal.press('5');
    await terminal.waitFor(/No requests since [\d:]+, when counting began/);
    server.traffic({ clientKey: keys[0] ?? '', name: 'model-of-this-journey' });
    await terminal.waitFor(/model-of-this/);

    const second = again();
    await second.waitFor(/26 keys/);
    while (server.subscribers < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(second.screen()).not.toContain('May this console');
    second.press('q');
    await second.exit;

    await server.setSecret('fake-management-secret-0009');
    await terminal.waitFor(/4 attempts/);
    expect(server.refused).toBe(1);
  });

  test('v6: is not asked, and another administrator’s change appears by itself', async () => {
    const { server, terminal } = await consoleOn('v6');
    terminal.press('2');
    await terminal.waitFor(/25 keys/);
    await terminal.waitFor('● live');
    await server.changeByOther((config) => {
      config['api-keys'] = config['api-keys'].slice(1);
    });
    await terminal.waitFor(/24 keys/);
    expect(terminal.screen()).not.toContain('May this console');
    await server.setSecret('fake-management-secret-0009');
    await terminal.waitFor(/4 attempts/);
    expect(server.refused).toBe(1);
  });
});
