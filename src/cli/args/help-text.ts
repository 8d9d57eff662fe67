import type { Command, OptionSpec } from '../command.ts';
import { commonOptions } from './common-options.ts';

/** `cli-proxy keys rotate --help`. */
export function commandHelp(name: string, command: Command): string {
  const own = Object.entries(command.options ?? {});
  const common = Object.entries(commonOptions);
  const width = widest([...own, ...common].map(optionHead));
  const lines = [`Usage: cli-proxy ${`${name} ${command.usage}`.trim()}`, '', command.about];
  if (own.length > 0) lines.push('', 'Options:', ...own.map((option) => optionLine(option, width)));
  lines.push('', 'Options of every command:', ...common.map((option) => optionLine(option, width)));
  lines.push('', 'Examples:');
  for (const [line, meaning] of command.examples) lines.push(`  ${line}`, `      ${meaning}`);
  return lines.join('\n');
}

/** `cli-proxy --help`, or of a group such as `keys`. */
export function overviewHelp(title: string, commands: readonly (readonly [string, string])[]): string {
  const width = widest(commands.map(([name]) => name));
  return [
    title,
    '',
    'Commands:',
    ...commands.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'cli-proxy COMMAND --help tells the options of a command, with examples.',
    'Exit codes: 0 ok, 1 failed, 2 usage, 3 not signed in, 4 unreachable, 5 conflict.',
  ].join('\n');
}

function optionHead([name, spec]: readonly [string, OptionSpec]): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  if (spec.type === 'string') return `${short}--${name} ${spec.value ?? 'VALUE'}`;
  return `${short}--${name}${spec.value === undefined ? '' : `[=${spec.value}]`}`;
}

function optionLine(option: readonly [string, OptionSpec], width: number): string {
  return `  ${optionHead(option).padEnd(width)}  ${option[1].about}`;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
