import { didYouMean } from './args/did-you-mean.ts';
import { commandHelp, overviewHelp } from './args/help-text.ts';
import { parseCommand } from './args/parse-command.ts';
import { usageFailure } from './command-outcome.ts';
import { commands, formerNames } from './commands/index.ts';
import type { Io } from './io.ts';
import { printAnswer, printFailure, watchOutput } from './print/print-answer.ts';
import { version } from './version.ts';

/** Runs one command line and gives its exit code. Loads only the command that it is about: start-up is measured. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const output = watchOutput(io);
  return output.settle(await runLine(argv, io, output.showOnce));
}

async function runLine(argv: readonly string[], io: Io, showOnce: () => void): Promise<number> {
  const json = argv.includes('--json');
  const [first, second] = argv;
  if (first === '--version' || first === '-V' || first === 'version') {
    return printAnswer(io, { stdout: `cli-proxy ${version}`, json: { version } }, json);
  }
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) return helpOn(argv.slice(1), io);
  const name = commandNamed(`${first} ${second}`) ?? commandNamed(first);
  if (name === undefined) return unknownCommand(argv, io, json);
  return runCommand(name, argv.slice(name.split(' ').length), io, json, showOnce);
}

function commandNamed(given: string): string | undefined {
  const name = Object.hasOwn(formerNames, given) ? formerNames[given] : given;
  return name !== undefined && Object.hasOwn(commands, name) ? name : undefined;
}

async function runCommand(
  name: string,
  args: readonly string[],
  io: Io,
  json: boolean,
  showOnce: () => void,
): Promise<number> {
  const command = await commands[name]?.load();
  if (!command) throw new Error(`no command ${name}`);
  const parsed = parseCommand(name, command, args);
  if (!parsed.ok) return printFailure(io, parsed, json);
  const { text, flag, words } = parsed.value;
  if (flag('help')) return printAnswer(io, { stdout: commandHelp(name, command) }, false);
  const { createServices } = await import('./compose/create-services.ts');
  const services = createServices({ text, flag }, io);
  try {
    const outcome = await command.run({ text, flag, words, io, services });
    if (!outcome.ok) return printFailure(io, outcome, json);
    if (outcome.value.once) showOnce();
    return printAnswer(io, outcome.value, json);
  } finally {
    await services.close();
  }
}

async function helpOn(words: readonly string[], io: Io): Promise<number> {
  const given = words.filter((word) => !word.startsWith('-')).join(' ');
  const name = commandNamed(given) ?? given;
  const command = await commands[name]?.load();
  if (command) return printAnswer(io, { stdout: commandHelp(name, command) }, false);
  const title = `cli-proxy ${version}: client keys, config and console of a CLI Proxy API server.`;
  return printAnswer(io, { stdout: overviewHelp(title, summaries(name)) }, false);
}

function unknownCommand(argv: readonly string[], io: Io, json: boolean): number {
  const [first = '', second] = argv;
  const group = summaries(first);
  if (group.length === 0) {
    const names = [...new Set(Object.keys(commands).map((name) => name.split(' ')[0] ?? ''))];
    const what = first.startsWith('-')
      ? `The command comes first: ${first} stands behind it.`
      : `There is no command ${first}.`;
    return printFailure(io, usageFailure(`${what}${didYouMean(first, names)} See cli-proxy --help.`), json);
  }
  if (second === undefined || second.startsWith('-')) {
    const overview = overviewHelp(`Usage: cli-proxy ${first} COMMAND`, group);
    if (argv.includes('--help') || argv.includes('-h')) return printAnswer(io, { stdout: overview }, false);
    const words = group.map(([name]) => name.split(' ')[1]).join(', ');
    return printFailure(io, usageFailure(`cli-proxy ${first} needs a command: ${words}.`), json);
  }
  const meant = didYouMean(
    second,
    group.map(([name]) => name.split(' ')[1] ?? ''),
  );
  return printFailure(
    io,
    usageFailure(`There is no command ${first} ${second}.${meant} See cli-proxy ${first} --help.`),
    json,
  );
}

function summaries(group: string): (readonly [string, string])[] {
  const all = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return group === '' ? all : all.filter(([name]) => name.startsWith(`${group} `));
}
