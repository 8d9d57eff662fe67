import { success } from '../contract/outcome.ts';
import { formatOf } from './args/common-options.ts';
import { parseCommand } from './args/parse-command.ts';
import type { Command } from './command.ts';
import type { CommandOutcome } from './command-outcome.ts';
import type { Io } from './io.ts';
import { printAnswer, printFailure, watchOutput } from './print/print-answer.ts';
import { version } from './version.ts';

const help = () => import('./args/help-text.ts');

/** Runs one command line and gives its exit code. Loads only the command that it is about: start-up is measured. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const output = watchOutput(io);
  return output.settle(await runLine(argv, io, output.showOnce));
}

async function runLine(argv: readonly string[], io: Io, showOnce: () => void): Promise<number> {
  const format = formatOf(argv);
  const printing = {
    format,
    page: async (text: string) =>
      wantsPager(io, text) && (await import('./compose/effects/pager.ts')).page(io, text),
  };
  const say = (text: CommandOutcome<string>) =>
    text.ok ? printAnswer(io, { stdout: text.value }, printing) : printFailure(io, text, format);
  const [first] = argv;
  if (['--version', '-V', '-v', 'version'].includes(first ?? '')) {
    return printAnswer(io, { stdout: `cli-proxy ${version}`, json: { version } }, { format });
  }
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) {
    return say(await (await help()).helpOn(argv.slice(1)));
  }
  if (first === '__complete') return (await import('./args/complete.ts')).printCandidates(argv.slice(1), io);
  const found = await commandOf(argv);
  if (!found) return say((await help()).unknownCommand(argv));
  return runCommand(found, io, printing, showOnce);
}

interface FoundCommand {
  readonly name: string;
  readonly command: Command;
  /** With the options that it has from the table. */
  readonly full: Command;
  /** What follows its name. */
  readonly args: readonly string[];
  /** `audit undo`, as it was called: without an ID it lists. */
  readonly listsFirst?: boolean;
}

/** A console does not wait for the table of the other commands. */
async function commandOf(argv: readonly string[]): Promise<FoundCommand | undefined> {
  const [first = '', second] = argv;
  if (first === 'tui') {
    const { tui } = await import('./commands/tui.ts');
    return { name: first, command: tui, full: tui, args: argv.slice(1) };
  }
  const { commandNamed, commands, withDryRun } = await import('./commands/index.ts');
  const two = commandNamed(`${first} ${second}`);
  const name = two ?? commandNamed(first);
  const command = name && (await commands[name]?.load());
  if (!command || !name) return undefined;
  const listsFirst = first === 'audit' && name === 'undo';
  return { name, command, full: withDryRun(name, command), args: argv.slice(two ? 2 : 1), listsFirst };
}

async function runCommand(
  { name, command, full, args, listsFirst }: FoundCommand,
  io: Io,
  printing: Parameters<typeof printAnswer>[2],
  showOnce: () => void,
): Promise<number> {
  const parsed = parseCommand(name, full, args);
  if (!parsed.ok) return printFailure(io, parsed, printing.format);
  const { text, words } = parsed.value;
  const lists = listsFirst && words.length === 0;
  const flag = (option: string) => (lists && option === 'list') || parsed.value.flag(option);
  if (flag('help')) return printAnswer(io, { stdout: (await help()).commandHelp(name, full) }, printing);
  const { createServices } = await import('./compose/create-services.ts');
  const services = createServices({ text, flag, title: [name, ...words.slice(0, 1)].join(' ') }, io);
  try {
    let outcome = await command.run({ text, flag, words, io, services });
    if (!outcome.ok && 'already' in outcome && outcome.already)
      outcome = success({ stderr: outcome.message, json: { changed: false } });
    // Some commands show more themselves.
    const itself = command.options?.['dry-run'] !== undefined;
    const planned = outcome.ok && !itself ? await services.planned() : undefined;
    if (planned) outcome = planned;
    if (!outcome.ok) return printFailure(io, outcome, printing.format);
    if (outcome.value.once) showOnce();
    return await printAnswer(io, outcome.value, { ...printing, quiet: flag('quiet') });
  } finally {
    await services.close();
  }
}

/** PAGER shows what is longer than the terminal. */
const wantsPager = ({ stdout, env }: Io, text: string): boolean =>
  stdout.isTTY === true && Boolean(env.PAGER) && text.split('\n').length >= (stdout.rows ?? 24);
