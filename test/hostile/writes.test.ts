import { describe, expect, test } from 'vitest';
import { fieldEdits } from '../../src/backend/auth-files/check-fields.ts';
import { checkUpload } from '../../src/backend/auth-files/check-upload.ts';
import { alpha, json, runServer } from '../server/running-server.ts';

const unseen = [
  '\x1b]52;c;Zg==\x07',
  '\x9b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u{e0041}',
  '\0',
  '\n',
];

describe.each(unseen)('what nobody sees is not stored: %j', (character) => {
  test('in note and prefix of an auth file', () => {
    for (const name of ['note', 'prefix'] as const) {
      const edits = fieldEdits({ [name]: `x${character}y` });
      expect(edits, name).toMatchObject({ ok: false, kind: 'invalid' });
    }
  });

  test('in a member of an auth file that is uploaded', () => {
    for (const member of ['note', 'prefix', 'email']) {
      const file = { type: 'claude', access_token: 'fake', refresh_token: 'fake', [member]: `x${character}` };
      expect(checkUpload('claude-a.json', JSON.stringify(file))).toMatchObject({
        ok: false,
        message: `claude-a.json has control or invisible characters in "${member}". No changes made.`,
      });
    }
  });

  test('in a client key that comes over the management API', async () => {
    const server = await runServer();
    const added = json({ old: '', new: `fake-key-${character}` }, { method: 'PATCH' });
    const answer = await server.manage('/api-keys', added);
    expect(answer.status).toBe(400);
    expect(server.backend.config['api-keys']).toContain(alpha);
    expect(JSON.stringify(server.backend.config)).not.toContain('fake-key-');
  });
});

test('a PEM key keeps its line ends, and a Persian note its joiners', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nZmFrZQ==\n-----END PRIVATE KEY-----\n';
  const file = { type: 'odd', private_key: pem, note: 'می\u200cخواهم' };
  expect(checkUpload('odd-a.json', JSON.stringify(file)).ok).toBe(true);
});
