import type { languages } from '../../contract/preferences/looks.ts';

/** Commands and messages of operations are English. */
export type Language = (typeof languages)[number];

/** The same shape in another language: strings for strings, functions with the same parameters. */
type Translated<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Text
    ? (...args: Args) => Translated<Text>
    : { readonly [Key in keyof T]: Translated<T[Key]> };

let language: Language = 'en';
const loads: (() => Promise<void>)[] = [];

/** Set once, before the first frame; resolves when the texts are loaded, those in English are at once. */
export async function setLanguage(wanted: Language): Promise<void> {
  if (wanted !== 'en') await Promise.all(loads.map((load) => load()));
  language = wanted;
}

/** `--lang`, otherwise the locale of the environment (LC_ALL, LC_MESSAGES, LANG), otherwise English. */
export function languageOf(
  chosen: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = chosen ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

/**
 * The texts of one feature in every language: `words().title`. A missing translation does not compile. A
 * translation is read only by those who want it: all of them together are a tenth of what a console loads.
 */
export function catalogue<const T>(
  en: T,
  load: () => Promise<{ readonly zhCN: Translated<T> }>,
): () => Translated<T> {
  let zhCN: Translated<T> | undefined;
  loads.push(async () => {
    ({ zhCN } = await load());
  });
  return () => (language === 'zh-CN' && zhCN) || (en as Translated<T>);
}
