import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isSampleKey } from '../../../src/base/secrets/sample-keys.ts';
import { parseConfig } from '../../../src/config/parse/parse-config.ts';

describe('sample keys (A4)', () => {
  for (const key of [
    'your-api-key-1',
    'your-api-key-2',
    'your-api-key-3',
    'YOUR-API-KEY-1',
    'your_api_key_1',
    'your-api-key',
    ' your-api-key-1 ',
    'sk-your-key-here',
    'changeme',
    '<your key>',
    '$CLIENT_KEY',
    '{{ API_KEY }}',
    'xxxxxxxxxxxxxxxx',
  ]) {
    test(`${key} is one`, () => expect(isSampleKey(key)).toBe(true));
  }

  for (const key of [
    'fake-client-key-alpha-0000000000000001',
    '7f3a0c55e0b14a7c9d2f6b8e1a3c5d7f9b0e2d4c6a8f1b3d5e7a9c0b2d4f9c21',
    'my-api-key-of-the-website-3f9c',
    'sk-7f3a0c55e0b14a7c9d2f6b8e1a3c5d7f',
    'team-a',
    '',
  ]) {
    test(`${key || 'an empty text'} is none`, () => expect(isSampleKey(key)).toBe(false));
  }

  test('every client key of config.example.yaml is one', () => {
    const text = readFileSync(new URL('../../../config.example.yaml', import.meta.url), 'utf8');
    const parsed = parseConfig(text);
    const keys = parsed.ok ? (parsed.value.config['api-keys'] ?? []) : [];
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !isSampleKey(key))).toEqual([]);
  });
});
