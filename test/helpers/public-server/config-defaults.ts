import type { ServerKind } from './types.ts';

const lifecycle = {
  'credential-concurrency': {
    'lifecycle-config-revision': 0,
    'observation-barrier-revision': 0,
    'cpa-heartbeat-timeout': 3_000_000_000,
    'cpa-cancel-bound': 5_000_000_000,
    'reclaim-grace': 5_000_000_000,
    'cleanup-interval': 5_000_000_000,
    'release-flush-interval': 250_000_000,
    'release-max-backoff': 2_000_000_000,
    'busy-retry-min': 250_000_000,
    'busy-retry-max': 1_000_000_000,
    'max-limit': 1_000_000,
  },
  'credential-in-flight': {
    'snapshot-interval': '2s',
    'stale-after': '10s',
    'max-part-bytes': 262_144,
    'max-part-count': 64,
    'max-revision-bytes': 16_777_216,
    'max-aggregate-groups': 100_000,
    'max-details': 10_000,
    'max-string-bytes': 256,
    'staging-retention': '1m',
  },
};

/** What a setter of v7 appends to config.yaml when it is not there. */
export const appendedByV7 = {
  'credential-concurrency': {
    'cpa-heartbeat-timeout': '3s',
    'cpa-cancel-bound': '5s',
    'reclaim-grace': '5s',
    'cleanup-interval': '5s',
    'release-flush-interval': '250ms',
    'release-max-backoff': '2s',
    'busy-retry-min': '250ms',
    'busy-retry-max': '1s',
    'max-limit': 1_000_000,
  },
  'credential-in-flight': lifecycle['credential-in-flight'],
};

const common = {
  'proxy-url': '',
  'disable-image-generation': false,
  'force-model-prefix': false,
  'request-log': false,
  'api-keys': null,
  'passthrough-headers': false,
  streaming: {},
  tls: { enable: false, cert: '', key: '' },
  debug: false,
  pprof: { enable: false, addr: '127.0.0.1:8316' },
  'commercial-mode': false,
  'logging-to-file': false,
  'logs-max-total-size-mb': 0,
  'error-logs-max-files': 10,
  'usage-statistics-enabled': false,
  'disable-cooling': false,
  'auth-auto-refresh-workers': 0,
  'request-retry': 0,
  'max-retry-credentials': 0,
  'max-retry-interval': 0,
  'quota-exceeded': { 'switch-project': false, 'switch-preview-model': false, 'antigravity-credits': false },
  routing: {},
  'ws-auth': false,
  'gemini-api-key': null,
  'codex-api-key': null,
  'codex-header-defaults': { 'user-agent': '', 'beta-features': '' },
  'claude-api-key': null,
  'openai-compatibility': null,
  'vertex-api-key': null,
  payload: { default: null, 'default-raw': null, override: null, 'override-raw': null, filter: null },
};

const headerDefaults = {
  'user-agent': '',
  'package-version': '',
  'runtime-version': '',
  os: '',
  arch: '',
  timeout: '',
};

const relay = {
  enabled: false,
  'max-sessions': 0,
  'disable-private-remote-ips': false,
  'public-ip': '',
  'udp-port-min': 0,
  'udp-port-max': 0,
  'ice-servers': null,
};

/** `GET config` of a server whose config.yaml says nothing. */
export const defaults: Readonly<Record<ServerKind, Readonly<Record<string, unknown>>>> = {
  v7: {
    ...common,
    'claude-code': { 'disable-cloaking-model-list': false },
    ...lifecycle,
    plugins: { enabled: false, dir: 'plugins', configs: {} },
    'redis-usage-queue-retention-seconds': 60,
    'save-cooldown-status': false,
    'transient-error-cooldown-seconds': 0,
    antigravity: {},
    'interactions-api-key': null,
    'xai-api-key': null,
    xai: { 'inject-x-search': false },
    codex: {
      'identity-confuse': false,
      'disable-codex-cloaking': false,
      'stream-bootstrap-buffering': false,
      'optimize-multi-agent-v2': false,
      'live-media-relay': relay,
    },
    'claude-header-defaults': { ...headerDefaults, timezone: '' },
    'disable-claude-cloak-mode': false,
  },
  v6: {
    ...common,
    'enable-gemini-cli-endpoint': false,
    'claude-header-defaults': headerDefaults,
    ampcode: {
      'upstream-url': '',
      'upstream-api-key': '',
      'restrict-management-to-localhost': false,
      'model-mappings': null,
      'force-model-mappings': false,
    },
  },
};

/** Read from config.yaml and shown only when set. */
export const shownWhenSet = ['oauth-excluded-models', 'oauth-model-alias', 'oauth-request-scoped-errors'];

/** In config.yaml only: `GET config` leaves them out. */
export const hidden = ['host', 'port', 'auth-dir', 'remote-management'];
