import { AsyncLocalStorage } from 'node:async_hooks';

export const languages = ['en', 'zh-CN'] as const;

/** Of the console, and of an answer to it. Commands, and what is written into files and logs, are English. */
export type Language = (typeof languages)[number];

/** The same shape in another language: strings for strings, functions with the same parameters. */
type Translated<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Text
    ? (...args: Args) => Translated<Text>
    : { readonly [Key in keyof T]: Translated<T[Key]> };

let language: Language = 'en';
/** The language of what is being done for one of several clients. */
const asked = new AsyncLocalStorage<Language>();
let asking = 0;
const loads: (() => Promise<void>)[] = [];
/** Texts that are being read; undefined as long as everything is English. */
let reading: Promise<unknown> | undefined;

/** Set once, before the first frame; resolves when the texts are loaded, those in English are at once. */
export async function setLanguage(wanted: Language): Promise<void> {
  language = wanted;
  if (wanted !== 'en') await readTexts();
}

function readTexts(): Promise<unknown> {
  reading ??= Promise.all(loads.map((load) => load()));
  return reading;
}

/** English outside a console, but for what inLanguage does. */
export const spokenLanguage = (): Language => asked.getStore() ?? language;

/** For code that is loaded after the language was set: it says nothing before its texts are read as well. */
export async function withTexts<T>(loading: Promise<T>): Promise<T> {
  const loaded = await loading;
  await reading;
  return loaded;
}

/** For what is written into files, which is English whatever the console speaks. */
export const inEnglish = <T>(make: () => T): T => (spokenLanguage() === 'en' ? make() : within('en', make));

/** For what is kept for all clients: in the language of the process, not of the one that asked first. */
export const asProcess = <T>(make: () => T): T => (asked.getStore() ? within(undefined, make) : make());

/** What the step says is in `wanted`, also while others are answered in another language. */
export async function inLanguage<T>(wanted: Language, step: () => T | Promise<T>): Promise<T> {
  if (wanted === spokenLanguage()) return step();
  if (wanted !== 'en') await readTexts();
  return within(wanted, step);
}

/** Followed only as long as it is needed, as each promise of the process then costs twice as much. */
function within<T>(wanted: Language | undefined, step: () => T): T {
  asking += 1;
  const over = () => {
    asking -= 1;
    if (asking === 0) asked.disable();
  };
  let done: T;
  try {
    done = asked.run(wanted as Language, step);
  } catch (error) {
    over();
    throw error;
  }
  if (done instanceof Promise) return done.finally(over) as T;
  over();
  return done;
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
  if (reading) reading = Promise.all([reading, read()]);
  return () => (spokenLanguage() === 'zh-CN' && zhCN) || (en as Translated<T>);
}
