import * as v from 'valibot';
import type { Revision } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { configSchema } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { ConsoleStateAnswer } from '../../contract/routes.ts';
import type { ServerState } from '../backend.ts';
import { clientKeysOf } from '../client-keys.ts';
import type { Address } from './address.ts';

/** A revision as a server names it; it is only ever sent back. */
export const revision = (text: string): Revision => text as Revision;

/** The server's answer as the port gives it. */
export function stateOf(
  answer: ConsoleStateAnswer,
  address: Address,
  fingerprintOf: (key: string) => Fingerprint,
): Outcome<ServerState> {
  const config = v.safeParse(configSchema, answer.config);
  if (!config.success) {
    const where = v.getDotPath(config.issues[0]) ?? 'its top';
    return failure(
      'failed',
      `The config in the answer of ${address.base} was not understood (at ${where}); are console and server of the same version?`,
    );
  }
  const { keyRecords, activity, countedSince, problem, warnings, unnamedProxies } = answer;
  return success({
    config: config.output,
    revision: revision(answer.revision),
    clientKeys: clientKeysOf(config.output, keyRecords, { activity, countedSince }, fingerprintOf),
    problem,
    warnings: [...unencrypted(address), ...warnings],
    ...(unnamedProxies && { unnamedProxies }),
  });
}

/** A warning where what is sent can be read on the way; none is good. */
export function unencrypted({ secure, loopback, base }: Address): string[] {
  if (secure || loopback) return [];
  return [`Secret and keys travel to ${base} unencrypted; turn on tls on the server, or use an SSH tunnel.`];
}
