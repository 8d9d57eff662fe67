import { success } from '../../../contract/outcome.ts';
import { editClientKey } from '../../../operations/client-keys/edit-client-key.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysLabel: Command = {
  usage: 'KEY LABEL',
  about: 'Names a key. The label lives beside config.yaml, never in it. An empty label takes it away.',
  words: [2, 2],
  examples: [
    ['cli-proxy keys label 7f3a team-a', 'a key without a label, by the start of its fingerprint'],
    ['cli-proxy keys label team-a team-b', 'another name'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const edited = await runOpened(opened, editClientKey, {
      fingerprint: key.fingerprint,
      label: call.words[1] ?? '',
    });
    if (!edited.ok) return edited;
    const { fingerprint, label } = edited.value.result;
    return success({ stderr: edited.value.message, json: { fingerprint, label: label ?? null } });
  },
};
