import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { type ConfigProblem, restartNeeded } from '../../contract/change.ts';
import type { ServerState } from '../backend.ts';
import { clientKeysOf, rememberFingerprints } from '../client-keys.ts';
import { type Address, unencrypted } from '../management/address.ts';

import type { SeenConfig } from './read-config.ts';
import type { UsageCounts } from './usage/count-usage.ts';

/** Puts together what the server says, what is kept beside it on this machine, and what was counted. */
export function stateMaker(address: Address, folder: ConsoleFolder | undefined, counts: UsageCounts) {
  const fingerprintOf = rememberFingerprints();
  return async (seen: SeenConfig, problem: ConfigProblem | null, applied: boolean): Promise<ServerState> => {
    const settled = await folder?.settle();
    const records = await folder?.readKeyRecords();
    const { config, revision } = seen;
    return {
      config,
      revision,
      clientKeys: clientKeysOf(config, records?.ok ? records.value : [], counts.all(), fingerprintOf),
      problem,
      warnings: [
        ...(applied ? [] : [restartNeeded]),
        ...unencrypted(address),
        ...(settled?.ok && settled.value !== undefined ? [settled.value] : []),
        ...(records && !records.ok ? [records.message] : []),
      ],
    };
  };
}
