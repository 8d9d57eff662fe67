import { commonOptions } from '../src/cli/args/common-options.ts';
import { optionHead } from '../src/cli/args/help-text.ts';
import type { OptionSpec } from '../src/cli/command.ts';
import { commands } from '../src/cli/commands/index.ts';

/** Escapes what groff reads as markup. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=['.])/gm, '\\&');

const optionLines = (options: Readonly<Record<string, OptionSpec>>): string[] =>
  Object.entries(options).flatMap((option) => [
    '.TP',
    `.B ${roff(optionHead(option))}`,
    roff(option[1].about),
  ]);

/** cli-proxy(1), made from the table of commands as `--help` is. */
export async function manPage(version: string): Promise<string> {
  const lines = [
    `.TH CLI\\-PROXY 1 "" "cli\\-proxy ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'cli\\-proxy \\- manage the keys, config and usage of a CLI Proxy API server',
    '.SH SYNOPSIS',
    '.B cli\\-proxy',
    '.I COMMAND',
    '[options]',
    '.SH OPTIONS OF EVERY COMMAND',
    ...optionLines(commonOptions),
    '.SH COMMANDS',
  ];
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const { usage, about, options = {}, examples } = await load();
    lines.push(`.SS cli\\-proxy ${roff(`${name} ${usage}`.trim())}`, `${roff(summary)}.`, '.PP', roff(about));
    lines.push(...optionLines(options), '.PP', 'Examples:');
    for (const [line, meaning] of examples) lines.push('.TP', `.B ${roff(line)}`, roff(meaning));
  }
  lines.push(
    '.SH EXIT STATUS',
    roff('0 success, 1 failure, 2 usage error, 3 not signed in, 4 unreachable, 5 conflict.'),
  );
  return `${lines.join('\n')}\n`;
}
