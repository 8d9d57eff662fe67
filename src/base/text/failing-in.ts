import { type Language, setLanguage, spokenLanguage } from './language.ts';

/** Takes a step of a start that fails again, so that only its failure is in `wanted`, and not what it logs. */
export async function failingIn<T extends { readonly ok: boolean }>(
  wanted: Language,
  step: () => T | Promise<T>,
): Promise<T> {
  const done = await step();
  const before = spokenLanguage();
  if (done.ok || wanted === before) return done;
  await setLanguage(wanted);
  try {
    return await step();
  } finally {
    await setLanguage(before);
  }
}
