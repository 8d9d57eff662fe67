import { success } from '../../../contract/outcome.ts';
import { rotateManagementSecret } from '../../../operations/config/set-setting.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';

export const secretRotate: Command = {
  usage: '',
  about:
    'Makes a new management secret and prints it once on stdout; config.yaml gets its hash. Tools that manage the server need the new one. Asks first; cannot be undone.',
  words: [0, 0],
  options: yesOption,
  examples: [['SECRET=$(cli-proxy secret rotate --yes)', 'into a variable']],
  async run(call) {
    const opened = await call.world.openBackend('write');
    if (!opened.ok) return opened;
    const sure = await call.world.confirm(
      'Rotate the management secret? Tools with the old one are refused at once.',
    );
    if (!sure.ok) return sure;
    const rotated = await runOpened(opened.value, rotateManagementSecret, {});
    if (!rotated.ok) return rotated;
    const secret = rotated.value.result.secret.reveal();
    return success({
      once: true,
      stdout: secret,
      stderr: `${rotated.value.message} It is on stdout: keep it now, it is not shown again.`,
      json: { secret },
    });
  },
};
