import { hasHidden, stripControl } from '../base/text/terminal-text.ts';
import { success } from '../contract/outcome.ts';
import { formatOf } from './args/common-options.ts';
import { parseCommand } from './args/parse-command.ts';
import { commandNamed, commands, withDryRun } from './commands/index.ts';
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
  const [first, second] = argv;
  if (first === '--version' || first === '-V' || first === 'version') {
    return printAnswer(io, { stdout: `cli-proxy ${version}`, json: { version } }, { format });
  }
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) {
    const { helpOn } = await help();
    return printAnswer(io, { stdout: await helpOn(argv.slice(1)) }, printing);
  }
  if (first === '__complete') return printCandidates(argv.slice(1), io);
  const name = commandNamed(`${first} ${second}`) ?? commandNamed(first);
  if (name === undefined) {
    const meant = (await help()).unknownCommand(argv);
    return meant.ok ? printAnswer(io, { stdout: meant.value }, printing) : printFailure(io, meant, format);
  }
  return runCommand(name, argv.slice(name.split(' ').length), io, printing, showOnce);
}

async function runCommand(
  name: string,
  args: readonly string[],
  io: Io,
  printing: Parameters<typeof printAnswer>[2],
  showOnce: () => void,
): Promise<number> {
  const command = await commands[name]?.load();
  if (!command) throw new Error(`no command ${name}`);
  const parsed = parseCommand(name, withDryRun(name, command), args);
  if (!parsed.ok) return printFailure(io, parsed, printing.format);
  const { text, flag, words } = parsed.value;
  if (flag('help'))
    return printAnswer(io, { stdout: (await help()).commandHelp(name, withDryRun(name, command)) }, printing);
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

/** For the shells (`cli-proxy completion`): a value and what it is on each line. */
async function printCandidates(words: readonly string[], io: Io): Promise<number> {
  const [{ complete }, { createServices }] = await Promise.all([
    import('./args/complete.ts'),
    import('./compose/create-services.ts'),
  ]);
  const open = (text: (option: string) => string | undefined) =>
    createServices(
      {
        text: (option) => (option === 'config' ? text(option) : undefined),
        flag: (option) => option === 'disk',
      },
      io,
    );
  for (const { value, about = '' } of await complete(words, open)) {
    if (!hasHidden(value)) io.stdout.write(`${value}${about === '' ? '' : `\t${stripControl(about)}`}\n`);
  }
  return 0;
}

/** PAGER shows what is longer than the terminal. */
const wantsPager = ({ stdout, env }: Io, text: string): boolean =>
  stdout.isTTY === true && Boolean(env.PAGER) && text.split('\n').length >= (stdout.rows ?? 24);
