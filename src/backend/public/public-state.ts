import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
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
        ...(applied ? [] : [restartNeeded()]),
        ...unencrypted(address),
        ...(settled?.ok && settled.value !== undefined ? [settled.value] : []),
        ...(records && !records.ok ? [records.message] : []),
      ],
    };
  };
}

interface PublicFeedState {
  /** There is a place for them on this machine. */
  readonly labels: boolean;
  /** The server's usage records come to us, so that we can count. */
  readonly counting: boolean;
  readonly pushing: boolean;
  /** It has an ampcode block. */
  readonly amp: boolean;
}

/** What holds on a public server. */
export function publicCapabilities({ labels, counting, pushing, amp }: PublicFeedState): Capabilities {
  return {
    clientKeys: 'enforced',
    // Kept by the console, beside the server.
    labels: labels ? 'enforced' : 'absent',
    // Kept as well, but the server lets an expired key in.
    expiry: 'shown',
    limits: 'shown',
    activity: counting ? 'shown' : 'absent',
    // Compared by us before a write: the server has no compare-and-write.
    configText: 'shown',
    secretRotation: 'enforced',
    everyProvider: 'enforced',
    cooldowns: 'absent',
    sessions: 'enforced',
    amp: amp ? 'enforced' : 'absent',
    push: pushing ? 'enforced' : 'absent',
  };
}
