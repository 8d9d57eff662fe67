import { describe, expect, test } from 'vitest';
import { readRedirect, redirectUrl } from '../../../src/oauth/flow/read-redirect.ts';

const address = 'http://localhost:54545/callback?code=fake-code&state=abc';

describe('what a person pastes', () => {
  test('is the whole address, also broken over lines of a narrow terminal', () => {
    const whole = {
      state: 'abc',
      port: 54545,
      path: '/callback',
      parameters: { code: 'fake-code', state: 'abc' },
    };
    expect(readRedirect(address)).toEqual(whole);
    expect(readRedirect(` ${address.slice(0, 20)}\n${address.slice(20)}\r\n`)).toEqual(whole);
  });

  test('is the query alone, or the code and the state as some pages show them', () => {
    const parameters = { code: 'fake-code', state: 'abc' };
    expect(readRedirect('?code=fake-code&state=abc')).toEqual({ state: 'abc', parameters });
    expect(readRedirect('code=fake-code&state=abc')).toEqual({ state: 'abc', parameters });
    expect(readRedirect('fake-code#abc')).toEqual({ state: 'abc', parameters });
    expect(readRedirect('https://provider.example.com/done#code=fake-code&state=abc')).toMatchObject({
      port: 443,
      parameters,
    });
  });

  test('is a refusal as well', () => {
    expect(readRedirect('http://localhost:1455/auth/callback?error=access_denied&state=abc')).toMatchObject({
      parameters: { error: 'access_denied' },
    });
  });

  test.each(['', 'hello', 'http://localhost:54545/callback', 'http://[::bad', 'code=x', 'state=x', 'a#b#c'])(
    'is no answer when it is "%s"',
    (text) => expect(readRedirect(text)).toBeUndefined(),
  );

  test('is no answer when it is longer than any', () => {
    expect(readRedirect(`${address}${'x'.repeat(9_000)}`)).toBeUndefined();
  });

  test('becomes an address again', () => {
    expect(
      readRedirect(redirectUrl({ state: 'abc', parameters: { code: 'a b&c', state: 'abc' } })),
    ).toMatchObject({
      parameters: { code: 'a b&c', state: 'abc' },
    });
    const redirect = readRedirect(address);
    expect(redirect && redirectUrl(redirect)).toBe(address);
  });
});
