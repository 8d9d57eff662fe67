import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { bearerText, headerText } from '../../../src/server/http/header-text.ts';
import { baseConfig, runServer } from '../running-server.ts';

/** As Node hands a header on: one character a byte. */
const onTheWire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** First line of the answer; fetch sends no such header. */
async function ask(url: string, path: string, header: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n${header}\r\n\r\n`, 'utf8');
  const [data] = await once(socket, 'data');
  return String(data).split('\r\n')[0] ?? '';
}

// In steps that grow with the square of its length it would take longer than a test may.
test('a header full of blanks is read in one go', () => {
  const blanks = ' '.repeat(320_000);
  expect(bearerText(`Bearer fake${blanks}key${blanks}`)).toBe(`fake${blanks}key`);
});

describe('secrets and keys beyond ASCII', () => {
  test.each(['fake-clé-à', 'à fake-пароль', 'fake-パスワード'])('"%s" is read as it was sent', (secret) => {
    expect(headerText(onTheWire(secret))).toBe(secret);
    expect(bearerText(onTheWire(`bearer  ${secret}`))).toBe(secret);
    expect(bearerText(onTheWire(` ${secret}\t`))).toBe(secret);
  });

  test('sign in, in either header', async () => {
    const { url } = await runServer({ managementPassword: new Secret('fake-пароль-à') });
    const path = '/v0/management/debug';
    expect(await ask(url, path, 'x-management-key: fake-пароль-à')).toBe('HTTP/1.1 200 OK');
    expect(await ask(url, path, 'authorization: Bearer fake-пароль-à')).toBe('HTTP/1.1 200 OK');
    expect(await ask(url, path, 'x-management-key: fake-пароль-á')).toBe('HTTP/1.1 401 Unauthorized');
  });

  test('let clients in, in every header', async () => {
    const key = 'fake-clé-à-0000000000000000000000001';
    const { url } = await runServer({ config: { ...(await baseConfig()), 'api-keys': [key] } });
    for (const header of ['authorization: Bearer', 'x-api-key:', 'x-goog-api-key:'])
      expect(await ask(url, '/v1/models', `${header} ${key}`)).toBe('HTTP/1.1 200 OK');
  });
});
