import { parseArgs } from 'node:util';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import { success } from '../../contract/outcome.ts';
import type { Command, OptionSpec } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';
import { usageFailure } from '../command-outcome.ts';
import { commonOptions, formats } from './common-options.ts';

interface ParsedCommand {
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  readonly words: readonly string[];
}

/** What people type to hand a secret over; argv is visible to all users in the process list (M2). */
const secretOptions = ['password', 'pass', 'secret', 'management-secret', 'key', 'api-key', 'token'];

/** The words behind a command's name. Failures are `usage`, in a sentence. */
export function parseCommand(
  name: string,
  command: Pick<Command, 'usage' | 'options' | 'words'>,
  args: readonly string[],
): CommandOutcome<ParsedCommand> {
  const options: Readonly<Record<string, OptionSpec>> = { ...commonOptions, ...command.options };
  const formerly = Object.entries(options).flatMap(([option, { formerly: old }]) =>
    old === undefined ? [] : [[old, option] as const],
  );
  const nameOf = (given: string) => formerly.find(([old]) => old === given)?.[1] ?? given;
  const specs = Object.entries(options).map(([option, { type, short }]) => [
    option,
    short === undefined ? { type } : { type, short },
  ]);
  const { tokens, positionals } = parseArgs({
    args: args.map(hideMinus),
    options: Object.fromEntries(specs),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    token.value &&= showMinus(token.value);
    const option = nameOf(token.name);
    const wrong =
      checkOption({ ...token, name: option }, options, `cli-proxy ${name} ${command.usage}`.trim()) ??
      repeated(token.rawName, values.get(option));
    if (wrong) return usageFailure(`${wrong} See cli-proxy ${name} --help.`);
    values.set(option, token.value ?? true);
  }
  const output = values.get('output');
  const asked = (['json', 'csv'] as const).filter((it) => values.has(it) || output === it);
  if (asked.length > 1 || (asked.length > 0 && output !== undefined && output !== asked[0]))
    return usageFailure(`Use only one of --json, --csv and --output. See cli-proxy ${name} --help.`);
  for (const it of asked) values.set(it, true);
  const [least, most] = command.words;
  if (!values.has('help') && (positionals.length < least || positionals.length > most)) {
    return usageFailure(`${wrongCount(name, command, positionals.length)} See cli-proxy ${name} --help.`);
  }
  return success({
    text: (option) => {
      const value = values.get(option);
      return value === true ? undefined : value;
    },
    flag: (option) => values.has(option),
    words: positionals.map(showMinus),
  });
}

/** A negative number is a value: parseArgs alone would take `-5` for an option. */
const hideMinus = (arg: string): string => (/^-\d/.test(arg) ? `\0${arg}` : arg);
const showMinus = (arg: string): string => arg.replace(/^\0/, '');

const repeated = (option: string, before: string | true | undefined): string | undefined =>
  typeof before === 'string' ? `${option} is given twice.` : undefined;

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkOption(
  token: OptionToken,
  options: Readonly<Record<string, OptionSpec>>,
  usage: string,
): string | undefined {
  const { rawName, value } = token;
  const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (!spec) {
    if (secretOptions.includes(token.name)) {
      return `${rawName} is not accepted, because every user of this machine can read command lines. Give secrets by file, stdin or CLI_PROXY_PASSWORD.`;
    }
    const names = Object.keys(options).map((option) => `--${option}`);
    const meant = didYouMean(rawName, names);
    return `Unknown option ${rawName}.${meant === '' ? ` Usage: ${usage}.` : meant}`;
  }
  if (spec.type === 'boolean') {
    if (value === undefined || value === spec.value) return undefined;
    return spec.value === undefined
      ? `${rawName} takes no value.`
      : `${rawName} takes no value, or ${rawName}=${spec.value}.`;
  }
  if (token.name === 'output' && value !== undefined && !formats.some((it) => it === value))
    return `${rawName} must be one of ${formats.join(', ')}.`;
  const missing =
    value === undefined || value === '' || (!token.inlineValue && /^-./.test(value) && !/^-\d/.test(value));
  return missing ? `${rawName} needs a value: ${rawName} ${spec.value ?? 'VALUE'}.` : undefined;
}

function wrongCount(name: string, { usage, words }: Pick<Command, 'usage' | 'words'>, given: number): string {
  const [least, most] = words;
  const names = usage.split(' ').filter((word) => /^[A-Za-z]/.test(word));
  if (given < least) return `Missing argument: ${names[given]?.replace(/\.+$/, '') ?? 'see the usage'}.`;
  if (most === 0) return `cli-proxy ${name} takes no arguments.`;
  return `cli-proxy ${name} takes at most ${most === 1 ? '1 argument' : `${most} arguments`}.`;
}
