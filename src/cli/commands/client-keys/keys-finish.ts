import { success } from '../../../contract/outcome.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { finishRotation, rotationOf } from '../../../operations/client-keys/running-rotation.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

const hour = 3_600_000;

export const keysFinish: Command = {
  usage: 'KEY',
  about:
    'Removes the old key of a running rotation; from the next request on it is refused. KEY is the old or the new one, or the label of both. Asks first when the old key was still used in the last hour.',
  words: [1, 1],
  options: yesOption,
  examples: [
    ['cli-proxy keys finish team-a', 'the clients have moved'],
    ['cli-proxy keys finish team-a --yes', 'in a script: also when it was used in the last hour'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const loaded = await opened.backend.load();
    if (!loaded.ok) return loaded;
    const pair = rotationOf(loaded.value.clientKeys, key.fingerprint);
    if (!pair.ok) return pair;
    const { lastHour: requests = 0, lastUsedAt = 0 } = pair.value.old.activity ?? {};
    if (requests > 0 || call.io.now() - lastUsedAt < hour) {
      const used =
        requests > 0
          ? `had ${requests} ${requests === 1 ? 'request' : 'requests'}`
          : 'was used to list models or for a similar request';
      const sure = await call.world.confirm(
        `The old key of ${nameOf(key)} ${used} in the last hour. Remove it?`,
      );
      if (!sure.ok) return sure;
    }
    const finished = await runOpened(opened, finishRotation, { fingerprint: key.fingerprint });
    if (!finished.ok) return finished;
    return success({ stderr: finished.value.message, json: { ...finished.value.result } });
  },
};
