import { strategies } from '../config.ts';
import type { Reader, Setting, SettingGroup, SettingType } from './setting.ts';

const boolean: SettingType = { kind: 'boolean' };
const text: SettingType = { kind: 'text' };
const url: SettingType = { kind: 'url' };
const address: SettingType = { kind: 'address' };
const proxy: SettingType = { kind: 'proxy' };
const secret: SettingType = { kind: 'secret' };
const list: SettingType = { kind: 'list' };
const data: SettingType = { kind: 'data' };
const duration: SettingType = { kind: 'duration' };
const largest = Number.MAX_SAFE_INTEGER;
type Integer = Extract<SettingType, { kind: 'integer' }>;
const integer = (min: number, max: number, unit?: Integer['unit']): Integer => ({
  kind: 'integer',
  min,
  max,
  unit,
});

const everyone: readonly Reader[] = ['ours', 'v7', 'v6'];
const go: readonly Reader[] = ['v7', 'v6'];

type When = NonNullable<Setting['danger']>['when'];
const isTrue: When = (value) => value === true;
const isFalse: When = (value) => value === false;
const isNotTrue: When = (value) => value !== true;
const isFilled: When = (value) => Array.isArray(value) && value.length > 0;
/** An empty one is this machine only for the embedded server. */
const isOpenHost: When = (value, reader) => {
  const host = String(value ?? '').trim();
  return host === '' ? reader !== 'ours' : !/^(127(\.\d+){3}|localhost|\[?::1\]?)$/i.test(host);
};
const isOpenAddress: When = (value, reader) =>
  typeof value === 'string' && value !== '' && isOpenHost(value.replace(/:\d+$/, ''), reader);

type Default = string | number | boolean;

interface More extends Partial<Pick<Setting, 'restart' | 'idle' | 'danger' | 'screen' | 'usedBy'>> {
  /** Its default. */
  readonly usual?: Default;
  /** Servers with another one. */
  readonly but?: Partial<Record<Reader, Default>>;
}

