import type { ServerState } from '../../backend/backend.ts';
import { hasHidden, stripControl } from '../../base/text/terminal-text.ts';
import { configSchema } from '../../contract/config.ts';
import { providerKeyRows } from '../../operations/provider-keys/list-provider-keys.ts';
import { formProviders } from '../../operations/provider-keys/provider-form.ts';
import type { Command, OptionSpec } from '../command.ts';
import type { CommandServices } from '../command-services.ts';
import { commandNamed, commands, withDryRun } from '../commands/index.ts';
import type { Io } from '../io.ts';
import { commonOptions } from './common-options.ts';

interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** The shell completes the name of a file. */
const files: readonly Candidate[] = [{ value: ':file' }];

/** Names are read from the files of --config alone: no password is asked for or sent, and no server is asked. */
type OpenFiles = (text: (option: string) => string | undefined) => CommandServices;

/** For the shells (`cli-proxy completion`): a value and what it is on each line. */
export async function printCandidates(words: readonly string[], io: Io): Promise<number> {
  const { createServices } = await import('../compose/create-services.ts');
  const open: OpenFiles = (text) => {
    const ofConfig = (option: string) => (option === 'config' ? text(option) : undefined);
    return createServices({ text: ofConfig, flag: () => false }, io);
  };
  for (const { value, about = '' } of await complete(words, open)) {
    if (!hasHidden(value)) io.stdout.write(`${value}${about === '' ? '' : `\t${stripControl(about)}`}\n`);
  }
  return 0;
}

/**
 * What may stand for the last of these words, which are those behind `cli-proxy`; it may be begun or empty. For the
 * shells: what is wrong on the line gives no candidates.
 */
