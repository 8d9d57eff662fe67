import type { AuthFile } from '../contract/auth-file.ts';
import type { KeyRecord, KeySpending } from '../contract/client-key.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { ProviderKeyState } from '../contract/provider-states.ts';
import { nameOfProviderKey } from '../providers/name-provider-key.ts';
import { providerKeysOf } from '../providers/provider-keys.ts';
import type { ActiveConfig } from './active-config.ts';
import type { Activity } from './usage/activity.ts';
import type { ProviderStatesReader } from './usage/provider-states.ts';

interface StatusParts {
  readonly activeConfig: ActiveConfig;
  readonly activity: Activity;
  readonly providerStates: Pick<ProviderStatesReader, 'all'>;
  readonly sessions: { list(): Promise<Outcome<readonly AuthFile[]>> };
}

interface KeyStatus {
  readonly fingerprint: string;
  /** Its label, or the beginning of its fingerprint. */
  readonly name: string;
  readonly record: KeyRecord | undefined;
  /** Requests in the last hour. */
  readonly lastHour: number;
  readonly spending: KeySpending | undefined;
}

/** A provider key that may receive requests; `name` has only its mask. */
interface ProviderStatus {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly state: ProviderKeyState | undefined;
}

/** How keys and accounts stand now, for metrics and notices; no secret. */
export interface ServerStatus {
  /** false: config.yaml has an error, and the last valid config is active. */
  readonly configValid: boolean;
  readonly clientKeys: readonly KeyStatus[];
  readonly providerKeys: readonly ProviderStatus[];
  /** Those that are not disabled. */
  readonly sessions: readonly AuthFile[];
}

export async function readServerStatus(parts: StatusParts): Promise<ServerStatus> {
  const { config, clientKeys, problem } = parts.activeConfig.state;
  const [{ states, environment }, listed] = await Promise.all([
    parts.providerStates.all(),
    parts.sessions.list(),
  ]);
  return {
    configValid: problem === null,
    clientKeys: clientKeys
      .filter(({ duplicate }) => !duplicate)
      .map(({ fingerprint, record }) => {
        const { lastHour = 0, spending } = parts.activity.of(fingerprint) ?? {};
        return { fingerprint, name: record?.label ?? fingerprint.slice(0, 8), record, lastHour, spending };
      }),
    providerKeys: providerKeysOf(config, environment)
      .filter(({ disabled }) => !disabled)
      .map((row) => ({
        id: row.id,
        provider: row.name ?? row.provider,
        name: nameOfProviderKey(row),
        state: states[row.id],
      })),
    sessions: listed.ok ? listed.value.filter(({ disabled }) => !disabled) : [],
  };
}
