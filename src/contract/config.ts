import * as v from 'valibot';
import { type FlatList, type GroupedList, isGrouped, providerLists } from './provider-lists.ts';
import { words } from './settings/words.ts';

/**
 * config.yaml as every CLI Proxy API server reads it (REQUIREMENTS A–I; the recorded example config).
 * Objects are loose: unknown fields are kept and never an error. `null` is an empty value in YAML.
 */
const text = v.nullish(v.string());
const flag = v.nullish(v.boolean());
const price = v.pipe(v.number(), v.minValue(0));
const whole = v.nullish(v.pipe(v.number(), v.integer()));
const percentage = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)));
const texts = v.nullish(v.array(v.string()));
/** 0 is accepted as the system's choice, and not offered. */
const portNumber = v.nullish(
  v.pipe(
    v.number(),
    v.integer(),
    v.check(
      (port) => port >= 0 && port <= 65_535,
      () => words().rule.port,
    ),
  ),
);

const model = v.looseObject({ name: text, alias: text, 'display-name': text });

const providerKey = v.looseObject({
  'api-key': text,
  'base-url': text,
  prefix: text,
  'proxy-url': text,
  headers: v.nullish(v.record(v.string(), v.string())),
  'excluded-models': texts,
  priority: whole,
  // The public server's message, which the management API passes on; others read the rule itself.
  weight: v.nullish(v.pipe(v.number(), v.integer(), v.maxValue(1_000_000, 'weight must not exceed 1000000'))),
  'disable-cooling': flag,
  'request-retry': whole,
  models: v.nullish(v.array(model)),
});
const providerKeys = v.nullish(v.array(providerKey));

const groupedProvider = v.looseObject({
  name: text,
  'base-url': text,
  disabled: flag,
  prefix: text,
  priority: whole,
  'api-key-entries': v.nullish(v.array(v.looseObject({ 'api-key': text, 'proxy-url': text, weight: whole }))),
  models: v.nullish(v.array(model)),
  headers: v.nullish(v.record(v.string(), v.string())),
  'disable-cooling': flag,
  'request-retry': whole,
  /** Whether it supports the Responses API; ours only. */
  responses: flag,
});

type ListSchemas = { [List in FlatList]: typeof providerKeys } & {
  [List in GroupedList]: typeof groupedProviders;
};
const groupedProviders = v.nullish(v.array(groupedProvider));
const providerListSchemas = Object.fromEntries(
  providerLists.map((list) => [list, isGrouped(list) ? groupedProviders : providerKeys]),
) as unknown as ListSchemas;

/** The user's own registration at a provider, and other places than the usual ones (E2); ours only. */
const oauthClient = v.looseObject({
  'client-id': text,
  'client-secret': text,
  scopes: texts,
  'redirect-port': portNumber,
  'redirect-path': text,
  issuer: text,
  'authorization-endpoint': text,
  'token-endpoint': text,
  'device-authorization-endpoint': text,
  'revocation-endpoint': text,
  'profile-endpoint': text,
  /** Where the gateway sends requests with the accounts. */
  'base-url': text,
});

export const configSchema = v.looseObject({
  host: text,
  port: portNumber,
  tls: v.nullish(v.looseObject({ enable: flag, cert: text, key: text })),
  'remote-management': v.nullish(
    v.looseObject({
      'allow-remote': flag,
      'secret-key': text,
      'disable-control-panel': flag,
      'panel-github-repository': text,
    }),
  ),
  /** Addresses (or CIDR blocks) of reverse proxies whose X-Forwarded-For or Forwarded is trusted; ours only. */
  'trusted-proxies': texts,
  /** Host names by which this server may be managed, besides its addresses and localhost; ours only. */
  'allowed-hosts': texts,
  /** Lets the embedded server bind beyond loopback although `api-keys` is empty (A2); ours only. */
  'allow-open-proxy': flag,
  'auth-dir': text,
  'api-keys': texts,
  /** Days after which a client key should be rotated (M1); 0: never; ours only. */
  'key-rotation-days': v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
  debug: flag,
  'logging-to-file': flag,
  'logs-max-total-size-mb': whole,
  'error-logs-max-files': whole,
  'request-log': flag,
  /** Shows keys in full in `usage-queue` and `usage` to the management secret; ours only. */
  'usage-full-keys': flag,
  'usage-statistics-enabled': flag,
  'redis-usage-queue-retention-seconds': whole,
  /** `postgres://…`, with a password in it: a database for the usage of several servers; ours only. */
  'usage-database': text,
  /** Name of this server in that database; absent: the name of its host; ours only. */
  'usage-server': text,
  /** Days that requests are kept in the usage store; 0: forever; ours only. */
  'usage-retention-days': v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** US dollars per million tokens, before the published prices; ours only. */
  'usage-prices': v.nullish(
    v.array(
      v.looseObject({
        model: v.string(),
        input: price,
        output: price,
        cached: v.nullish(price),
        'cache-write': v.nullish(price),
        'cache-write-1h': v.nullish(price),
      }),
    ),
  ),
  /** A command that is run when a key, an account or a provider needs attention (N12); ours only. */
  notify: v.nullish(v.looseObject({ command: texts, on: texts, 'quota-percent': percentage })),
  /** GET /metrics in the Prometheus format, behind the management secret; ours only. */
  metrics: flag,
  'ws-auth': flag,
  'force-model-prefix': flag,
  /** Client headers that are forwarded to providers besides the usual ones; ours only. */
  'pass-headers': texts,
  'proxy-url': text,
  'request-retry': whole,
  'max-retry-credentials': whole,
  'max-retry-interval': whole,
  'quota-exceeded': v.nullish(v.looseObject({ 'switch-project': flag, 'switch-preview-model': flag })),
  routing: v.nullish(v.looseObject({ strategy: text })),
  ...providerListSchemas,
  ampcode: v.nullish(
    v.looseObject({
      'upstream-url': text,
      'upstream-api-key': text,
      'upstream-api-keys': v.nullish(v.array(v.looseObject({ 'upstream-api-key': text, 'api-keys': texts }))),
      'restrict-management-to-localhost': flag,
      'model-mappings': v.nullish(v.array(v.looseObject({ from: text, to: text, regex: flag }))),
      'force-model-mappings': flag,
    }),
  ),
  'oauth-clients': v.nullish(v.record(v.string(), v.nullish(oauthClient))),
  'oauth-excluded-models': v.nullish(v.record(v.string(), texts)),
  'oauth-model-alias': v.nullish(v.record(v.string(), v.nullish(v.array(model)))),
});

export type Config = v.InferOutput<typeof configSchema>;

/** An entry of a list whose entries are one provider key each. */
export type FlatItem = v.InferOutput<typeof providerKey>;
/** An entry of a list whose entries may have several keys. */
export type GroupedItem = v.InferOutput<typeof groupedProvider>;

export type Strategy = 'round-robin' | 'weighted-round-robin' | 'fill-first';
export const strategies: readonly Strategy[] = ['round-robin', 'weighted-round-robin', 'fill-first'];

const strategySpellings: Readonly<Record<string, Strategy>> = {
  '': 'round-robin',
  rr: 'round-robin',
  roundrobin: 'round-robin',
  wrr: 'weighted-round-robin',
  weightedroundrobin: 'weighted-round-robin',
  ff: 'fill-first',
  fillfirst: 'fill-first',
  ...Object.fromEntries(strategies.map((name) => [name, name])),
};

/** In any spelling that the public servers accept; undefined: it is none of them. */
export const strategyNamed = (text: string | null | undefined): Strategy | undefined =>
  strategySpellings[(text ?? '').trim().toLowerCase()];
