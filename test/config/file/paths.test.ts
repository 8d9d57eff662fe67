import { describe, expect, test } from 'vitest';
import { authDirOf, expandHome } from '../../../src/config/file/paths.ts';

describe('expandHome', () => {
  test.each([
    ['~', '/home/u'],
    ['~/x/y', '/home/u/x/y'],
    ['~other/x', '~other/x'],
    ['/a/~/b', '/a/~/b'],
    ['', ''],
  ])('%j is %j', (path, wanted) => {
    expect(expandHome(path, '/home/u')).toBe(wanted);
  });
});

describe('authDirOf', () => {
  test.each([
    [{}, '/home/u/.cli-proxy-api'],
    [{ 'auth-dir': null }, '/home/u/.cli-proxy-api'],
    [{ 'auth-dir': ' ' }, '/home/u/.cli-proxy-api'],
    [{ 'auth-dir': '~/auth' }, '/home/u/auth'],
    [{ 'auth-dir': '/srv/auth' }, '/srv/auth'],
    [{ 'auth-dir': 'auth' }, '/etc/proxy/auth'],
  ])('%j is %j', (config, wanted) => {
    expect(authDirOf(config, '/home/u', '/etc/proxy/config.yaml')).toBe(wanted);
  });
});
