import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adoptAuthFile } from '../../../src/providers/accounts/adopt-auth-file.ts';

const found = (name: string) =>
  readFileSync(new URL(`../../fixtures/found-auth-files/${name}`, import.meta.url), 'utf8');
const now = Date.UTC(2026, 10, 28);
function adopted(text: string, channel?: string) {
  const made = adoptAuthFile(text, channel, now);
  if (!made.ok || !made.value) throw new Error(made.ok ? 'not adopted' : made.message);
  return { name: made.value.name, file: JSON.parse(made.value.text) };
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'pem' }).toString();
const serviceAccount = (more: object = {}) =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'my project:1',
    client_email: 'robot@my-project.example.com',
    private_key: pem('pkcs8'),
    ...more,
  });

describe('what other programs keep becomes an account file', () => {
  test.each([undefined, 'codex'])('the login of Codex CLI, channel %s', (channel) => {
    expect(adopted(found('codex-native.json'), channel)).toEqual({
      name: 'codex-nat@ex.com.json',
      file: {
        type: 'codex',
        email: 'nat@ex.com',
        account_id: 'acc',
        id_token: expect.stringMatching(/^eyJ/),
        access_token: expect.stringMatching(/^eyJ/),
        refresh_token: 'rt',
        last_refresh: '2026-11-20T00:00:00Z',
        expired: '2026-11-28T16:35:32Z',
      },
    });
  });

  test.each([undefined, 'claude'])('the login of Claude Code, channel %s', (channel) => {
    expect(adopted(found('claude-native.json'), channel)).toEqual({
      name: `claude-${now}.json`,
      file: {
        type: 'claude',
        access_token: 'sk-ant-oat01-x',
        refresh_token: 'sk-ant-ort01-y',
        expired: '2026-11-28T16:35:32Z',
        plan_type: 'max',
      },
    });
  });

  test.each([undefined, 'gemini', 'gemini-cli'])('the login of Gemini CLI, channel %s', (channel) => {
    expect(adopted(found('gemini-native.json'), channel)).toEqual({
      name: `gemini-${now}.json`,
      file: {
        type: 'gemini',
        token: {
          access_token: 'ya29.x',
          refresh_token: '1//y',
          scope: 's',
          token_type: 'Bearer',
          expiry: '2026-11-28T15:35:32Z',
        },
      },
    });
  });

  test.each([undefined, 'vertex'])(
    'a service account, as the public server imports it, channel %s',
    (channel) => {
      const { name, file } = adopted(`\ufeff${serviceAccount()}`, channel);
      expect(name).toBe('vertex-my-project_1.json');
      expect(file).toMatchObject({
        type: 'vertex',
        project_id: 'my project:1',
        email: 'robot@my-project.example.com',
        location: 'us-central1',
        service_account: { type: 'service_account', private_key: pem('pkcs1') },
      });
    },
  );

  test('a private key whose line breaks were spelt out', () => {
    const text = serviceAccount({ private_key: pem('pkcs8').replaceAll('\n', '\\n') });
    expect(adopted(text).file.service_account.private_key).toBe(pem('pkcs1'));
  });
});

describe('what cannot be used is refused with the reason', () => {
  test.each([
    [found('codex-native.json'), 'claude', /a login of Codex CLI, not of claude/],
    [found('claude-native.json'), 'vertex', /a login of Claude Code, not of vertex/],
    ['{"OPENAI_API_KEY": "sk-fake", "tokens": null}', undefined, /an API key, not a login/],
    [serviceAccount({ private_key: 'fake-key' }), 'vertex', /not an RSA key/],
    [serviceAccount({ project_id: '' }), undefined, /without a "project_id"/],
    ['{"type": "authorized_user", "refresh_token": "1//y"}', 'vertex', /authorized_user/],
  ])('%#', (text, channel, reason) => {
    const made = adoptAuthFile(text, channel, now);
    expect(made).toMatchObject({ ok: false, kind: 'invalid', message: expect.stringMatching(reason) });
    expect(JSON.stringify(made)).not.toMatch(/sk-fake|fake-key|1\/\/y/);
  });

  test('an account file, and what is no JSON, are nobody else’s', () => {
    for (const text of [
      '{"type": "Claude", "claudeAiOauth": {}}',
      '{"type": "unheard-of", "access_token": "x"}',
      '{"access_token": "x", "refresh_token": "y", "expiry_date": 5, "resource_url": "portal.qwen.ai"}',
      '{',
      '[]',
    ])
      expect(adoptAuthFile(text, undefined, now)).toEqual({ ok: true, value: undefined });
  });
});
