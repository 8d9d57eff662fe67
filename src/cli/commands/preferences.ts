import { alignColumns } from '../../base/text/align-columns.ts';
import { toJson } from '../../base/text/terminal-text.ts';
import { success } from '../../contract/outcome.ts';
import type { Preferences } from '../../contract/preferences/preferences.ts';
import { preferencesOption } from '../args/common-options.ts';
import type { Command } from '../command.ts';

/** What applies without a file, and the variable that overrides the file. */
const origins: Readonly<Record<keyof Preferences, { readonly usual: string; readonly variable?: string }>> = {
  theme: { usual: 'auto', variable: 'CLI_PROXY_THEME' },
  language: { usual: 'of the locale' },
  screen: { usual: 'client-keys' },
  glyphs: { usual: 'of the locale and terminal' },
  graphs: { usual: 'as glyphs' },
  mouse: { usual: 'true', variable: 'CLI_PROXY_MOUSE' },
  keys: { usual: 'docs/keys.md' },
  columns: { usual: 'docs/preferences.md' },
  colors: { usual: 'of the theme' },
  servers: { usual: 'none' },
};

export const preferences: Command = {
  usage: '[--preferences FILE]',
  about:
    "Shows the console's own preferences and where each comes from: ~/.config/cli-proxy/console.yaml, the environment, or the default. Options of cli-proxy tui override them. Checks the file: what is wrong is named with line and column. See docs/preferences.md.",
  words: [0, 0],
  options: preferencesOption,
  examples: [
    ['cli-proxy preferences', 'what applies, and why'],
    ['cli-proxy preferences --json', 'for scripts'],
  ],
  async run({ services, text, io }) {
    const found = await services.preferences(text('preferences'));
    if (!found.ok) return found;
    const { path, exists, values, lines } = found.value;
    const rows = Object.entries(origins).map(([name, { usual, variable }]) => {
      const stated = variable === undefined ? undefined : io.env[variable] || undefined;
      const given = values[name as keyof Preferences];
      if (variable !== undefined && stated !== undefined) return { name, value: stated, origin: variable };
      return given === undefined
        ? { name, value: null, origin: `default: ${usual}` }
        : { name, value: given, origin: `console.yaml, line ${lines[name] ?? 1}` };
    });
    const shown = rows.map(({ name, value, origin }) => [
      name,
      value === null ? '–' : typeof value === 'string' ? value : toJson(value),
      origin,
    ]);
    return success({
      stdout: alignColumns([['PREFERENCE', 'VALUE', 'ORIGIN'], ...shown]),
      stderr: exists ? `Read from ${path}.` : `${path} does not exist, so the defaults apply.`,
      json: { preferences: rows, path, exists },
    });
  },
};
