import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostOf, isLoopback, isLoopbackHost, normalizeAddress } from '../../../src/server/http/address.ts';
import { peerOf, trustedProxies } from '../../../src/server/http/peer-address.ts';

const asked = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe('one spelling for one address', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7f00:1', '127.0.0.1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['192.0.2.7:5123', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['localhost', undefined],
    ['', undefined],
    ['192.0.2', undefined],
    ['unknown', undefined],
  ])('%s is %s', (text, address) => {
    expect(normalizeAddress(text)).toBe(address);
  });

  test('every spelling of an IPv4 address inside IPv6 is that address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(normalizeAddress(`::ffff:${address}`)).toBe(normalizeAddress(address));
        expect(normalizeAddress(`[::ffff:${address}]:1`)).toBe(normalizeAddress(address));
      }),
      { seed: 7 },
    );
  });

  test('nothing that is sent makes it fail', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = normalizeAddress(text);
        expect(address === undefined || normalizeAddress(address) === address).toBe(true);
        hostOf(text);
        isLoopbackHost(text);
      }),
      { seed: 8 },
    );
  });

  test('this machine is 127.0.0.0/8 and ::1, by address or as localhost', () => {
    for (const address of ['127.0.0.1', '127.255.0.3', '::1']) expect(isLoopback(address)).toBe(true);
    for (const address of ['128.0.0.1', '::', '0.0.0.0', '127.example.com'])
      expect(isLoopback(address)).toBe(false);
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', '[::1]', '127.0.0.1'])
      expect(isLoopbackHost(host)).toBe(true);
    for (const host of ['localhost.example.com', '127.0.0.1.example.com', '', '0.0.0.0', '::'])
      expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('who asks (B3)', () => {
  const trusted = trustedProxies(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32', 'nonsense', '1.2.3.4/99', '']);

  test('the socket says it, whatever the headers say', () => {
    const peer = peerOf(asked('::ffff:203.0.113.5', { 'x-forwarded-for': '127.0.0.1' }), trusted);
    expect(peer).toEqual({ address: '203.0.113.5', loopback: false, proxied: false, unnamedProxy: true });
    expect(peerOf(asked('127.0.0.1'), trustedProxies([])).loopback).toBe(true);
  });

  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['203.0.113.9, 2001:db8::5', '203.0.113.9'],
    ['10.9.9.9', '10.9.9.9'],
    ['127.0.0.1, nonsense', 'unknown'],
    ['203.0.113.9:4711', '203.0.113.9'],
  ])('behind a trusted proxy "%s" means %s', (forwarded, address) => {
    const peer = peerOf(asked('127.0.0.1', { 'x-forwarded-for': forwarded }), trusted);
    expect(peer).toEqual({ address, loopback: false, proxied: true, unnamedProxy: false });
  });

  test('X-Real-IP is read only where X-Forwarded-For is missing', () => {
    const both = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '127.0.0.1' };
    expect(peerOf(asked('127.0.0.1', both), trusted).address).toBe('203.0.113.9');
    expect(peerOf(asked('127.0.0.1', { 'x-real-ip': '203.0.113.7' }), trusted).address).toBe('203.0.113.7');
  });

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'cf-connecting-ip', 'x-forwarded-host'])(
    '%s from a socket that is no trusted proxy says that this is not this machine',
    (name) => {
      const peer = peerOf(asked('127.0.0.1', { [name]: '127.0.0.1' }), trustedProxies([]));
      expect(peer).toEqual({ address: '127.0.0.1', loopback: false, proxied: false, unnamedProxy: true });
    },
  );

  test.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['for="203.0.113.9:4711";proto=https', '203.0.113.9'],
    ['proto=https; For="[2001:db9::9]:4711"', '2001:db9::9'],
    ['for=127.0.0.1, for=203.0.113.9', '203.0.113.9'],
    ['for=203.0.113.9, for=10.1.2.3', '203.0.113.9'],
    ['for=203.0.113.9, for=unknown', 'unknown'],
    ['for=203.0.113.9, proto=https', 'unknown'],
    ['by=203.0.113.9', 'unknown'],
    ['', 'unknown'],
  ])('behind a trusted proxy Forwarded: %s means %s', (forwarded, address) => {
    const peer = peerOf(asked('127.0.0.1', { forwarded }), trusted);
    expect(peer).toEqual({ address, loopback: false, proxied: true, unnamedProxy: false });
  });

  test('what a client made up beside the header of its proxy is not believed', () => {
    const about = (headers: Record<string, string>) => peerOf(asked('127.0.0.1', headers), trusted).address;
    expect(about({ 'x-forwarded-for': '127.0.0.1', forwarded: 'for=203.0.113.9' })).toBe('203.0.113.9');
    expect(about({ 'x-forwarded-for': '198.51.100.1', forwarded: 'for=203.0.113.9' })).toBe('unknown');
    expect(about({ 'x-forwarded-for': '198.51.100.1', 'x-real-ip': '203.0.113.9' })).toBe('unknown');
    expect(about({ 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' })).toBe('203.0.113.9');
    expect(about({ 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' })).toBe('127.0.0.1');
  });

  test('a trusted proxy that sends no address makes nobody local', () => {
    for (const headers of [{ via: '1.1 proxy' }, { 'cf-connecting-ip': '127.0.0.1' }])
      expect(peerOf(asked('127.0.0.1', headers as never), trusted)).toMatchObject({
        address: 'unknown',
        loopback: false,
      });
    expect(peerOf(asked('127.0.0.1'), trusted).loopback).toBe(true);
  });

  test('a proxy elsewhere cannot make a caller local', () => {
    expect(peerOf(asked('10.0.0.2', { 'x-forwarded-for': '127.0.0.1' }), trusted).loopback).toBe(false);
  });
});

test('a request whose connection is gone has an unknown address, which is not this machine', () => {
  const gone = { socket: null as never, headers: {} };
  expect(peerOf(gone, () => false)).toMatchObject({ address: 'unknown', loopback: false });
});
