import type { Secret } from '../../../base/secrets/secret.ts';
import { success } from '../../../contract/outcome.ts';
import { addProviderKey, duplicateProviderKey } from '../../../operations/provider-keys/add-provider-key.ts';
import { editProviderKey } from '../../../operations/provider-keys/edit-provider-key.ts';
import { checkStaysNamed } from '../../../operations/provider-keys/find-provider-key.ts';
import {
  fieldsFromTexts,
  formProviders,
  settingsOfProvider,
} from '../../../operations/provider-keys/provider-form.ts';
import {
  changedFields,
  fieldOptions,
  fieldTexts,
  givenKey,
  keyOptions,
  neededKey,
} from '../../args/provider-options.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { providerRows, rowNamed, rowsNamed } from './on-provider-keys.ts';

export const providersAdd: Command = {
  usage: 'PROVIDER [options]',
  about: `Adds a provider key at the end of its list in config.yaml. PROVIDER is one of ${formProviders.join(', ')}. Give the key by file or environment variable, never on the command line; otherwise you are asked for it.`,
  words: [1, 1],
  options: {
    ...keyOptions,
    'no-key': {
      type: 'boolean',
      about: "the provider needs no key, or the key is set in the server's environment",
    },
    to: { type: 'string', value: 'NAME', about: 'add the key to this openai-compatibility entry' },
    ...fieldOptions,
  },
  examples: [
    ['cli-proxy providers add claude --prefix team-a', 'asks for the key'],
    ['cli-proxy providers add cline --key-env CLINE_API_KEY', 'the address is known'],
    [
      'pass openrouter | cli-proxy providers add openai-compatibility --name openrouter --base-url https://openrouter.ai/api/v1 --key-file -',
      'read the key from stdin',
    ],
    [
      'cli-proxy providers add openai-compatibility --to openrouter --key-file spare.txt',
      'a second key of the same provider',
    ],
  ],
  async run(call) {
    const [provider = ''] = call.words;
    const settings = settingsOfProvider(provider);
    if (!settings.ok) return settings;
    const texts = await fieldTexts(call);
    if (!texts.ok) return texts;
    const fields = fieldsFromTexts(settings.value, texts.value);
    if (!fields.ok) return fields;
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const word = call.text('to');
    const to = word === undefined ? success([]) : rowsNamed(rows, [word], 'write', 'entry');
    if (!to.ok) return to;
    const key = await keyFor(call, settings.value.title);
    if (!key.ok) return key;
    const added = await runOpened(opened, addProviderKey, {
      provider,
      fields: fields.value,
      ...(key.value && { key: key.value }),
      ...(to.value[0] && { to: to.value[0].id }),
    });
    if (!added.ok) return added;
    return success({
      stderr: added.value.message,
      json: { ...added.value.result, mask: key.value?.mask ?? null },
    });
  },
};

async function keyFor(call: Call, title: string): Promise<CommandOutcome<Secret | undefined>> {
  if (!call.flag('no-key')) return neededKey(call, `Key for ${title}`);
  const given = await givenKey(call);
  if (!given.ok) return given;
  return given.value ? usageFailure('Use either a key or --no-key, not both.') : success(undefined);
}

export const providersDuplicate: Command = {
  usage: 'ID [options]',
  about:
    'Copies an entry with all its fields and inserts the copy after it. The copy needs a different key, name, base URL or prefix.',
  words: [1, 1],
  options: { ...keyOptions, ...fieldOptions },
  examples: [
    ['cli-proxy providers duplicate prod --key-file new.txt --prefix test', 'same fields, different key'],
    [
      'cli-proxy providers duplicate openrouter --name openrouter-eu --base-url https://eu.example.com/v1',
      'same keys, different address',
    ],
  ],
  async run(call) {
    const texts = await fieldTexts(call);
    if (!texts.ok) return texts;
    const key = await givenKey(call);
    if (!key.ok) return key;
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const changes = await changedFields(opened, row.id, texts.value);
    if (!changes.ok) return changes;
    const copied = await runOpened(opened, duplicateProviderKey, {
      id: row.id,
      changes: changes.value,
      ...(key.value && { key: key.value }),
    });
    if (!copied.ok) return copied;
    return success({ stderr: copied.value.message, json: { ...copied.value.result } });
  },
};

export const providersEdit: Command = {
  usage: 'ID [options]',
  about:
    'Edits fields of a provider key in place; comments and unknown fields stay. Use "none" to clear a field. To replace the key itself, use cli-proxy providers rotate.',
  words: [1, 1],
  options: fieldOptions,
  examples: [
    ['cli-proxy providers edit openrouter --priority 5', 'leave the rest unchanged'],
    ['cli-proxy providers edit prod --prefix none --weight 3', 'select by prefix, and clear the prefix'],
    ["cli-proxy providers edit openrouter --models 'vendor/model-a=fast, vendor/model-b'", 'NAME=ALIAS'],
  ],
  async run(call) {
    const texts = await fieldTexts(call);
    if (!texts.ok) return texts;
    if (Object.keys(texts.value).length === 0) {
      return usageFailure('Nothing to change. Give a field; see cli-proxy providers edit --help.');
    }
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row, rows } = named.value;
    const stays = 'base-url' in texts.value ? checkStaysNamed(rows, call.words[0] ?? '') : success(undefined);
    if (!stays.ok) return stays;
    const changes = await changedFields(opened, row.id, texts.value);
    if (!changes.ok) return changes;
    const edited = await runOpened(opened, editProviderKey, { id: row.id, changes: changes.value });
    if (!edited.ok) return edited;
    return success({ stderr: edited.value.message, json: { ...edited.value.result } });
  },
};
