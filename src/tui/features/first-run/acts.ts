import type { Act } from '../../act.ts';
import { words } from './words.ts';

const act = (
  id: string,
  keys: readonly string[],
  name: keyof ReturnType<typeof words>['acts'],
  footer?: number,
): Act => ({
  id,
  scope: 'first-run',
  keys,
  words: () => words().acts[name],
  ...(footer !== undefined && { footer }),
});

/** What is shown once on the first run. The screen handles these keys, as it knows what was copied. */
export const firstRunActs: readonly Act[] = [
  act('copy-first-key', ['c'], 'copyKey'),
  act('copy-first-secret', ['m'], 'copySecret'),
  act('first-run-provider', ['a'], 'addProvider'),
  act('first-run-login', ['l'], 'login'),
  act('first-snippet', ['s'], 'snippet'),
  act('have-first-run', ['enter', 'escape'], 'done'),
];
