import { afterAll, beforeAll, expect, test } from 'vitest';
import { words as fileWords } from '../../src/backend/auth-files/words.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { publicSignIn } from '../../src/backend/public/sessions/public-sign-in.ts';
import { setLanguage } from '../../src/base/text/language.ts';
import { recordsOf } from '../../src/config/console-folder/key-records.ts';
import { parseConfig } from '../../src/config/parse/parse-config.ts';
import { isModeWarning } from '../../src/contract/change.ts';
import { whyNotRecording } from '../../src/contract/usage-figures.ts';
import { reduceFlow } from '../../src/oauth/flow/reduce-flow.ts';
import { limitsWarning } from '../../src/operations/client-keys/enforcement-notes.ts';
import { words as keyWords } from '../../src/operations/client-keys/words.ts';
import { loadConfigFile } from '../../src/operations/config/choose-config.ts';
import { undoRouteChange } from '../../src/operations/config/undo-route-change.ts';
import type { OperationContext } from '../../src/operations/operation.ts';
import { quotaText } from '../../src/operations/sessions/session-quota.ts';
import { snippets } from '../../src/operations/snippets/index.ts';
import { adoptAuthFile, foreignReason } from '../../src/providers/accounts/adopt-auth-file.ts';
import { storedReason } from '../../src/providers/answers/refusal.ts';
import { providers } from '../../src/providers/index.ts';
import { notAsked } from '../../src/providers/quota/quota-book.ts';
import { listenFailure } from '../../src/server/http/bind-address.ts';

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

test('mistakes in config.yaml and reasons why a server cannot start are said in Chinese', () => {
  const message = (text: string) => (parseConfig(text) as { message?: string }).message;
  expect(message('port: 1\nname: "open\n')).toMatch(/^第 3 行第 1 列：引号没有闭合。$/);
  expect(message('claude-api-key:\n  - api-key: k\n    priority: "high"\n')).toBe(
    '第 3 行第 15 列：claude-api-key 第 1 项的 priority 必须是整数，而不是 "high"。',
  );
  expect(message('port: 99999')).toBe('第 1 行第 7 列：port 必须在 1 到 65535 之间，而不是 99999。');
  const taken = Object.assign(new Error(), { code: 'EADDRINUSE' });
  expect(listenFailure(taken, { host: '127.0.0.1', port: 8317, loopback: true })).toMatchObject({
    message: '127.0.0.1 的端口 8317 已被其他程序占用。请停止该程序，或在 config.yaml 中设置其他端口。',
  });
});

test('what a server stored of a failed attempt is in Chinese only where its cause is certain', () => {
  const refused = { at: 1, status: 401, message: 'codex answered 401: the key is wrong', refused: true };
  expect(storedReason(refused)).toBe('状态码 401：密钥缺失、错误或已失效；请更换');
  expect(storedReason(refused, true)).toBe('状态码 401：令牌被拒绝；请重新登录');
  expect(storedReason({ ...refused, status: 400, noCredit: true })).toMatch(/余额不足/);
  for (const error of [
    {
      status: 400,
      message: 'gemini answered 400: the key is wrong or deleted; create a new one',
      refused: true,
    },
    { status: 401, message: 'cloro answered 401: too many requests are running; try again later' },
    { status: 403, message: 'OpenAI does not serve the country of this server', refused: true },
    { status: 502, message: 'codex could not be reached: check proxy-url' },
    { message: 'no status' },
  ])
    expect(storedReason(error)).toBe(error.message);
});

test('what the clients of a configuration need is said in Chinese, but for their commands', () => {
  const plain = snippets.map(({ needs }) => needs()).filter((text) => !/\p{Script=Han}/u.test(text));
  expect(
    plain.filter((text) => !/^(shell|pip install \S+|npm install -g \S+|go run main\.go)$/.test(text)),
  ).toEqual([]);
});
