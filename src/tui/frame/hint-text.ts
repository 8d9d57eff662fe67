import type { Act } from '../act.ts';
import { keyTitle } from '../keyboard.ts';

/** `Tab complete · Enter run · Esc close`: the keys of a box, for its border. */
export const hintText = (acts: readonly Act[]): string =>
  acts
    .filter(({ footer }) => footer !== undefined)
    .map(({ keys, words }) => `${keyTitle(keys[0] ?? '')} ${words().title}`)
    .join(' · ');
