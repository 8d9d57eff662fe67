import type { Act } from '../../src/tui/act.ts';
import { allActs } from '../../src/tui/all-acts.ts';
import { features } from '../../src/tui/features/index.ts';
import { chapters } from '../../src/tui/frame/help.tsx';
import { keyTitle } from '../../src/tui/keyboard.ts';
import { changeable } from '../../src/tui/rebind.ts';

const environment = [
  '## Set by the environment',
  '',
  '| variable | what it does |',
  '| --- | --- |',
  '| `CLI_PROXY_SCREEN_READER=1` | Write changes as plain lines: no boxes, bars or colors, the selection in words. |',
  '| `NO_COLOR=1` | Use bold, dim and inverse instead of colors. |',
  '| `CLI_PROXY_THEME` | Theme: `auto`, `dark`, `light`, `contrast` or `mono`. |',
  '| `CLI_PROXY_MOUSE=0` | Leave the mouse to the terminal. |',
];

/** docs/keys.md: every key of the console, from the records of the acts. */
export function keysAsMarkdown(): string {
  const acts = allActs();
  const parts = [
    '# Keys of the console',
    '',
    'Generated from the acts in `src/tui`; a test keeps this page up to date. [Preferences](preferences.md) give an act that is',
    'named in the last column another key.',
  ];
  for (const [scope, title] of chapters(features)) {
    const own = acts.filter((act) => act.scope === scope);
    if (own.length === 0) continue;
    parts.push(
      '',
      `## ${title}`,
      '',
      '| key | what it does | act |',
      '| --- | --- | --- |',
      ...own.map(rowOf),
    );
  }
  return `${[...parts, '', ...environment].join('\n')}\n`;
}

function rowOf({ id, scope, keys, words, danger, write, reveals }: Act): string {
  const { tip, asks = 'asks first' } = words();
  const notes = [
    danger && asks,
    (danger || write) && 'not with `--read-only`',
    reveals && 'with `--read-only=reveal`, but not with `--read-only`',
  ].filter(Boolean);
  const names = keys.map((key) => `\`${keyTitle(key).replaceAll('|', '\\|')}\``).join(' ');
  return `| ${names || '`:` only'} | ${tip}${notes.length > 0 ? ` (${notes.join('; ')})` : ''} | ${changeable.has(scope) ? `\`${id}\`` : ''} |`;
}
