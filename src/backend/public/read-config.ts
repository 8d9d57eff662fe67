import * as v from 'valibot';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { PublicClient } from './client/public-client.ts';
import { words } from './words.ts';

/**
 * JSON with the keys of every mapping in order, so that equal data has equal text; what is not set counts as
 * `null`.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** One answer to `GET config`: the config in memory, without host, port, auth-dir and remote-management. */
export interface SeenConfig {
  readonly config: Config;
  /** Of a canonical form of the answer: these servers name no version of theirs. */
  readonly revision: Revision;
}

export async function readConfig(client: PublicClient, signal?: AbortSignal): Promise<Outcome<SeenConfig>> {
  const answer = await client.request('getConfig', { signal });
  if (!answer.ok) return answer;
  const config = v.safeParse(configSchema, answer.value);
  if (config.success)
    return success({ config: config.output, revision: revisionOf(canonical(answer.value)) });
  const where = v.getDotPath(config.issues[0]) ?? 'top level';
  return failure('failed', words().config.unexpected(client.address.base, where));
}

export const clientKeysIn = ({ config }: SeenConfig): readonly string[] => config['api-keys'] ?? [];
