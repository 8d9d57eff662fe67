import { describe, expect, test } from 'vitest';
import { saveAccount } from '../../../src/oauth/tokens/save-account.ts';
import { newAuthFile, tokensOf, withTokens } from '../../../src/oauth/tokens/token-file.ts';
import { signInRecordOf } from '../../../src/providers/accounts/sign-in-records.ts';
import type { Fields } from '../../../src/providers/json-fields.ts';
import type { AuthFileForm } from '../../../src/providers/oauth.ts';
import { recordedText } from '../../server/contract/recordings.ts';
import { memoryAccounts, wanted } from '../oauth-world.ts';

const now = Date.parse('2026-11-25T12:00:00.250Z');

function formOf(type: string): AuthFileForm {
  const record = signInRecordOf(type);
  if (!record) throw new Error(`nobody signs in at ${type}`);
  return record.file;
}
const claude = formOf('claude');
const fresh = (email: string, uuid: string): Fields => ({
  type: 'claude',
  email,
  account_uuid: uuid,
  access_token: `access of ${uuid}`,
  refresh_token: `refresh of ${uuid}`,
});
const save = async (files: Map<string, Fields>, file: Fields, again?: string, form = claude) =>
  wanted(await saveAccount(memoryAccounts(files), form, file, now, again));

describe('an account that has signed in', () => {
  test('gets a file named by its address', async () => {
    const files = new Map<string, Fields>();
    expect(await save(files, fresh('dev@example.com', 'one'))).toEqual({
      name: 'claude-dev@example.com.json',
      account: 'dev@example.com',
    });
    expect([...files.keys()]).toEqual(['claude-dev@example.com.json']);
  });

  test('keeps note, prefix, priority and unknown fields of its own file, whatever that is named', async () => {
    const before = {
      ...fresh('dev@example.com', 'one'),
      note: 'mine',
      prefix: 'team',
      priority: 5,
      other: [1],
    };
    const files = new Map<string, Fields>([['renamed.json', before]]);
    const after = { ...fresh('dev@example.com', 'one'), access_token: 'new', refresh_token: 'new too' };
    expect(await save(files, after)).toMatchObject({ name: 'renamed.json' });
    expect(files.get('renamed.json')).toEqual({ ...before, access_token: 'new', refresh_token: 'new too' });
  });

  test('keeps its file also if that has another name of the provider as its type', async () => {
    const file = {
      type: 'gemini',
      email: 'dev@example.com',
      project_id: 'one',
      token: { access_token: 'new' },
    };
    const old = { ...file, type: 'gemini-cli', token: { access_token: 'old' } };
    const files = new Map<string, Fields>([['mine.json', old]]);
    expect(await save(files, file, undefined, formOf('gemini'))).toMatchObject({ name: 'mine.json' });
    expect(files.get('mine.json')).toMatchObject({ token: { access_token: 'new' } });
  });

  test('never writes over another account with the same address', async () => {
    const files = new Map<string, Fields>();
    await save(files, fresh('dev@example.com', 'one'));
    expect(await save(files, fresh('dev@example.com', 'two'))).toMatchObject({
      name: 'claude-dev@example.com-2.json',
    });
    // Even when it was meant to sign in again.
    expect(await save(files, fresh('dev@example.com', 'three'), 'claude-dev@example.com.json')).toMatchObject(
      { name: 'claude-dev@example.com-3.json' },
    );
    expect([...files.values()].map((file) => file.account_uuid)).toEqual(['one', 'two', 'three']);
  });

  test('signs in again where nothing tells whose it is but the user’s word', async () => {
    const kimi = formOf('kimi');
    const old = { type: 'kimi', access_token: 'old', note: 'mine' };
    const files = new Map<string, Fields>([['kimi-1790000000000.json', old]]);
    const token = { type: 'kimi', access_token: 'new' };
    expect(await save(files, token, 'kimi-1790000000000.json', kimi)).toMatchObject({
      name: 'kimi-1790000000000.json',
    });
    expect(files.get('kimi-1790000000000.json')).toEqual({ ...token, note: 'mine' });
    expect(await save(files, token, undefined, kimi)).toMatchObject({ name: `kimi-${now}.json` });
  });

  test('has no name that leaves the folder', async () => {
    const files = new Map<string, Fields>();
    const { name } = await save(files, fresh('../../etc/passwd\n@example.com', 'one'));
    expect(name).toBe('claude-.._.._etc_passwd_@example.com.json');
  });
});

describe('the tokens of an auth file', () => {
  const recorded = (name: string) => JSON.parse(recordedText(`v7/auth-dir-example/${name}`)) as Fields;

  test.each([
    ['antigravity-dev3@example.com.json', '2036-11-20T10:00:00Z'],
    ['claude-dev1@example.com.json', '2036-11-20T18:00:00Z'],
    ['codex-dev2@example.com-plus.json', '2036-11-30T10:00:00Z'],
    ['gemini-dev4@example.com.json', undefined],
    ['kimi-1790000000000.json', '2036-11-20T10:00:00Z'],
  ])('are read from %s as recorded', (name, expired) => {
    const file = recorded(name);
    const type = String(file.type);
    expect(tokensOf(formOf(type), file)).toEqual({
      access: `fake-${type}-access-token`,
      refresh: `fake-${type}-refresh-token`,
      expiresAt: expired && Date.parse(expired),
    });
  });

  test.each([
    'antigravity-dev3@example.com.json',
    'claude-dev1@example.com.json',
    'gemini-dev4@example.com.json',
    'kimi-1790000000000.json',
  ])('of %s are renewed, and everything else stays', (name) => {
    const file = recorded(name);
    const form = formOf(String(file.type));
    const renewed = withTokens(form, file, { access_token: 'new', expires_in: 3600 }, now);
    expect(tokensOf(form, renewed)).toEqual({
      access: 'new',
      refresh: tokensOf(form, file).refresh,
      expiresAt: Date.parse('2026-11-25T13:00:00Z'),
    });
    expect(renewed.last_refresh).toBe('2026-11-25T12:00:00Z');
    for (const field of ['type', 'email', 'note', 'priority', 'project_id', 'device_id', 'disabled'])
      expect(renewed[field], field).toEqual(file[field]);
  });

  test('have no end that nobody told', () => {
    const file = newAuthFile(claude, { answer: { access_token: 'a' }, claims: {}, profile: {} }, now);
    expect(file).toEqual({ type: 'claude', access_token: 'a', last_refresh: '2026-11-25T12:00:00Z' });
    const renewed = withTokens(
      claude,
      { ...file, expired: '2020-01-01T00:00:00Z' },
      { access_token: 'b' },
      now,
    );
    expect(tokensOf(claude, renewed).expiresAt).toBeUndefined();
  });
});
