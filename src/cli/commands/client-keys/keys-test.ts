import { success } from '../../../contract/outcome.ts';
import { testClientKey } from '../../../operations/client-keys/test-client-key.ts';
import type { Command } from '../../command.ts';
import { testExit, testFields } from '../../print/test-result.ts';
import { askOutside } from '../run.ts';
import { keyNamed } from './on-keys.ts';

export const keysTest: Command = {
  usage: 'KEY',
  about:
    'Tests a client key with a real request to the server (list of models) and explains the answer. Exits with 0 if the key works, 1 if it does not, 4 if the server was not reached.',
  words: [1, 1],
  examples: [
    ['cli-proxy keys test team-a', 'by label; new:team-a and old:team-a select the keys of a rotation'],
    ['cli-proxy keys test 7f3a --json', 'by the start of its fingerprint'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'read', 'new');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const checked = await askOutside(call, opened, testClientKey, { fingerprint: key.fingerprint });
    if (!checked.ok) return checked;
    const outcome = success(checked.value.result);
    return success({
      stdout: [outcome.value.message],
      json: { fingerprint: key.fingerprint, label: key.record?.label ?? null, ...testFields(outcome) },
      code: testExit([outcome]),
    });
  },
};
