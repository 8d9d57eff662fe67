import { didYouMean } from '../../base/text/did-you-mean.ts';
import { success } from '../../contract/outcome.ts';
import type { Command, OptionSpec } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import { commandNamed, commands } from '../commands/index.ts';
import { version } from '../version.ts';
import { commonOptions } from './common-options.ts';

/** @param words those behind `help`; none: of all commands */
export async function helpOn(words: readonly string[]): Promise<CommandOutcome<string>> {
  const given = words.filter((word) => !word.startsWith('-'));
  const name = commandNamed(given.join(' ')) ?? given.join(' ');
  const command = await commands[name]?.load();
  if (command) return success(commandHelp(name, command));
  if (summaries(name).length === 0) return unknownCommand(given);
  const title = `cli-proxy ${version}: manage the keys, config and usage of a CLI Proxy API server.`;
  return success(overviewHelp(title, summaries(name)));
}

/** The answer to a line without a command: the help of a group such as `keys`, otherwise an error. */
export function unknownCommand(argv: readonly string[]): CommandOutcome<string> {
  const [first = '', second] = argv;
  const group = summaries(first);
  if (group.length === 0) {
    const names = [...new Set(Object.keys(commands).map((name) => name.split(' ')[0] ?? ''))];
    const what = first.startsWith('-')
      ? `Unknown command "${first}".${didYouMean(first, ['--help', '--version'])} Options follow the command.`
      : `Unknown command "${first}".`;
    return usageFailure(`${what}${didYouMean(first, names)} See cli-proxy --help.`);
  }
  const words = group.map(([name]) => name.split(' ')[1] ?? '');
  if (second === undefined || second.startsWith('-')) {
    if (argv.includes('--help') || argv.includes('-h'))
      return success(overviewHelp(`Usage: cli-proxy ${first} COMMAND`, group));
    return usageFailure(`cli-proxy ${first} needs a command: ${words.join(', ')}.`);
  }
  const meant = didYouMean(second, words);
  return usageFailure(`Unknown command "${first} ${second}".${meant} See cli-proxy ${first} --help.`);
}

function summaries(group: string): (readonly [string, string])[] {
  const all = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return group === '' ? all : all.filter(([name]) => name.startsWith(`${group} `));
}

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
function overviewHelp(title: string, commands: readonly (readonly [string, string])[]): string {
  const width = widest(commands.map(([name]) => name));
  return [
    title,
    '',
    'Commands:',
    ...commands.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Run cli-proxy COMMAND --help for the options of a command and examples.',
    'Exit codes: 0 success, 1 failure, 2 usage error, 3 not signed in, 4 unreachable, 5 conflict.',
  ].join('\n');
}

/** `-o, --output FORMAT` */
export function optionHead([name, spec]: readonly [string, OptionSpec]): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  if (spec.type === 'string') return `${short}--${name} ${spec.value ?? 'VALUE'}`;
  return `${short}--${name}${spec.value === undefined ? '' : `[=${spec.value}]`}`;
}

function optionLine(option: readonly [string, OptionSpec], width: number): string {
  return `  ${optionHead(option).padEnd(width)}  ${option[1].about}`;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
