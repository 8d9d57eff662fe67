import { expect, test } from 'vitest';
import type { ActiveConfig } from '../../../src/server/active-config.ts';
import { createRedactor } from '../../../src/server/log/known-secrets.ts';

const config = {
  'gemini-api-key': [
    {
      'api-key': 'fake-gemini-key-0001',
      'proxy-url': 'http://fake-user:fake-word@10.0.0.9:3128',
      'base-url': 'https://fake-user:fake-pass@gateway.example.com/v1',
      headers: { 'X-Team': 'fake-header-value' },
      models: [{ name: 'gemini-2.5-pro', alias: 'pro' }],
    },
  ],
  'openai-compatibility': [{ name: 'fake', 'base-url': 'https://plain.example.com/v1' }],
  'api-keys': ['fake-client-key-0001'],
  'oauth-clients': { codex: { 'client-id': 'fake-client-id', 'client-secret': 'fake-client-secret' } },
};
const redact = createRedactor({ state: { config }, keys: new Set() } as unknown as ActiveConfig);

test('the models of a provider key are no secrets, its other fields may be', () => {
  expect(redact.name('gemini-2.5-pro')).toBe('gemini-2.5-pro');
  const [entry] = config['gemini-api-key'];
  for (const secret of [
    ...[entry?.['api-key'], entry?.['proxy-url'], entry?.['base-url'], entry?.headers['X-Team']],
    ...[config['api-keys'][0], config['oauth-clients'].codex['client-secret']],
  ])
    expect(redact.all(`sent ${secret}.`)).toBe('sent ….');
  expect(redact.all('sent https://plain.example.com/v1.')).toBe('sent https://plain.example.com/v1.');
});
