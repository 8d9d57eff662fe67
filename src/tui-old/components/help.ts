import { isDropped, keyTitle } from '../key-scope.ts';
import { actionIds, keymap, type Scope } from '../keymap.ts';
import { fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { Scene } from '../view.ts';

/** In which order, and under which heading, the help names the keys of each scope. */
export const chapters: readonly (readonly [Scope, string])[] = [
  ['client-keys', 'Client keys'],
  ['providers', 'Providers'],
  ['sessions', 'Sessions'],
  ['usage', 'Usage'],
  ['health', 'Health'],
  ['amp', 'Amp'],
  ['overview', 'Overview'],
  ['items', 'On the lines of a list'],
  ['list', 'Moving'],
  ['screen', 'Everywhere on the screens'],
  ['everywhere', 'Always'],
  ['filter', 'While filtering'],
  ['form', 'In a form'],
  ['confirm', 'When asked'],
  ['word', 'When asked for a word'],
  ['once', 'When a key is shown'],
  ['sentence', 'When a line is shown in full'],
  ['question', 'When asked about usage'],
  ['menu', 'When there is a choice'],
  ['login', 'While logging in'],
  ['picker', 'When several can be chosen'],
  ['report', 'When something is told at length'],
  ['palette', 'Commands'],
  ['offer', 'When a server was found'],
  ['sign-in', 'Signing in'],
  ['way-on', 'Server down or locked out'],
  ['connecting', 'While connecting'],
  ['first-run', 'First run'],
  ['help', 'In this help'],
];

/** Every key that works in this console, by chapter; a wide screen has the sentence beside, a narrow one too. */
export function helpLines({ console, columns }: Pick<Scene, 'console' | 'columns'>): readonly Line[] {
  const lines: Line[] = [];
  const keysWidth = 18;
  for (const [scope, title] of chapters) {
    const ids = actionIds.filter((id) => keymap[id].scope === scope && !isDropped(keymap[id], console));
    const shown = ids.filter((id) => keymap[id].keys.length > 0);
    if (shown.length === 0) continue;
    if (lines.length > 0) lines.push([]);
    lines.push(lineOf(` ${title}`, 'title'));
    for (const id of shown) {
      const { keys, tip, danger, asks = 'asks\u00A0first' } = keymap[id];
      const texts = wrap(danger ? `${tip} (${asks})` : tip, columns - keysWidth - 3);
      for (const [index, text] of texts.entries()) {
        const names = index === 0 ? keys.map(keyTitle).join(' ') : '';
        lines.push([segment(`  ${fitText(names, keysWidth)}`, 'bold'), segment(text)]);
      }
    }
  }
  return lines;
}
