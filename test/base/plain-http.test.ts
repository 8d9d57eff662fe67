import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { isPlainHttp, travelsPlain } from '../../src/base/plain-http.ts';

test('what goes over http to another machine travels plain, and nothing else does', () => {
  for (const plain of [
    'http://192.0.2.1:8317',
    'http://server.lan',
    'http://0.0.0.0:1',
    'http://[2001:db8::1]',
  ])
    expect([plain, isPlainHttp(plain), travelsPlain(plain)]).toEqual([plain, true, true]);
  const here = ['http://localhost:1', 'http://127.1.2.3', 'http://127.1', 'http://[::1]:8317'];
  for (const safe of [
    ...here,
    'http://[::ffff:127.0.0.1]:48317',
    'https://server.lan',
    '/home/x/config.yaml',
  ])
    expect([safe, isPlainHttp(safe), travelsPlain(safe)]).toEqual([safe, false, false]);
  expect(isPlainHttp('http://localhost.example.com')).toBe(true);
});

test('an address that this machine has in its network is no other machine', () => {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of own.filter(({ family }) => family === 'IPv4'))
    expect([address, travelsPlain(`http://${address}:8317`)]).toEqual([address, false]);
});
