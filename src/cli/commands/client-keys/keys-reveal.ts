import { success } from '../../../contract/outcome.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { revealClientKey } from '../../../operations/client-keys/list-client-keys.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { keyNamed } from './on-keys.ts';

export const keysReveal: Command = {
  usage: 'KEY',
  about: 'Prints a key in full on stdout. Writes an audit log entry.',
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

export const keysCopy: Command = {
  usage: 'KEY',
  about:
    'Copies a key to the clipboard without printing it: through the terminal (OSC 52, also over SSH), tmux or a system tool. Writes an audit log entry.',
  words: [1, 1],
  examples: [['cli-proxy keys copy team-a', 'copy the key of team-a']],
  async run(call) {
    const named = await keyNamed(call, 'read');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const revealed = await runOpened(opened, revealClientKey, { fingerprint: key.fingerprint });
    if (!revealed.ok) return revealed;
    const copied = await call.services.copy(revealed.value.result);
    if (!copied.ok) return copied;
    const through = { terminal: "your terminal's clipboard", tmux: 'tmux', system: 'the clipboard' }[
      copied.value
    ];
    return success({
      stderr: `Sent the key of ${nameOf(key)} to ${through}.`,
      json: { fingerprint: key.fingerprint, through: copied.value },
    });
  },
};
