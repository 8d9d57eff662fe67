import { afterEach, expect, test } from 'vitest';
import { inEnglish, setLanguage } from '../../src/base/text/language.ts';
import { answerUsageRequest } from '../../src/usage/answer-usage-request.ts';
import type { UsageQueries } from '../../src/usage/usage-store.ts';
import { spoken, words } from '../../src/usage/words.ts';

afterEach(() => setLanguage('en'));

type Leaf = string | ((...args: readonly string[]) => string);

/** Every text of both languages, with the name that it has. */
function leaves(texts: object, name = ''): (readonly [name: string, text: Leaf])[] {
  return Object.entries(texts).flatMap(([key, one]: [string, Leaf | object]) =>
    typeof one === 'object' ? leaves(one, `${name}${key}.`) : [[`${name}${key}`, one] as const],
  );
}

test('what the thread of the database said in English is translated, each with its values', async () => {
  await setLanguage('zh-CN');
  const [english, chinese] = [leaves(inEnglish(words)), new Map(leaves(words()))];
  expect(english.length).toBeGreaterThan(50);
  for (const [name, text] of english) {
    const own = chinese.get(name) as Leaf;
    if (typeof text === 'string') expect(spoken(text), name).toBe(own);
    else {
      const values = ['/fake (1)/usage.db', 'E_$&', '7'].slice(0, text.length);
      expect(spoken(text(...values)), name).toBe((own as typeof text)(...values));
    }
  }
});

test('a reason within a sentence is translated as well, and what a driver says stays', async () => {
  const { cannotStore, reasons } = words();
  await setLanguage('zh-CN');
  expect(spoken(cannotStore(reasons.full, '40000'))).toBe(
    '无法保存用量（磁盘已满）；在恢复之前，最新的 40000 个请求保留在内存中。',
  );
  expect(spoken('Usage cannot be read now: syntax error near "x".')).toBe(
    '现在无法读取用量：syntax error near "x"。',
  );
  expect(spoken('something else')).toBe('something else');
});

test('troubles of the store are in the language of who asks', async () => {
  const { tooFast } = words();
  const store = {
    problems: [tooFast('500')],
    servers: () => Promise.reject(new Error('its thread has ended')),
  } as unknown as UsageQueries;
  const ask = () =>
    answerUsageRequest(store, { query: { since: 0 } }, { labels: new Map(), recording: true });
  expect(await ask()).toMatchObject({ message: expect.stringContaining('now: its thread has ended. Usage') });
  await setLanguage('zh-CN');
  expect(await ask()).toMatchObject({
    message: '现在无法读取用量：其线程已结束。用量产生得太快，来不及保存；其中缺少 500 个请求。',
  });
});
