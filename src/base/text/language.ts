export const languages = ['en', 'zh-CN'] as const;

/** Of the console. Commands, and what is written into files and logs, are English. */
export type Language = (typeof languages)[number];

/** The same shape in another language: strings for strings, functions with the same parameters. */
type Translated<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Text
    ? (...args: Args) => Translated<Text>
    : { readonly [Key in keyof T]: Translated<T[Key]> };

let language: Language = 'en';
const loads: (() => Promise<void>)[] = [];
/** Texts that are being read. */
let reading: Promise<unknown> = Promise.resolve();

/** Set once, before the first frame; resolves when the texts are loaded, those in English are at once. */
export async function setLanguage(wanted: Language): Promise<void> {
  language = wanted;
  if (wanted === 'en') return;
  reading = Promise.all(loads.map((load) => load()));
  await reading;
}

/** Set for this process: always English outside a console. */
export const spokenLanguage = (): Language => language;

/** For code that is loaded after the language was set: it says nothing before its texts are read as well. */
export async function withTexts<T>(loading: Promise<T>): Promise<T> {
  const loaded = await loading;
  await reading;
  return loaded;
}

/** For what is written into files, which is English whatever the console speaks. */
export function inEnglish<T>(make: () => T): T {
  const shown = language;
  language = 'en';
  try {
    return make();
  } finally {
    language = shown;
  }
}

/** Takes a step again that fails, so that only its failure is in `wanted`: what it does and logs is not. */
export async function failingIn<T extends { readonly ok: boolean }>(
  wanted: Language,
  step: () => T | Promise<T>,
): Promise<T> {
  const done = await step();
  if (done.ok || wanted === language) return done;
  const before = language;
  await setLanguage(wanted);
  try {
    return await step();
  } finally {
    language = before;
  }
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
 * The texts of one subject in every language: `words().title`. A missing translation does not compile. A
 * translation is read only by those who want it: all of them together are a tenth of what a console loads. Those
 * of a part that is loaded later, with a language set, are read at once (see withTexts).
 */
export function catalogue<const T>(
  en: T,
  load: () => Promise<{ readonly zhCN: Translated<T> }>,
): () => Translated<T> {
  let zhCN: Translated<T> | undefined;
  const read = async () => {
    try {
      ({ zhCN } = await load());
    } catch {
      // English is better than no console.
    }
  };
  loads.push(read);
  if (language !== 'en') reading = Promise.all([reading, read()]);
  return () => (language === 'zh-CN' && zhCN) || (en as Translated<T>);
}
