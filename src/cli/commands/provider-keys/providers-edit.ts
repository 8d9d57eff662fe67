import { success } from '../../../contract/outcome.ts';
import { editProviderKey } from '../../../operations/provider-keys/edit-provider-key.ts';
import { changedFields, fieldOptions, fieldTexts } from '../../args/provider-options.ts';
import { type Command, usageFailure } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { rowNamed } from './on-provider-keys.ts';

export const providersEdit: Command = {
  usage: 'ID [options]',
  about:
    'Changes fields of a provider key where they stand; comments and unknown fields stay. none takes a field away. For another key, use cli-proxy providers rotate.',
  words: [1, 1],
  options: fieldOptions,
  examples: [
    ['cli-proxy providers edit openrouter --priority 5', 'the rest stays'],
    ['cli-proxy providers edit prod --prefix none --weight 3', 'by its prefix, which goes'],
    ["cli-proxy providers edit openrouter --models 'vendor/model-a=fast, vendor/model-b'", 'NAME=ALIAS'],
  ],
  async run(call) {
    const texts = await fieldTexts(call);
    if (!texts.ok) return texts;
    if (Object.keys(texts.value).length === 0) {
      return usageFailure('Nothing to change: give a field, see cli-proxy providers edit --help.');
    }
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const changes = await changedFields(opened, row.id, texts.value);
    if (!changes.ok) return changes;
    const edited = await runOpened(opened, editProviderKey, { id: row.id, changes: changes.value });
    if (!edited.ok) return edited;
    return success({ stderr: edited.value.message, json: { ...edited.value.result } });
  },
};
