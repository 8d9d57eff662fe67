import { Secret } from '../../base/secrets/secret.ts';
import { environmentSecret } from '../../base/secrets/secret-text.ts';
import { keyLines } from '../../base/text/key-lines.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import {
  changesFromTexts,
  type Fields,
  type FormField,
  formFields,
} from '../../operations/provider-keys/provider-form.ts';
import type { Call, OptionSpec } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';

/** Where a provider key comes from: never the command line, which every user of the machine can read (M2). */
export const keyOptions: Readonly<Record<string, OptionSpec>> = {
  'key-file': { type: 'string', value: 'FILE', about: 'read the (first) key from FILE; - for stdin' },
  'key-env': { type: 'string', value: 'NAME', about: 'read the key from this environment variable' },
};

const words: Readonly<Record<FormField['type'], string>> = {
  secret: 'FILE',
  url: 'URL',
  text: 'TEXT',
  headers: 'FILE',
  models: 'LIST',
  patterns: 'LIST',
  whole: 'N',
  flag: 'true|false',
};

/** Headers may hold a secret, and so may the address of a proxy. */
const fromFile = (field: FormField): boolean => field.type === 'headers' || field.name === 'proxy-url';

/** One option a field of the form; a headers field is read from a file. */
export const fieldOptions: Readonly<Record<string, OptionSpec>> = Object.fromEntries(
  formFields.flatMap((field): [string, OptionSpec][] => [
    ...(field.type === 'headers'
      ? []
      : [
          [field.name, { type: 'string', value: words[field.type], about: field.hint }] as [
            string,
            OptionSpec,
          ],
        ]),
    ...(fromFile(field)
      ? [
          [
            `${field.name}-file`,
            { type: 'string', value: 'FILE', about: `read ${field.name} from FILE; - for stdin` },
          ] as [string, OptionSpec],
        ]
      : []),
  ]),
);

/** What was typed for the fields, by name. */
export async function fieldTexts({ text, services }: Call): Promise<CommandOutcome<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const field of formFields) {
    const file = fromFile(field) ? text(`${field.name}-file`) : undefined;
    const given = field.type === 'headers' ? undefined : text(field.name);
    if (given !== undefined && /\/\/[^/]*@/.test(given)) {
      return usageFailure(
        `A password in --${field.name} can be read by every user of this machine. Use --${field.name}-file FILE.`,
      );
    }
    if (file !== undefined) {
      const read = await services.readInput(file);
      if (!read.ok) return read;
      texts[field.name] = read.value.trim();
    } else if (given !== undefined) texts[field.name] = given;
  }
  return success(texts);
}

/** The key of --key-file or --key-env; undefined: neither was given. */
export async function givenKey({ text, io, services }: Call): Promise<CommandOutcome<Secret | undefined>> {
  const [file, variable] = [text('key-file'), text('key-env')];
  if (file !== undefined && variable !== undefined) {
    return usageFailure('Use either --key-file or --key-env, not both.');
  }
  if (variable !== undefined) {
    const value = environmentSecret(io.env[variable]);
    return value
      ? success(new Secret(value))
      : usageFailure(`The environment variable ${variable} is empty.`);
  }
  if (file === undefined) return success(undefined);
  const read: Outcome<string> = await services.readInput(file);
  if (!read.ok) return read;
  return firstKey(read.value, file);
}

/** The key of a file that has nothing but one, or has it first. */
export function firstKey(text: string, file: string): CommandOutcome<Secret> {
  const { lines, refused } = keyLines(text);
  const [first, second] = lines;
  const [wrong] = refused;
  if (wrong && wrong.line <= (first?.line ?? wrong.line))
    return failure('invalid', `Line ${wrong.line}: ${wrong.reason}`);
  if (!first)
    return usageFailure(
      `There is no key in ${file === '-' ? 'stdin' : file}. Put the key on a line of its own.`,
    );
  if (first.json && second) return failure('invalid', 'The list contains several keys. Give only one.');
  return success(new Secret(first.text));
}

/** The same, asked on a terminal when it was not given. */
export async function neededKey(call: Call, question: string): Promise<CommandOutcome<Secret>> {
  const given = await givenKey(call);
  if (!given.ok) return given;
  if (given.value) return success(given.value);
  return call.services.askSecret(
    question,
    'Cannot ask for the key without a terminal. Use --key-file FILE (- for stdin) or --key-env NAME.',
  );
}

/** The fields of a provider key that change, from what was typed. */
export async function changedFields(
  { backend }: Opened,
  id: string,
  texts: Readonly<Record<string, string>>,
): Promise<Outcome<Fields>> {
  const loaded = await backend.load();
  return loaded.ok ? changesFromTexts(loaded.value.config, id, texts) : loaded;
}
