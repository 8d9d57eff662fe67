import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { keyRecordSchema, stopsAt } from '../../src/contract/client-key.ts';

const record = (expiresAt: string) =>
  v.safeParse(keyRecordSchema, { fingerprint: '0123456789abcdef', label: 'team-a', expiresAt });

describe('the expiry in the record of a key', () => {
  test.each([
    ['2027-01-31T09:00:00.000Z', '2027-01-31T09:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T09:00Z', '2027-01-31T09:00:00.000Z'],
    ['2027-01-31T09:00:00+02:00', '2027-01-31T07:00:00.000Z'],
  ])('%s, as a person may write it, holds', (text, instant) => {
    const read = record(text);
    expect(read.success && read.output.expiresAt).toBe(instant);
  });

  test.each(['soon', '2027-13-45', '2027-01-31T09:00:00+02', '20270131', ''])(
    '"%s" is no instant, and never one that compares with nothing',
    (text) => {
      const read = record(text);
      expect(read.success).toBe(false);
      expect(stopsAt(undefined)).toBe(Number.POSITIVE_INFINITY);
    },
  );
});
