import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimsOf } from '../../src/providers/auth-file.ts';
import { accountProvider, authFileTypes } from '../../src/providers/auth-file-kinds.ts';
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

  test('what is no ID token has no claims', () => {
    for (const token of [undefined, '', 'a', 'a.b.c', 'a.W10.c', '..', 'a.eyJ.c']) {
      expect(claimsOf(token)).toEqual({});
    }
  });
});
