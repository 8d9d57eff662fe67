import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { lazy } from '../../../src/base/async/lazy.ts';
import { formatInstant } from '../../../src/base/text/instant-text.ts';
import { catalogue, inEnglish, languageOf, setLanguage, withTexts } from '../../../src/base/text/language.ts';

afterEach(() => setLanguage('en'));

const made = () =>
  catalogue({ one: 'one', many: (count: number) => `${count} keys` }, async () => ({
    zhCN: { one: '一', many: (count: number) => `${count} 个密钥` },
  }));

test('a text is in the language that was set, and in English before', async () => {
  const words = made();
  expect([words().one, words().many(2)]).toEqual(['one', '2 keys']);
  await setLanguage('zh-CN');
  expect([words().one, words().many(2)]).toEqual(['一', '2 个密钥']);
});

test('texts that are loaded after the language was set are in it too', async () => {
  await setLanguage('zh-CN');
  const words = made();
  await expect.poll(() => words().one).toBe('一');
});

/** Code whose texts take longer to read than itself. */
async function loadLate() {
  const words = catalogue({ one: 'one' }, async () => {
    await setImmediate();
    return { zhCN: { one: '一' } };
  });
  return { say: async () => words().one };
}

test('code that is loaded late says nothing before its texts are read', async () => {
  await setLanguage('zh-CN');
  const { say } = await withTexts(loadLate());
  expect(await say()).toBe('一');
  expect(await lazy(loadLate, ['say']).say()).toBe('一');
});

test('texts that cannot be read stay English', async () => {
  const broken = () => catalogue('one', () => Promise.reject(new Error('no such file')));
  const words = broken();
  await setLanguage('zh-CN');
  const late = await withTexts((async () => broken())());
  expect([words(), late()]).toEqual(['one', 'one']);
});

test('what is written into files stays English', async () => {
  const words = made();
  await setLanguage('zh-CN');
  expect(inEnglish(() => words().one)).toBe('one');
  expect(words().one).toBe('一');
});

test('a date is written as the language does, with the year where it is another', async () => {
  const now = new Date(2026, 10, 29, 12).getTime();
  const [near, far] = [new Date(2026, 10, 3, 9, 5).getTime(), new Date(2027, 0, 31, 23, 59).getTime()];
  expect([formatInstant(near, now), formatInstant(far, now)]).toEqual(['3 Nov 09:05', '31 Jan 2027 23:59']);
  await setLanguage('zh-CN');
  expect([formatInstant(near, now), formatInstant(far, now)]).toEqual([
    '11月3日 09:05',
    '2027年1月31日 23:59',
  ]);
});

test('the locale decides, unless a language is chosen', () => {
  expect(languageOf(undefined, { LANG: 'zh_CN.UTF-8' })).toBe('zh-CN');
  expect(languageOf('en', { LANG: 'zh_CN.UTF-8' })).toBe('en');
});