/** Every setting of v7.2.140, v6.9.49 and the embedded server. */
// biome-ignore format: one row a setting reads as the table that it is
const rows = {
  // server
  host: ['server', text, 'Address to listen on. Empty: this machine only for the embedded server, every network for the public ones.', { usual: '', restart: true, danger: { when: isOpenHost, says: 'Every network that reaches this machine can then connect to the server.' } }],
  port: ['server', integer(0, 65_535), 'Port to listen on.', { usual: 8317, restart: true }],
  'auth-dir': ['server', text, 'Folder of the accounts. Labels of keys, backups and the audit log are in its folder .console.', { usual: '~/.cli-proxy-api' }],
  'trusted-proxies': ['server', list, 'Reverse proxies, by address or block, whose X-Forwarded-For is trusted.', { usedBy: ['ours'], danger: { when: isFilled, says: 'Requests through these addresses may name any other address as their origin.' } }],
  'allowed-hosts': ['server', list, 'Host names by which this server may be managed, besides its addresses and localhost.', { usedBy: ['ours'] }],
  'proxy-url': ['server', proxy, 'Proxy for requests to providers: http, https or socks5. Empty: none.', { usual: '' }],
  'commercial-mode': ['server', boolean, 'Save memory under heavy load by leaving out request logs and some middleware.', { usedBy: go, usual: false, restart: true }],
  // tls
  'tls.enable': ['tls', boolean, 'Serve HTTPS.', { usual: false, restart: true, danger: { when: isNotTrue, says: 'Keys and answers then cross the network unencrypted.' } }],
  'tls.cert': ['tls', text, 'Path of the certificate with its chain, PEM.', { usual: '', restart: true }],
  'tls.key': ['tls', text, 'Path of the private key, PEM.', { usual: '', restart: true }],
  // management
  'remote-management.allow-remote': ['management', boolean, 'Allow other machines to use the management API.', { usual: false, danger: { when: isTrue, says: 'Every machine that reaches the server can then try management secrets.' } }],
  'remote-management.secret-key': ['management', secret, 'The management secret, stored as a hash.', { screen: 'secret' }],
  'remote-management.disable-control-panel': ['management', boolean, 'Do not serve the web panel.', { usedBy: go, usual: false, idle: 'it has no web panel' }],
  'remote-management.disable-auto-update-panel': ['management', boolean, 'Do not update the web panel in the background.', { usedBy: go, usual: false, idle: 'it has no web panel' }],
  'remote-management.panel-github-repository': ['management', url, 'Repository of the web panel.', { usedBy: go, usual: 'https://github.com/router-for-me/Cli-Proxy-API-Management-Center', idle: 'it has no web panel' }],
  // clients
  'api-keys': ['clients', list, 'Client keys. An empty list lets every client in.', { screen: 'client-keys' }],
  'allow-open-proxy': ['clients', boolean, 'Listen beyond this machine although there are no client keys.', { usedBy: ['ours'], usual: false, restart: true, danger: { when: isTrue, says: 'Without client keys, anyone who reaches the server can use your provider keys.' } }],
  'key-rotation-days': ['clients', integer(0, 36_500, 'd'), 'Days after which you are reminded to rotate a client key. 0: never.', { usedBy: ['ours'], usual: 180 }],
  'ws-auth': ['clients', boolean, 'Ask for a client key on WebSocket connections.', { usual: true, but: { v6: false }, danger: { when: isFalse, says: 'Anyone who reaches the server can then open a WebSocket and use your provider keys.' } }],
  'enable-gemini-cli-endpoint': ['clients', boolean, 'Serve the internal endpoints of Gemini CLI.', { usedBy: ['v6'], usual: false }],
  // routing
  'routing.strategy': ['routing', { kind: 'choice', options: strategies }, 'Order in which provider keys and accounts are used.', { usual: 'round-robin' }],
  'routing.session-affinity': ['routing', boolean, 'Keep a conversation on the same account.', { usedBy: go, usual: false }],
  'routing.session-affinity-ttl': ['routing', duration, 'How long a conversation stays on its account.', { usedBy: go, usual: '1h' }],
  'routing.claude-code-session-affinity': ['routing', boolean, 'Keep a Claude Code conversation on the same account; session-affinity replaces it.', { usedBy: ['v6'], usual: false }],
  'request-retry': ['routing', integer(0, 1_000), 'Further rounds over the provider keys for a failed request.', { usual: 0 }],
  'max-retry-credentials': ['routing', integer(0, 1_000_000), 'Provider keys and accounts to try in each round. 0: all.', { usual: 0 }],
  'max-retry-interval': ['routing', integer(0, 86_400, 's'), 'Seconds to wait at most for a key that is cooling down.', { usual: 0, but: { ours: 30 } }],
  'force-model-prefix': ['routing', boolean, 'Offer models of a key with a prefix as prefix/model only.', { usual: false }],
  'disable-cooling': ['routing', boolean, 'Do not pause provider keys after failures.', { usedBy: go, usual: false }],
  'save-cooldown-status': ['routing', boolean, 'Keep cooldowns over a restart, in files beside the auth files.', { usedBy: ['v7'], usual: false }],
  'transient-error-cooldown-seconds': ['routing', integer(-1, 86_400, 's'), 'Seconds of cooldown after errors such as 503. 0: 60 seconds; -1: none.', { usedBy: ['v7'], usual: 0 }],
  'pass-headers': ['routing', list, 'Client headers to pass to providers besides the usual ones. Keys and cookies are never passed.', { usedBy: ['ours'] }],
  'passthrough-headers': ['routing', boolean, 'Pass headers of the provider on to clients.', { usedBy: go, usual: false }],
  // quota
  'quota-exceeded.switch-project': ['quota', boolean, 'Continue with another project when a quota is used up.', { usedBy: go, usual: false, idle: 'it tries the next key or account when one has no quota left' }],
  'quota-exceeded.switch-preview-model': ['quota', boolean, 'Continue with a preview model when a quota is used up.', { usedBy: go, usual: false, idle: 'it tries the next key or account when one has no quota left' }],
  'quota-exceeded.antigravity-credits': ['quota', boolean, 'Use credits for Claude models once every free account is exhausted.', { usedBy: go, usual: false }],
  // streaming
  'streaming.keepalive-seconds': ['streaming', integer(0, 86_400, 's'), 'Seconds between keep-alives of a streamed answer. 0: none.', { usedBy: go, usual: 0 }],
  'streaming.bootstrap-retries': ['streaming', integer(0, 100), 'Retries of a stream before its first byte is sent.', { usedBy: go, usual: 0 }],
  'nonstream-keepalive-interval': ['streaming', integer(0, 86_400, 's'), 'Seconds between blank lines in an answer that is not streamed. 0: none.', { usedBy: go, usual: 0 }],
  // providers
  'gemini-api-key': ['providers', data, 'Keys of Gemini.', { screen: 'providers' }],
  'claude-api-key': ['providers', data, 'Keys of Claude.', { screen: 'providers' }],
  'codex-api-key': ['providers', data, 'Keys of Codex.', { screen: 'providers' }],
  'xai-api-key': ['providers', data, 'Keys of xAI.', { usedBy: ['ours', 'v7'], screen: 'providers' }],
  'openai-compatibility': ['providers', data, 'Providers with an OpenAI-compatible API, and their keys.', { screen: 'providers' }],
  'vertex-api-key': ['providers', data, 'Keys of Vertex AI.', { usedBy: go, screen: 'providers' }],
  'interactions-api-key': ['providers', data, 'Keys of the Interactions API of Google.', { usedBy: ['v7'], screen: 'providers' }],
  'claude-code.disable-cloaking-model-list': ['providers', boolean, 'List models of Claude under their own names.', { usedBy: ['v7'], usual: false }],
  'disable-claude-cloak-mode': ['providers', boolean, 'Pass system prompts to Claude unchanged.', { usedBy: ['v7'], usual: false }],
  'claude-header-defaults.user-agent': ['providers', text, 'User agent that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.package-version': ['providers', text, 'Package version that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.runtime-version': ['providers', text, 'Runtime version that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.os': ['providers', text, 'Operating system that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.arch': ['providers', text, 'Processor that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.timeout': ['providers', text, 'Timeout that requests to Claude name by default.', { usedBy: go }],
  'claude-header-defaults.timezone': ['providers', text, 'Time zone of requests to Claude, such as Asia/Singapore.', { usedBy: ['v7'] }],
  'claude-header-defaults.stabilize-device-profile': ['providers', boolean, 'Keep these headers the same for each account.', { usedBy: go, usual: false }],
  'codex-header-defaults.user-agent': ['providers', text, 'User agent that requests of Codex accounts name by default.', { usedBy: go }],
  'codex-header-defaults.beta-features': ['providers', text, 'Beta features that WebSocket requests of Codex accounts name by default.', { usedBy: go }],
  'codex.identity-confuse': ['providers', boolean, 'Give Codex another cache key and installation for each account.', { usedBy: ['v7'], usual: false }],
  'codex.disable-codex-cloaking': ['providers', boolean, 'Do not force the headers of the Codex client.', { usedBy: ['v7'], usual: false }],
  'codex.stream-bootstrap-buffering': ['providers', boolean, 'Hold the start of a Codex stream back, so that an overloaded account can be replaced.', { usedBy: ['v7'], usual: false }],
  'codex.optimize-multi-agent-v2': ['providers', boolean, 'Rewrite multi-agent requests of Codex for other providers.', { usedBy: ['v7'], usual: false }],
  'codex.live-media-relay.enabled': ['providers', boolean, 'Relay the audio of Codex Live in the server.', { usedBy: ['v7'], usual: false }],
  'codex.live-media-relay.max-sessions': ['providers', integer(0, 100_000), 'Sessions of Codex Live at the same time.', { usedBy: ['v7'], usual: 32 }],
  'codex.live-media-relay.disable-private-remote-ips': ['providers', boolean, 'Reject clients of Codex Live at private addresses.', { usedBy: ['v7'], usual: false }],
  'codex.live-media-relay.public-ip': ['providers', text, 'Address that Codex Live announces behind NAT.', { usedBy: ['v7'], usual: '' }],
  'codex.live-media-relay.udp-port-min': ['providers', integer(0, 65_535), 'First UDP port of Codex Live. 0: any.', { usedBy: ['v7'], usual: 0 }],
  'codex.live-media-relay.udp-port-max': ['providers', integer(0, 65_535), 'Last UDP port of Codex Live. 0: any.', { usedBy: ['v7'], usual: 0 }],
  'codex.live-media-relay.ice-servers': ['providers', data, 'STUN and TURN servers of Codex Live.', { usedBy: ['v7'] }],
  'antigravity.sensitive-words': ['providers', list, 'Words to hide in system prompts for Antigravity.', { usedBy: ['v7'] }],
  'antigravity-signature-cache-enabled': ['providers', boolean, 'Check thinking blocks against cached signatures.', { usedBy: go, usual: true }],
  'antigravity-signature-bypass-strict': ['providers', boolean, 'Check signatures of clients in full while the cache is off.', { usedBy: go, usual: false }],
  'xai.inject-x-search': ['providers', boolean, 'Add the search of X to requests to xAI.', { usedBy: ['v7'], usual: false }],
  'disable-image-generation': ['providers', { kind: 'choice', options: [false, true, 'chat', 'passthrough'] }, 'Where image generation is off: nowhere, everywhere (true), or in chats only.', { usedBy: go, usual: false }],
  'gpt-image-2-base-model': ['providers', text, 'Model behind image generation of Codex; its name begins with gpt-.', { usedBy: ['v7'], usual: 'gpt-5.4-mini' }],
  'video-result-auth-cache-ttl': ['providers', duration, 'How long a video stays with the account that made it.', { usedBy: ['v7'], usual: '3h' }],
  'payload.default': ['providers', data, 'Values to add to requests that lack them.', { usedBy: go }],
  'payload.default-raw': ['providers', data, 'JSON to add to requests that lack it.', { usedBy: go }],
  'payload.override': ['providers', data, 'Values to set in requests.', { usedBy: go }],
  'payload.override-raw': ['providers', data, 'JSON to set in requests.', { usedBy: go }],
  'payload.filter': ['providers', data, 'Fields to remove from requests.', { usedBy: go }],
  // oauth
  'oauth-clients': ['oauth', data, 'Your own OAuth registrations, which logins on the embedded server need.', { usedBy: ['ours'] }],
  'oauth-excluded-models': ['oauth', data, 'Models to hide from accounts, by provider.'],
  'oauth-model-alias': ['oauth', data, 'Other names for the models of accounts, by provider.'],
  'oauth-request-scoped-errors': ['oauth', data, 'How errors of accounts are treated, by provider.', { usedBy: ['v7'] }],
  'auth-auto-refresh-workers': ['oauth', integer(0, 10_000), 'Accounts whose tokens are refreshed at the same time.', { usedBy: go, usual: 16, restart: true }],
  // amp
  'ampcode.upstream-url': ['amp', url, 'Address of Amp. Empty: nothing is sent there.', { usedBy: ['ours', 'v6'], usual: '' }],
  'ampcode.upstream-api-key': ['amp', secret, 'Default key at Amp.', { usedBy: ['ours', 'v6'], screen: 'amp' }],
  'ampcode.upstream-api-keys': ['amp', data, 'Keys at Amp by client key.', { usedBy: ['ours', 'v6'], screen: 'amp' }],
  'ampcode.restrict-management-to-localhost': ['amp', boolean, 'Allow the management routes of Amp from this machine only.', { usedBy: ['ours', 'v6'], usual: false, danger: { when: isFalse, says: 'Other machines can then use the account of Amp over its management routes.' } }],
  'ampcode.model-mappings': ['amp', data, 'Models to use in place of those that Amp asks for.', { usedBy: ['ours', 'v6'] }],
  'ampcode.force-model-mappings': ['amp', boolean, 'Use these models even if Amp’s own are available.', { usedBy: ['ours', 'v6'], usual: false }],
  // usage
  'usage-statistics-enabled': ['usage', boolean, 'Record requests and tokens.', { usual: false, but: { ours: true } }],
  'redis-usage-queue-retention-seconds': ['usage', integer(0, 3_600, 's'), 'Seconds that records wait for a program to fetch them.', { usedBy: ['ours', 'v7'], usual: 60 }],
  'usage-database': ['usage', secret, 'Address of a Postgres database for the usage of several servers, instead of a file.', { usedBy: ['ours'], restart: true }],
  'usage-server': ['usage', text, 'Name of this server in that database. Empty: the name of its host.', { usedBy: ['ours'], restart: true }],
  'usage-retention-days': ['usage', integer(0, 36_500, 'd'), 'Days that requests are kept. 0: forever.', { usedBy: ['ours'], usual: 90 }],
  'usage-prices': ['usage', data, 'US dollars per million tokens, before the published prices.', { usedBy: ['ours'] }],
  'usage-full-keys': ['usage', boolean, 'Show keys in full in the usage queue, to the management secret.', { usedBy: ['ours'], usual: false, danger: { when: isTrue, says: 'Programs with the management secret then read client keys and provider keys in full.' } }],
  metrics: ['usage', boolean, 'Serve GET /metrics in the Prometheus format.', { usedBy: ['ours'], usual: false }],
  // logging
  debug: ['logging', boolean, 'Log more.', { usual: false }],
  'logging-to-file': ['logging', boolean, 'Log to files instead of the terminal.', { usual: false }],
  'logs-max-total-size-mb': ['logging', integer(0, 1_000_000, 'MiB'), 'MiB of all log files at most. 0: no limit.', { usual: 0 }],
  'error-logs-max-files': ['logging', integer(0, 1_000_000), 'Logs of failed requests to keep. 0: all.', { usual: 10 }],
  'request-log': ['logging', boolean, 'Log requests and answers in full.', { usual: false, danger: { when: isTrue, says: 'Everything that people write and receive is then stored in log files.' } }],
  'notify.command': ['logging', list, 'Program and arguments to run when a key, an account or a provider needs attention; it gets JSON on stdin. Changed in the file only.', { usedBy: ['ours'], danger: { when: isFilled, says: 'The server runs this program as its own user.' } }],
  'notify.on': ['logging', list, 'Events to run it for: key-expiring, rotation-overdue, account, quota, provider-cooling. Absent: all.', { usedBy: ['ours'] }],
  'notify.quota-percent': ['logging', integer(1, 100, '%'), 'Percent of a quota window from which it is run.', { usedBy: ['ours'], usual: 90 }],
  // plugins
  'plugins.enabled': ['plugins', boolean, 'Load plugins.', { usedBy: ['v7'], usual: false, danger: { when: isTrue, says: 'Plugins are programs that run inside the server, with all of its keys.' } }],
  'plugins.dir': ['plugins', text, 'Folder of the plugins.', { usedBy: ['v7'], usual: 'plugins' }],
  'plugins.store-sources': ['plugins', list, 'Further plugin stores.', { usedBy: ['v7'] }],
  'plugins.store-auth': ['plugins', data, 'How to sign in to plugin stores.', { usedBy: ['v7'] }],
  'plugins.auth-revision': ['plugins', integer(0, largest), 'Counter that a control plane sets when it changes credentials of plugins.', { usedBy: ['v7'] }],
  'plugins.configs': ['plugins', data, 'Settings of each plugin.', { usedBy: ['v7'] }],
  // advanced
  'pprof.enable': ['advanced', boolean, 'Serve Go profiles, for debugging.', { usedBy: go, usual: false, danger: { when: isTrue, says: 'Profiles show memory of the server to everyone who reaches their address.' } }],
  'pprof.addr': ['advanced', address, 'Address of the profiles.', { usedBy: go, usual: '127.0.0.1:8316', danger: { when: isOpenAddress, says: 'Every network that reaches this machine can then read memory of the server.' } }],
  'credential-concurrency.cpa-heartbeat-timeout': ['advanced', duration, 'How long a node may be silent. A control plane decides.', { usedBy: ['v7'], usual: '3s' }],
  'credential-concurrency.cpa-cancel-bound': ['advanced', duration, 'How long a request may take to be cancelled. A control plane decides.', { usedBy: ['v7'], usual: '5s' }],
  'credential-concurrency.reclaim-grace': ['advanced', duration, 'How long a lost place is kept. A control plane decides.', { usedBy: ['v7'], usual: '5s' }],
  'credential-concurrency.cleanup-interval': ['advanced', duration, 'How often lost places are looked for. A control plane decides.', { usedBy: ['v7'], usual: '5s' }],
  'credential-concurrency.release-flush-interval': ['advanced', duration, 'How often released places are reported. A control plane decides.', { usedBy: ['v7'], usual: '250ms' }],
  'credential-concurrency.release-max-backoff': ['advanced', duration, 'Longest pause between reports. A control plane decides.', { usedBy: ['v7'], usual: '2s' }],
  'credential-concurrency.busy-retry-min': ['advanced', duration, 'Shortest wait for a busy account. A control plane decides.', { usedBy: ['v7'], usual: '250ms' }],
  'credential-concurrency.busy-retry-max': ['advanced', duration, 'Longest wait for a busy account. A control plane decides.', { usedBy: ['v7'], usual: '1s' }],
  'credential-concurrency.max-limit': ['advanced', integer(1, 1_000_000), 'Highest limit of requests at the same time. A control plane decides.', { usedBy: ['v7'], usual: 1_000_000 }],
  'credential-concurrency.lifecycle-config-revision': ['advanced', integer(0, largest), 'Counter of a control plane.', { usedBy: ['v7'], usual: 1 }],
  'credential-concurrency.observation-barrier-revision': ['advanced', integer(0, largest), 'Counter of a control plane.', { usedBy: ['v7'], usual: 0 }],
  'credential-in-flight.snapshot-interval': ['advanced', duration, 'How often running requests are reported.', { usedBy: ['v7'], usual: '2s' }],
  'credential-in-flight.stale-after': ['advanced', duration, 'When such a report is out of date.', { usedBy: ['v7'], usual: '10s' }],
  'credential-in-flight.staging-retention': ['advanced', duration, 'How long parts of a report are kept.', { usedBy: ['v7'], usual: '1m' }],
  'credential-in-flight.max-part-bytes': ['advanced', integer(1_024, 16_777_216, 'B'), 'Bytes of a part of a report.', { usedBy: ['v7'], usual: 262_144 }],
  'credential-in-flight.max-part-count': ['advanced', integer(1, 64), 'Parts of a report.', { usedBy: ['v7'], usual: 64 }],
  'credential-in-flight.max-revision-bytes': ['advanced', integer(1_024, 16_777_216, 'B'), 'Bytes of a report.', { usedBy: ['v7'], usual: 16_777_216 }],
  'credential-in-flight.max-aggregate-groups': ['advanced', integer(1, 100_000), 'Groups in a report.', { usedBy: ['v7'], usual: 100_000 }],
  'credential-in-flight.max-details': ['advanced', integer(0, 10_000), 'Single requests in a report.', { usedBy: ['v7'], usual: 10_000 }],
  'credential-in-flight.max-string-bytes': ['advanced', integer(1, 256, 'B'), 'Bytes of a text in a report.', { usedBy: ['v7'], usual: 256 }],
} satisfies Readonly<Record<string, readonly [SettingGroup, SettingType, string, More?]>>;

export type SettingName = keyof typeof rows;

/** All settings, by group and in the order of their group. */
export const allSettings: readonly Setting[] = Object.entries(rows).map(
  ([path, [group, type, help, more = {}]]: [string, readonly [SettingGroup, SettingType, string, More?]]) => {
    const { usual, but, usedBy = everyone, restart = false, idle, danger, screen } = more;
    const unused = usedBy.includes('ours') ? undefined : (idle ?? 'it does not have this feature');
    return {
      path,
      group,
      type,
      help,
      usedBy,
      restart,
      screen,
      default: (reader) => but?.[reader] ?? usual,
      idle: unused,
      ...(danger && { danger }),
    };
  },
);

const byPath = new Map(allSettings.map((setting) => [setting.path, setting]));

/** undefined if no known server has it. */
export const settingNamed = (path: string): Setting | undefined => byPath.get(path);

/** The setting that holds a value, which may be a part of it: `plugins.configs.example.enabled`. */
export function settingAround(path: string): Setting | undefined {
  const steps = path.split('.');
  for (let count = steps.length; count > 0; count -= 1) {
    const found = byPath.get(steps.slice(0, count).join('.'));
    if (found) return found;
  }
  return undefined;
}

/** What a config sets and no known server reads: the shortest paths that lead to no setting. */
export function unknownSettings(config: object, within = ''): string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    const path = `${within}${name}`;
    if (byPath.has(path)) return [];
    const isGroup = allSettings.some((setting) => setting.path.startsWith(`${path}.`));
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isGroup) return isMapping ? unknownSettings(value, `${path}.`) : [];
    return [path];
  });
}