async function complete(words: readonly string[], open: OpenFiles): Promise<readonly Candidate[]> {
  // bash takes `--output=ya` apart.
  const line = words.filter((word, place) => word !== '=' || place === words.length - 1);
  const last = (line.at(-1) ?? '').replace(/^=$/, '').replace(/^["']|\\(?=.)/g, '');
  const before = line.slice(0, -1);
  return (await candidatesFor(before, last, open)).filter(
    ({ value }) => value.startsWith(last) || value === ':file',
  );
}

async function candidatesFor(
  before: readonly string[],
  last: string,
  open: OpenFiles,
): Promise<readonly Candidate[]> {
  const [first, second] = before;
  if (first === undefined) return groupsAndCommands();
  const name = (second !== undefined && commandNamed(`${first} ${second}`)) || commandNamed(first);
  if (!name) return before.length === 1 ? commandsOf(first) : [];
  const loaded = await commands[name]?.load();
  if (!loaded) return [];
  const command = withDryRun(name, loaded);
  const args = before.slice(name.split(' ').length);
  const options: Readonly<Record<string, OptionSpec>> = { ...commonOptions, ...command.options };
  const waiting = optionNamed(args.at(-1) ?? '', options);
  const given = (option: string) => {
    const at = args.indexOf(`--${option}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const services = open(given);
  try {
    if (waiting?.type === 'string')
      return waiting.choices?.map((value) => ({ value })) ?? (await named(waiting.value, name, services));
    if (last.startsWith('-'))
      return Object.entries(options).map(([option, { about }]) => ({ value: `--${option}`, about }));
    const taken = args.filter(
      (arg, place) => !arg.startsWith('-') && optionNamed(args[place - 1] ?? '', options)?.type !== 'string',
    );
    return await named(placeholderAt(command, taken.length), name, services);
  } finally {
    await services.close();
  }
}

function groupsAndCommands(): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const [name, { summary }] of Object.entries(commands)) {
    const [group = '', verb] = name.split(' ');
    const about =
      verb === undefined
        ? summary
        : commandsOf(group)
            .map(({ value }) => value)
            .join(', ');
    found.set(group, { value: group, about });
  }
  return [...found.values()];
}

const commandsOf = (group: string): readonly Candidate[] =>
  Object.entries(commands).flatMap(([name, { summary }]) =>
    name.startsWith(`${group} `) ? [{ value: name.slice(group.length + 1), about: summary }] : [],
  );

function optionNamed(word: string, options: Readonly<Record<string, OptionSpec>>): OptionSpec | undefined {
  if (word.startsWith('--')) return options[word.slice(2)];
  return Object.values(options).find(({ short }) => short !== undefined && word === `-${short}`);
}

/** What the usage calls the argument at this place: `KEY` of `KEY... [options]`. */
function placeholderAt({ usage, words }: Command, place: number): string | undefined {
  if (place >= words[1]) return undefined;
  const names = usage.split(/\s+/).filter((word) => /^\[?[A-Za-z]/.test(word) && word !== '[options]');
  const bare = names.map((name) => name.replace(/[[\].]/g, ''));
  return bare[Math.min(place, bare.length - 1)];
}

/** The things of a kind, by the name that usages and options give them. */
async function named(
  placeholder: string | undefined,
  command: string,
  services: CommandServices,
): Promise<readonly Candidate[]> {
  // `ID up|down|first|last`
  if (placeholder && /^[a-z|]+$/.test(placeholder)) return placeholder.split('|').map((value) => ({ value }));
  switch (placeholder) {
    case 'FILE':
      return files;
    case 'PATH':
      return command.startsWith('config ') ? settings() : files;
    case 'PROVIDER':
      return command.startsWith('providers ') ? formProviders.map((value) => ({ value })) : [];
    case 'KEY':
    case 'CLIENT':
    case 'ID':
    case 'SESSION':
      break;
    default:
      return [];
  }
  // The ID of a change is known to a server alone, and no server is asked.
  if (command === 'undo') return [];
  const opened = await services.openBackend('files');
  if (!opened.ok) return [];
  const { backend } = opened.value;
  if (placeholder === 'SESSION') {
    const listed = await backend.sessions?.list();
    const sessions = listed?.ok ? listed.value : [];
    const isAlone = (account: string) => sessions.filter((file) => file.account === account).length === 1;
    return sessions.map(({ name, account }) => ({
      value: account !== undefined && isAlone(account) ? account : name,
      about: name,
    }));
  }
  const loaded = await backend.load();
  if (!loaded.ok) return [];
  return placeholder === 'ID' ? providers(loaded.value) : clientKeys(loaded.value);
}

function clientKeys({ clientKeys: keys }: ServerState): readonly Candidate[] {
  const found = keys.map(({ key, fingerprint, record }) => {
    const side = record?.retiring ? 'old:' : record?.replaces ? 'new:' : '';
    const value = record?.label === undefined ? fingerprint : `${side}${record.label}`;
    return { value, about: [key.mask, record?.purpose ?? ''].join(' ').trim() };
  });
  // The label of a rotation means both of its keys.
  const pairs = found.filter(({ value }) => value.startsWith('new:'));
  return [...found, ...pairs.map(({ value }) => ({ value: value.slice(4), about: 'rotation' }))];
}

function providers({ config }: ServerState): readonly Candidate[] {
  const rows = providerKeyRows(config, {});
  const found = rows.map(({ name, prefix, fingerprint, provider, mask, id }) => ({
    value: name ?? prefix ?? fingerprint ?? id,
    about: [provider, mask ?? ''].join(' ').trim(),
  }));
  return [...new Map(found.map((it) => [it.value, it])).values()];
}

function settings(): readonly Candidate[] {
  return Object.entries(configSchema.entries).flatMap(([name, schema]) => {
    const inner = 'wrapped' in schema ? schema.wrapped : schema;
    const parts = 'entries' in inner ? Object.keys(inner.entries) : [];
    return parts.length === 0 ? [{ value: name }] : parts.map((part) => ({ value: `${name}.${part}` }));
  });
}
