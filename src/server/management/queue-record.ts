import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { authIndexesOf } from '../../providers/auth-index.ts';
import { textIn } from '../../providers/json-fields.ts';
import { providerEntriesOf, usageNameOfKey } from '../../providers/provider-keys.ts';
import { totalOf } from '../../usage/tokens.ts';
import type { SignedIn } from '../access/management-secrets.ts';
import type { ManagementContext } from './management-request.ts';

/** Label and mask: distinguishes keys without revealing one (A6). */
export function nameOf({ key, record }: ClientKey): string {
  return record?.label ? `${record.label} ${key.mask}` : key.mask;
}

type Known = Pick<ManagementContext, 'activeConfig' | 'accounts'>;

/** Collectors that match by the key itself need `usage-full-keys`; only the management secret gets them. */
export const showsFullKeys = ({ activeConfig }: Known, signedInAs: SignedIn): boolean =>
  activeConfig.state.config['usage-full-keys'] === true && signedInAs === 'management secret';

/** Names of client keys by fingerprint. */
export const namesByKey = ({ activeConfig }: Known, full: boolean): Map<string, string> =>
  new Map(
    activeConfig.state.clientKeys.map((key) => [key.fingerprint, full ? key.key.reveal() : nameOf(key)]),
  );

/** Writes records as they are read from the queue. */
export interface QueueWriter {
  usage(record: UsageRecord): object;
  /** One for each attempt that failed. */
  errors(record: UsageRecord): object[];
}

/** Follows config and accounts; names are gathered once for each state of them. */
export function queueWriter(known: Known, signedInAs: SignedIn): QueueWriter {
  let names: Names | undefined;
  const now = (): Names => {
    const [state, accounts] = [known.activeConfig.state, known.accounts.all()];
    if (names?.state !== state || names.accounts !== accounts) names = namesNow(known, signedInAs);
    return names;
  };
  return { usage: (record) => queueRecord(record, now()), errors: (record) => failuresOf(record, now()) };
}

interface Names {
  readonly state: Known['activeConfig']['state'];
  readonly accounts: ReturnType<Known['accounts']['all']>;
  readonly keys: ReadonlyMap<string, string>;
  /** By `provider` and `account` of a record. */
  readonly credentials: ReadonlyMap<string, Credential>;
}

/** Both empty where several have the same mask or address. */
interface Credential {
  readonly index: string;
  /** The key itself, where it is shown. */
  readonly source: string;
}

const credentialKey = (provider: string, account: string): string => `${provider} ${account}`;

function namesNow(known: Known, signedInAs: SignedIn): Names {
  const { state } = known.activeConfig;
  const full = showsFullKeys(known, signedInAs);
  const indexes = authIndexesOf(state.config);
  const keys = providerEntriesOf(state.config).flatMap(({ row, item, keyItem }) => {
    const { mask = '', key } = row;
    const source = full && key ? key.reveal() : mask;
    return [
      { name: credentialKey(usageNameOfKey(row), mask), index: indexes.get(keyItem ?? item) ?? '', source },
    ];
  });
  const accounts = known.accounts.all();
  const signedIn = accounts.map(({ name, record, file }) => {
    const source = textIn(file, 'email') ?? name;
    return { name: credentialKey(record.file.type, source), index: fingerprint(name) as string, source };
  });
  const credentials = new Map<string, Credential>();
  for (const { name, index, source } of [...keys, ...signedIn]) {
    const before = credentials.get(name);
    credentials.set(name, {
      index: before && before.index !== index ? '' : index,
      source: before && before.source !== source ? '' : source,
    });
  }
  return { state, accounts, keys: namesByKey(known, full), credentials };
}

/**
 * A record in the format of v7 (recorded usage.json), as far as known here: client key and credential as
 * masks, unknown numbers as 0, as the public server writes them.
 */
function queueRecord(record: UsageRecord, { keys, credentials }: Names) {
  const { tokens, clientKey, account = '', provider = '', model = '', status } = record;
  const credential = credentials.get(credentialKey(provider, account));
  return {
    timestamp: new Date(record.at).toISOString(),
    latency_ms: record.latencyMs,
    ttft_ms: record.firstByteMs ?? 0,
    source: credential?.source || account,
    auth_index: credential?.index ?? '',
    client_ip: record.address ?? '',
    x_forwarded_for: '',
    user_agent: record.userAgent ?? '',
    tokens: {
      input_tokens: tokens?.input ?? 0,
      output_tokens: tokens?.output ?? 0,
      reasoning_tokens: tokens?.reasoning ?? 0,
      cached_tokens: tokens?.cached ?? 0,
      total_tokens: totalOf(tokens) ?? 0,
    },
    failed: record.failed,
    fail: { status_code: status, body: record.failed ? (record.error ?? '') : '' },
    provider,
    model,
    alias: record.alias ?? model,
    endpoint: record.endpoint,
    auth_type: account.includes('@') ? 'oauth' : 'apikey',
    // A key that is no longer in the config is its fingerprint.
    api_key: clientKey === undefined ? '' : (keys.get(clientKey) ?? clientKey),
    request_id: record.id,
    ...(record.application !== undefined && { application: record.application }),
    ...(record.referer !== undefined && { referer: record.referer }),
    ...(record.task !== undefined && { task: record.task }),
  };
}

/** In the format of v7 (read from its source); what state the credential is in since then is not known here. */
function failuresOf(record: UsageRecord, { credentials }: Names) {
  const { tries = [], provider, account, status, error = '', failed, latencyMs: ms } = record;
  const last = failed && provider !== undefined ? [{ provider, account, status, error, ms }] : [];
  return [...tries, ...last].map((one) => ({
    timestamp: new Date(record.at + ms).toISOString(),
    provider: one.provider,
    model: record.model ?? '',
    auth_index: credentials.get(credentialKey(one.provider, one.account ?? ''))?.index ?? '',
    status_code: one.status,
    body: one.error,
    auth_status: { status: 'unknown', disabled: false, unavailable: false },
  }));
}
