import { afterAll, beforeAll, expect, test } from 'vitest';
import { words as fileWords } from '../../src/backend/auth-files/words.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { publicSignIn } from '../../src/backend/public/sessions/public-sign-in.ts';
import { setLanguage } from '../../src/base/text/language.ts';
import { recordsOf } from '../../src/config/console-folder/key-records.ts';
import { isModeWarning } from '../../src/contract/change.ts';
import { whyNotRecording } from '../../src/contract/usage-figures.ts';
import { reduceFlow } from '../../src/oauth/flow/reduce-flow.ts';
import { limitsWarning } from '../../src/operations/client-keys/enforcement-notes.ts';
import { words as keyWords } from '../../src/operations/client-keys/words.ts';
import { loadConfigFile } from '../../src/operations/config/choose-config.ts';
import { undoRouteChange } from '../../src/operations/config/undo-route-change.ts';
import type { OperationContext } from '../../src/operations/operation.ts';
import { quotaText } from '../../src/operations/sessions/session-quota.ts';
import { adoptAuthFile, foreignReason } from '../../src/providers/accounts/adopt-auth-file.ts';
import { providers } from '../../src/providers/index.ts';
import { notAsked } from '../../src/providers/quota/quota-book.ts';

beforeAll(() => setLanguage('zh-CN'));
afterAll(() => setLanguage('en'));

const now = new Date(2026, 10, 29, 12).getTime();
const contextOf = (backend: object) =>
  ({ backend: backend as Backend, now: () => now }) as unknown as OperationContext;

test('a console that speaks Chinese says the whole sentence in it', async () => {
  const chosen = { parts: ['port', 'tls'], applied: true };
  const loaded = await loadConfigFile.run(
    contextOf({ configFile: { load: async () => ({ ok: true, value: chosen }) } }),
    {},
  );
  expect(loaded).toMatchObject({ value: { message: '已把 config.yaml 加载到服务器（port、tls）。' } });
  expect(limitsWarning(contextOf({ kind: 'go-v7', capabilities: { limits: 'stored' } }))).toBe(
    '此服务器不执行限额。',
  );
  expect(keyWords().revoke.done(keyWords().keys(3), '', false)).toBe('已吊销 3 个客户端密钥。');
  const full = { id: 'week', label: '7d', usedPercent: 100, resetsAt: now + 3_600_000, seenAt: now } as const;
  expect(quotaText(full as never, now)).toBe('已用满，11月29日 13:00 重置');
  expect(whyNotRecording({ recording: false })).toBe('未记录新数据：usage-statistics-enabled 已关闭。');
});

test('a refusal is in the language of the console, whatever it was when the code was loaded', async () => {
  const refused = await undoRouteChange.run(contextOf({}), { id: 'a1' });
  expect(refused).toMatchObject({ ok: false, message: expect.stringMatching(/^\p{Script=Han}.*。$/u) });
});

test('a file of another program is named in the language of the console', () => {
  const login = { tokens: { access_token: 'a' } };
  expect(fileWords().broken.sentence(foreignReason(login) ?? '')).toBe(
    '它是 Codex CLI 的登录，采用该程序的格式，没有服务器能读取：请重新登录、重新上传或移除它。',
  );
  expect(adoptAuthFile(JSON.stringify(login), 'claude', now)).toMatchObject({
    message: '文件是 Codex CLI 的登录，不属于 claude。未做任何更改。',
  });
  expect(adoptAuthFile(JSON.stringify({ OPENAI_API_KEY: 'sk-not-real' }), undefined, now)).toMatchObject({
    message: '文件包含的是 API 密钥，不是登录：请用 cli-proxy providers add 添加该密钥。未做任何更改。',
  });
});

test('a warning about the mode of a file is known as one', () => {
  expect(isModeWarning(fileWords().readable('0644', 'chmod 600 /tmp/a.json'))).toBe(true);
});

test.each(['xai', 'antigravity', 'claude', 'qwen'])(
  'why the quota of %s is not known is in Chinese',
  (id) => {
    const provider = providers.find((one) => one.id === id);
    expect(provider && notAsked(provider).message).toMatch(/\p{Script=Han}.*。$/u);
  },
);

test('what a newer version wrote and what a login lacks is said in Chinese', async () => {
  expect(recordsOf({ version: 2, keys: {} })).toMatchObject({
    message: 'key-records.data 由更新版本的 cli-proxy 写入。请更新本程序后再读取和更改标签。',
  });
  const client = { address: { base: 'http://127.0.0.1:8317' }, generation: () => 'v7' };
  const signIn = publicSignIn(client as unknown as Parameters<typeof publicSignIn>[0], () => now);
  expect(await signIn.status('')).toMatchObject({ message: '此登录没有 state：请重新开始。' });
  expect(await signIn.start('nobody')).toMatchObject({
    message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8317 \(v7\) 不支持登录 nobody。它支持：.*。$/),
  });
});

test('an address that is no answer to a login is refused in Chinese', () => {
  const start = { state: 's', url: 'https://x.example/', flow: 'browser', expiresAt: now } as never;
  const waiting = { phase: 'waiting', provider: 'codex', start, callback: 'none' } as const;
  expect(reduceFlow(waiting, { type: 'answered', by: 'paste', redirect: undefined })).toMatchObject({
    notice: '这不是浏览器被转到的地址：请复制完整地址，其中包含“code=”和“state=”。',
  });
});
