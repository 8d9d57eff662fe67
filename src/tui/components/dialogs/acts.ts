import type { Act, Scope } from '../../act.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];

/** Rows of a table: id, keys, and its rank among the hints of the box: low ones stay longest where it is narrow. */
const table = (scope: Scope, ...rows: readonly (readonly [Id, readonly string[], hint?: number])[]) =>
  rows.map(
    ([id, keys, hint]): Act => ({
      id,
      scope,
      keys,
      words: () => words().acts[id],
      ...(hint !== undefined && { footer: hint }),
    }),
  );

export const formActs = table(
  'form',
  ['submit', ['enter'], 1],
  ['next-field', ['tab', 'down']],
  ['previous-field', ['shift+tab', 'up']],
  ['next-option', ['right']],
  ['previous-option', ['left']],
  ['close-form', ['escape'], 2],
);

export const dangerActs = table(
  'danger',
  ['danger-yes', ['y']],
  ['danger-no', ['n', 'escape']],
  ['danger-next', ['right', 'tab']],
  ['danger-previous', ['left', 'shift+tab']],
  ['danger-run', ['enter']],
);

export const wordActs = table('word', ['word-run', ['enter']], ['word-no', ['escape']]);

export const questionActs = table(
  'question',
  ['question-next', ['right', 'tab']],
  ['question-previous', ['left', 'shift+tab']],
  ['question-run', ['enter']],
  ['question-close', ['escape']],
);

export const secretActs = table(
  'secret',
  ['copy-secret', ['c'], 1],
  ['secret-snippet', ['s'], 3],
  ['secret-code', ['ctrl+g'], 4],
  ['close-secret', ['enter', 'escape'], 2],
);

export const menuActs = table(
  'menu',
  ['menu-down', ['down', 'j', 'tab']],
  ['menu-up', ['up', 'k', 'shift+tab']],
  ['menu-choose', ['enter'], 1],
  ['close-menu', ['escape', 'q'], 2],
);

export const pickerActs = table(
  'picker',
  ['picker-mark', ['space'], 1],
  ['picker-all', ['ctrl+a', 'A'], 5],
  ['picker-filter', ['/'], 4],
  ['picker-apply', ['enter'], 2],
  ['close-picker', ['escape'], 3],
  ['picker-down', ['down', 'j']],
  ['picker-up', ['up', 'k']],
  ['picker-page-down', ['pagedown', 'ctrl+f']],
  ['picker-page-up', ['pageup', 'ctrl+b']],
);

export const reportActs = table(
  'report',
  ['report-down', ['down', 'j']],
  ['report-up', ['up', 'k']],
  ['report-page-down', ['pagedown', 'space', 'ctrl+f']],
  ['report-page-up', ['pageup', 'ctrl+b']],
  ['report-again', ['t'], 3],
  ['report-copy', ['c'], 2],
  ['close-report', ['escape', 'enter', 'q'], 1],
);

/** Of all boxes here; the login, help and palette have their own. */
export const dialogActs: readonly Act[] = [
  ...[formActs, dangerActs, wordActs, questionActs, secretActs, menuActs, pickerActs, reportActs],
].flat();
