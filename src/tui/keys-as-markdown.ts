import { chapters } from './components/help.ts';
import { keyTitle } from './key-scope.ts';
import { actionIds, keymap } from './keymap.ts';

/** docs/keys.md: every key, from the one table. */
export function keysAsMarkdown(): string {
  const parts = ['# Keys of the console', '', 'Made from `src/tui/keymap.ts`; a test holds this page to it.'];
  for (const [scope, title] of chapters) {
    parts.push('', `## ${title}`, '', '| key | what it does |', '| --- | --- |');
    for (const id of actionIds) {
      const { scope: own, keys, tip, danger, write } = keymap[id];
      if (own !== scope) continue;
      const names = keys.map((key) => `\`${keyTitle(key).replaceAll('|', '\\|')}\``).join(' ');
      const notes = [
        ...(danger ? ['asks first'] : []),
        ...(danger || write ? ['not with `--read-only`'] : []),
      ];
      const note = notes.length > 0 ? ` (${notes.join('; ')})` : '';
      parts.push(`| ${names || 'by the commands, `:`'} | ${tip}${note} |`);
    }
  }
  return `${parts.join('\n')}\n`;
}
