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

/** Set once, before the first frame. */
export function setLanguage(wanted: Language): void {
  language = wanted;
}

/** `--lang`, otherwise the locale of the environment (LC_ALL, LC_MESSAGES, LANG), otherwise English. */
export function languageOf(
  wish: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = wish ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

/** The texts of one feature in every language: `words().title`. A missing translation does not compile. */
export function catalogue<const T>(en: T, zhCN: Translated<T>): () => Translated<T> {
  return () => (language === 'zh-CN' ? zhCN : (en as Translated<T>));
}
