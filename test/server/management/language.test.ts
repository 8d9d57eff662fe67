import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromEnglish } from '../../../src/base/text/from-english.ts';
import { inLanguage } from '../../../src/base/text/language.ts';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import { words } from '../../../src/providers/accounts/words.ts';
import type { ManagementRequest } from '../../../src/server/management/management-request.ts';
import { exportUsage } from '../../../src/server/management/usage.ts';
import { accountWorld } from '../accounts/account-world.ts';
import { read } from '../running-server.ts';

interface Refusal {
  readonly error: string;
  readonly kind: string;
  readonly message: string;
}

/** A text with an open quote, which each server refuses. */
const broken = 'port: 8317\nhost: "127.0.0.1\n';

test('what went wrong is said in the language of the client, with the same status and code', async () => {
  const { manage } = await accountWorld();
  const put = (language: string, body = broken) =>
    manage('/config.yaml', { method: 'PUT', body, headers: { 'accept-language': language } });
  const [chinese, english, browser] = await Promise.all([
    put('zh-CN'),
    put('en'),
    put('fr-CH, fr;q=0.9, en;q=0.8'),
  ]);
  expect([chinese.status, english.status, browser.status]).toEqual([400, 400, 400]);
  expect(chinese.headers.get('content-language')).toBe('zh-CN');
  const [said, plain, other] = [
    await read<Refusal>(chinese),
    await read<Refusal>(english),
    await read<Refusal>(browser),
  ];
  expect(said).toEqual({ ...plain, message: '第 3 行第 1 列：引号没有闭合。' });
  expect(plain.message).toContain('quote');
  expect(other).toEqual(plain);
  // One whose sentence is the server's own, and not that of a file.
  expect((await read<Refusal>(await put('zh-CN', ' '))).message).toBe('文本为空；请发送完整的 config.yaml。');
});

test('why usage cannot be exported is in the language of the client, with its reason', async () => {
  const exportV6 = () => Promise.reject(new Error('the disk is full'));
  const activeConfig = { state: { clientKeys: [], config: {} } };
  const call = { usage: { store: { exportV6, problems: [] } }, activeConfig } as unknown as ManagementRequest;
  const answer = await inLanguage('zh-CN', () => exportUsage(call));
  expect(JSON.stringify(answer)).toContain('现在无法读取用量：磁盘已满。');
});

test('what is kept for all clients, and written into the log, stays English', async () => {
  const { manage, lines } = await accountWorld({ config: 'allowed-hosts: [proxy.example.net, ~]\n' });
  const headers = { 'accept-language': 'zh-CN' };
  await manage('/debug', { method: 'PUT', body: '{"value":true}', headers });
  const plain = await (await manage('/console/state')).text();
  expect(plain).toContain('empty entry');
  await manage('/config.yaml', { method: 'PUT', body: broken, headers });
  const begun = await read<{ url: string; state: string }>(await manage('/codex-auth-url', { headers }));
  const back = new URL(new URL(begun.url).searchParams.get('redirect_uri') ?? '');
  back.search = new URLSearchParams({ state: begun.state, error: 'access_denied' }).toString();
  const sent = JSON.stringify({ redirect_url: back.href });
  await manage('/oauth-callback', { method: 'POST', body: sent, headers });
  const status = () => manage(`/get-auth-status?state=${begun.state}`, { headers });
  await expect
    .poll(async () => read(await status()))
    .toMatchObject({ error: 'Codex answered access_denied: the login was refused.' });
  expect(plain + lines.join('\n')).not.toMatch(/[\u4e00-\u9fff]/);
});

test('why an account cannot be used is in the language of the client, with what was stored of it', async () => {
  const world = await accountWorld();
  await mkdir(world.folder, { recursive: true });
  await writeFile(join(world.folder, 'codex-broken.json'), '{"type":"codex"}');
  const broken = async (language: string) => {
    const headers = { 'accept-language': language };
    const { sessions } = await read<{ sessions: AuthFile[] }>(await world.manage('/sessions', { headers }));
    return sessions.find(({ name }) => name === 'codex-broken.json')?.broken;
  };
  await expect
    .poll(() => broken('zh-CN'))
    .toMatch(/^它没有 \w+, \w+ 中的任何一项：请重新登录、重新上传或移除它。$/);
  expect(await broken('en')).toMatch(/^It has none of \w+, \w+: log in again/);
});

test('a stored refusal is translated with its code, and keeps what the provider says', () => {
  const stored =
    'Claude answered invalid_grant: the code or token is used up, expired or revoked: log in again; it says: Gone.';
  return inLanguage('zh-CN', () => {
    expect(fromEnglish(stored, words)).toBe(
      'Claude 返回 invalid_grant：代码或令牌已使用、过期或被吊销：请重新登录；其说明：Gone。',
    );
  });
});
