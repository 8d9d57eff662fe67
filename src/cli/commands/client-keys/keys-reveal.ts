import { success } from '../../../contract/outcome.ts';
import { revealClientKey } from '../../../operations/client-keys/list-client-keys.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysReveal: Command = {
  usage: 'KEY',
  about: 'Prints a key in full on stdout, and leaves a line in the audit log.',
  words: [1, 1],
  examples: [['KEY=$(cli-proxy keys reveal team-a)', 'for a script']],
  async run(call) {
    const named = await keyNamed(call, 'read');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const revealed = await runOpened(opened, revealClientKey, { fingerprint: key.fingerprint });
    if (!revealed.ok) return revealed;
    const value = revealed.value.result.reveal();
    const { fingerprint, record } = key;
    return success({
      stdout: value,
      exact: true,
      stderr: revealed.value.message,
      json: { key: value, fingerprint, label: record?.label ?? null },
    });
  },
};
