import { success } from '../../../contract/outcome.ts';
import { changeDeadline } from '../../../operations/client-keys/running-rotation.ts';
import { readGrace } from '../../args/read-expiry.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysDeadline: Command = {
  usage: 'KEY TIME',
  about: 'Changes when the old key of a running rotation stops: TIME counts from now.',
  words: [2, 2],
  examples: [
    ['cli-proxy keys deadline team-a 14d', 'the clients need two more weeks'],
    ['cli-proxy keys deadline team-a 1h', 'sooner'],
  ],
  async run(call) {
    const graceMs = readGrace(call.words[1] ?? '');
    if (!graceMs.ok) return graceMs;
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const input = { fingerprint: key.fingerprint, graceMs: graceMs.value };
    const changed = await runOpened(opened, changeDeadline, input);
    if (!changed.ok) return changed;
    const { fingerprint, deadline, enforced } = changed.value.result;
    return success({
      stderr: changed.value.message,
      json: { fingerprint, deadline: new Date(deadline).toISOString(), enforced },
    });
  },
};
