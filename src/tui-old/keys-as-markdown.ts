import { chapters } from './components/help.ts';
import { keyTitle } from './key-scope.ts';
import { actionIds, keymap } from './keymap.ts';

const asSeenAndHeard = [
  '## Set by the environment',
  '',
  '| variable | what it does |',
  '| --- | --- |',
  '| `CLI_PROXY_SCREEN_READER=1` | Says what is new in plain lines: no boxes, bars or colours, the selection in words. |',
  '| `NO_COLOR=1` | Bold, dim and inverse instead of colours. |',
  '| `CLI_PROXY_THEME=light` or `dark` | Colours for that background, where the terminal does not tell. |',
];

/** docs/keys.md: every key, from the one table. */
export function keysAsMarkdown(): string {
  const parts = ['# Keys of the console', '', 'Made from `src/tui/keys/`; a test holds this page to it.'];
  for (const [scope, title] of chapters) {
    parts.push('', `## ${title}`, '', '| key | what it does |', '| --- | --- |');
    for (const id of actionIds) {
      const { scope: own, keys, tip, danger, write, asks = 'asks first' } = keymap[id];
      if (own !== scope) continue;
      const names = keys.map((key) => `\`${keyTitle(key).replaceAll('|', '\\|')}\``).join(' ');
      const notes = [...(danger ? [asks] : []), ...(danger || write ? ['not with `--read-only`'] : [])];
      const note = notes.length > 0 ? ` (${notes.join('; ')})` : '';
      parts.push(`| ${names || 'by the commands, `:`'} | ${tip}${note} |`);
    }
  }
  parts.push('', ...asSeenAndHeard);
  return `${parts.join('\n')}\n`;
}
