import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokensOf, withTokens } from '../../src/oauth/tokens/token-file.ts';
import { claimsOf, expiryNames, instantIn } from '../../src/providers/accounts/auth-file.ts';
import { accountProvider, authFileTypes } from '../../src/providers/accounts/auth-file-kinds.ts';
import { providers } from '../../src/providers/index.ts';

describe('how providers know their accounts', () => {
  test('each type of file belongs to one provider', () => {
    const types = providers.flatMap(({ authFile }) => authFile?.types ?? []);
    expect(new Set(types).size).toBe(types.length);
    expect([...authFileTypes].sort()).toEqual([...types].sort());
    expect(accountProvider('gemini-cli')?.id).toBe('gemini');
    expect(accountProvider('nobody')).toBeUndefined();
  });

  test('a Google account that must be looked at is told from one that fails', () => {
    for (const type of ['antigravity', 'gemini']) {
      const wants = accountProvider(type)?.authFile.wantsVerification;
      expect(wants?.('{"error":{"reason":"VALIDATION_REQUIRED"}}')).toBe(true);
      expect(wants?.('Please verify your account to continue.')).toBe(true);
      expect(wants?.('quota exceeded')).toBe(false);
    }
  });

  test('facts come from any JSON object without a fault, and the schema says whether it will do', () => {
    const member = fc.constantFrom(
      'type',
      'email',
      'expired',
      'token',
      'id_token',
      'timestamp',
      'expires_in',
    );
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue()), fc.constantFrom(...authFileTypes), (file, type) => {
        const kind = accountProvider(type)?.authFile;
        const facts = kind?.facts({ ...file, type });
        for (const at of [facts?.expiresAt, facts?.lifetime, facts?.refreshedAt])
          expect(at === undefined || Number.isFinite(at)).toBe(true);
      }),
      { seed: 17, numRuns: 1_000 },
    );
  });

  test('the end of a token is read in every form and under every name that the public servers read', () => {
    const at = Date.UTC(2026, 10, 28, 16, 35, 32);
    const kimi = accountProvider('kimi')?.authFile;
    for (const value of [
      at,
      at / 1000,
      String(at),
      String(at / 1000),
      '2026-11-28T16:35:32Z',
      '2026-11-28T17:35:32+01:00',
      '2026-11-28 16:35:32',
    ]) {
      expect(instantIn(value), String(value)).toBe(at);
      for (const name of expiryNames) {
        const file = { type: 'kimi', access_token: 'fake', refresh_token: 'fake', [name]: value };
        expect(kimi?.facts(file).expiresAt, name).toBe(at);
        const record = accountProvider('kimi')?.oauth?.file;
        if (!record) throw new Error('one signs in at Kimi');
        expect(tokensOf(record, file).expiresAt, name).toBe(at);
        const renewed = withTokens(record, file, { access_token: 'new', expires_in: 60 }, at);
        expect(kimi?.facts(renewed).expiresAt, name).toBe(at + 60_000);
        expect(Object.keys(renewed).filter((key) => expiryNames.some((one) => one === key))).toEqual([
          'expired',
        ]);
      }
    }
    const antigravity = accountProvider('antigravity')?.oauth?.file;
    if (!antigravity) throw new Error('one signs in at Antigravity');
    for (const timestamp of [at, at / 1000]) {
      const file = { access_token: 'fake', timestamp, expires_in: 60 };
      expect(tokensOf(antigravity, file).expiresAt).toBe(at + 60_000);
    }
    for (const value of [0, -1, '', 'soon', null, '0001-01-01T00:00:00Z', Number.NaN])
      expect(instantIn(value)).toBeUndefined();
    expect(
      accountProvider('gemini')?.authFile.facts({ token: { access_token: 'x' }, expires: at }).expiresAt,
    ).toBe(at);
  });

  test('what is no ID token has no claims', () => {
    for (const token of [undefined, '', 'a', 'a.b.c', 'a.W10.c', '..', 'a.eyJ.c']) {
      expect(claimsOf(token)).toEqual({});
    }
  });
});
