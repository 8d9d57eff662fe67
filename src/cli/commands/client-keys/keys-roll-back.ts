import { success } from '../../../contract/outcome.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { rollBackRotation } from '../../../operations/client-keys/running-rotation.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysRollBack: Command = {
  usage: 'KEY',
  about:
    'Removes the new key of a running rotation; the old one stays, without a deadline. KEY is the old or the new one, or the label of both. Asks first.',
  words: [1, 1],
  options: yesOption,
  examples: [['cli-proxy keys roll-back team-a --yes', 'as if it had not been rotated']],
  async run(call) {
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const sure = await call.world.confirm(
      `Remove the new key of ${nameOf(key)}? Clients that have moved to it are refused at once.`,
    );
    if (!sure.ok) return sure;
    const rolled = await runOpened(opened, rollBackRotation, { fingerprint: key.fingerprint });
    if (!rolled.ok) return rolled;
    return success({ stderr: rolled.value.message, json: { ...rolled.value.result } });
  },
};
