import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consoleOnServer, openConsole, workspace } from '../helpers/journey.ts';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';

/** Amp on loopback, which notes the upstream key of each request. */
async function ampServer() {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    request.resume();
    keys.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

const block = (url: string) => `
ampcode:
  upstream-url: ${url}
  upstream-api-key: fake-amp-default-00000000000001 # for everybody
  upstream-api-keys:
    # the team that pays by itself
    - upstream-api-key: fake-amp-team-0000000000000002
      api-keys:
        - fake-client-key-that-is-gone-0000000000000009 # left last year
`;

describe('upstream keys of Amp by keyboard (F)', () => {
  test('a client key is mapped, asks Amp with its own upstream key, and u takes that back to the byte', async () => {
    const amp = await ampServer();
    const { terminal, place } = await consoleOnServer({ more: block(amp.url) });
    const before = await place.readConfig();
    const [first] = place.keys;
    const ask = async () => {
      const headers = { authorization: `Bearer ${first?.key}` };
      await fetch(`${place.url}/api/user`, { headers });
      return amp.keys.at(-1);
    };
    expect(await ask()).toBe('Bearer fake-amp-default-00000000000001');
    terminal.press('9');
    await terminal.waitFor(/team-1 .* default/);
    terminal.press('m');
    await terminal.waitFor('Amp key for team-1');
    terminal.press('Enter');
    await terminal.waitFor(/team-1 .* mapped/);
    await terminal.waitFor('u undo');
    const after = await place.readConfig();
    expect(after.replace(`        - ${first?.key}\n`, '')).toBe(before);
    expect(after).not.toBe(before);
    expect(await ask()).toBe('Bearer fake-amp-team-0000000000000002');
    terminal.press('u');
    await terminal.waitFor(/team-1 .* default/);
    expect(await place.readConfig()).toBe(before);
  });

  test('a mapping to nobody is seen and taken away, and another default key is taken', async () => {
    const amp = await ampServer();
    const { terminal, place } = await consoleOnServer({ more: block(amp.url) });
    terminal.press('9');
    await terminal.waitFor('mapped, but no such client key');
    terminal.press('G', 'x');
    await terminal.waitFor(/Remove the mapping of fake.*\?/);
    terminal.press('y');
    await terminal.waitFor(/Also removed its\s+unused\s+upstream\s+key/);
    await terminal.waitFor('u undo');
    expect(await place.readConfig()).not.toContain('that-is-gone');
    terminal.press('e', 'Tab');
    await terminal.waitFor('Default key');
    terminal.type('fake-amp-fresh-000000000000007');
    terminal.press('Enter');
    await terminal.waitFor(/Set the default key to fak\S+7/);
    expect(await place.readConfig()).toContain(
      'upstream-api-key: fake-amp-fresh-000000000000007 # for everybody',
    );
  });
});

const clientKey = 'fake-client-key-amp-0000000000000001';
const ampcode = {
  'upstream-url': 'http://127.0.0.1:9',
  'upstream-api-key': 'fake-amp-default-00000000000001',
  'upstream-api-keys': [{ 'upstream-api-key': 'fake-amp-team-0000000000000002', 'api-keys': [] }],
};

async function consoleOnPublic(kind: 'v6' | 'v7') {
  const place = await workspace();
  const server = await startPublicServer({ kind, clientKeys: [clientKey], state: { ampcode } });
  onTestFinished(() => server.close());
  const terminal = openConsole(place, {
    args: ['--config', server.configPath],
    env: { CLI_PROXY_PASSWORD: server.secret },
  });
  await terminal.waitFor('● live');
  return { server, terminal };
}

describe('Amp on public servers by keyboard', () => {
  test('v6 takes a mapping, and says which default there is', async () => {
    const { server, terminal } = await consoleOnPublic('v6');
    terminal.press('9');
    await terminal.waitFor(/fake\S+ +fak\S+ +default/);
    terminal.press('m');
    await terminal.waitFor('Amp key for');
    terminal.press('Enter');
    await terminal.waitFor(/fake\S+ +fak\S+ +mapped/);
    await terminal.waitFor('u undo');
    expect(await server.configText()).toMatch(/fake-amp-team-0+2[\s\S]*- fake-client-key-amp-0+1/);
  });

  test('v7 has no such tab; 9 says that the block is about to be lost, and writes nothing', async () => {
    const { server, terminal } = await consoleOnPublic('v7');
    expect(terminal.screen()).not.toContain('9 Amp');
    terminal.press('9');
    await terminal.waitFor(/deletes with its next\s+write. Save a copy of it\s+now/);
    expect(await server.configText()).toContain('ampcode:');
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
