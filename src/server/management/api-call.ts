import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Config } from '../../contract/config.ts';
import { oauthSettings } from '../../providers/accounts/sign-in-records.ts';
import { authIndexesOf } from '../../providers/auth-index.ts';
import { providers } from '../../providers/index.ts';
import { textIn } from '../../providers/json-fields.ts';
import { providerEntriesOf } from '../../providers/provider-keys.ts';
import type { LiveAccount } from '../accounts/account-table.ts';
import { type Answer, json } from '../http/answer.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';

const bodySchema = v.object({
  auth_index: v.nullish(v.string(), ''),
  authIndex: v.nullish(v.string(), ''),
  AuthIndex: v.nullish(v.string(), ''),
  method: v.nullish(v.string(), ''),
  url: v.nullish(v.string(), ''),
  proxy_url: v.nullish(v.string(), ''),
  header: v.nullish(v.record(v.string(), v.string()), {}),
  data: v.nullish(v.string(), ''),
});

/** A credential that a call may use, and the only hosts that get it. */
interface Caller {
  readonly name: string;
  /** `https://host:port` */
  readonly origins: readonly string[];
  readonly proxyUrl: string | undefined;
  /** The file of an account in auth-dir. */
  readonly account?: string;
  token(): string | undefined;
}

/**
 * Recorded (misc.json): one request to a provider, with `$TOKEN$` in a header replaced by the credential of
 * `auth_index`. Unlike the public server, which calls any address, ours calls only the hosts of providers, and gives
 * a token only to the hosts of its own; redirects are reported, not followed.
 */
export const callApi: ManagementHandler = async (call) => {
  const parsed = v.safeParse(bodySchema, parseJson(call.body));
  if (!parsed.success) return json(400, { error: 'invalid body' });
  const { header, data, ...sent } = parsed.output;
  const method = sent.method.trim().toUpperCase();
  const address = sent.url.trim();
  if (method === '') return json(400, { error: 'missing method' });
  if (address === '') return json(400, { error: 'missing url' });
  if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method))
    return refusal(400, 'failed to build request', 'The method is not one of HTTP.');
  if (!/^https?:\/\/[^/]/i.test(address) || !URL.canParse(address))
    return json(400, { error: 'invalid url' });
  const url = new URL(address);
  const index = [sent.auth_index, sent.authIndex, sent.AuthIndex].map((one) => one.trim()).find(Boolean);
  const callers = callersOf(call);
  const caller = index === undefined ? anyOf([...callers.values()]) : callers.get(index);
  if (!caller) return refusal(404, 'auth not found', 'No account and no provider key has this auth_index.');
  if (url.username !== '' || !caller.origins.includes(url.origin))
    return refusal(403, 'host not allowed', `${caller.name} is not used with ${url.origin}.`);
  if (sent.proxy_url.trim() !== '' && sent.proxy_url.trim() !== caller.proxyUrl)
    return refusal(400, 'invalid proxy_url', 'The proxy of the account or of the config is used.');
  const headers = headersOf(header, call.version);
  if (typeof headers === 'string') return refusal(400, 'invalid header', headers);
  const filled = await withToken(headers, caller, call);
  if (typeof filled === 'string') return refusal(400, 'auth token not found', filled);
  const entry = { name: caller.name, proxyUrl: caller.proxyUrl };
  const answer = await call.callHost({
    url,
    method,
    headers: filled,
    body: data === '' ? null : data,
    entry,
  });
  if (!answer.ok) return refusal(502, 'request failed', answer.message);
  const { status, headers: said, body } = answer.value;
  return json(200, { status_code: status, header: shownHeaders(said), body });
};

const refusal = (status: number, error: string, message: string): Answer => json(status, { error, message });

/** By `auth_index`. */
function callersOf({ activeConfig, accounts }: ManagementRequest): Map<string, Caller> {
  const { config } = activeConfig.state;
  const indexes = authIndexesOf(config);
  const keys = providerEntriesOf(config).flatMap(({ row, item, keyItem }): [string, Caller][] => {
    const index = indexes.get(keyItem ?? item);
    const origins = originsOf([row.baseUrl]);
    if (index === undefined || origins.length === 0) return [];
    const { name = row.provider, proxyUrl, key } = row;
    return [[index, { name, origins, proxyUrl, token: () => key?.reveal() }]];
  });
  return new Map([...keys, ...accounts.all().map((one): [string, Caller] => ofAccount(one, config))]);
}

function ofAccount({ name, record, file, key }: LiveAccount, config: Config): [string, Caller] {
  const { upstream, apiOrigins = [] } = record;
  const base = oauthSettings(record, config)['base-url'] || upstream?.baseUrl;
  const caller = {
    name: record.title,
    origins: originsOf([base, ...apiOrigins]),
    proxyUrl: textIn(file, 'proxy_url'),
    account: name,
    token: () => (upstream?.key ? upstream.key(file) : key()),
  };
  return [fingerprint(name), caller];
}

/** A call without a credential may go where any of the server's, or of the known providers, may. */
function anyOf(callers: readonly Caller[]): Caller {
  const known = originsOf(
    providers.flatMap(({ settings, oauth }) => [settings?.baseUrl, oauth?.upstream?.baseUrl]),
  );
  return {
    name: 'A call without auth_index',
    origins: [...known, ...callers.flatMap(({ origins }) => origins)],
    proxyUrl: undefined,
    token: () => undefined,
  };
}

const originsOf = (urls: readonly (string | undefined)[]): string[] =>
  urls.flatMap((url) => (url && URL.canParse(url) ? new URL(url).origin : []));

/** Which the connection sets by itself, and `accept-encoding`, as the body is given as text. */
const ownHeaders =
  /^(connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect|proxy-.*|accept-encoding)$/;

/** In lower case; a text says what is wrong. */
function headersOf(sent: Readonly<Record<string, string>>, version: string): Record<string, string> | string {
  const headers: Record<string, string> = { 'user-agent': `cli-proxy/${version}` };
  for (const [written, value] of Object.entries(sent)) {
    const name = written.trim().toLowerCase();
    if (name === 'host') return 'The host is that of the url.';
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      return 'A name or value is not valid in a header.';
    if (!ownHeaders.test(name)) headers[name] = value;
  }
  return headers;
}

/** A text says why there is no token for a header that wants one. */
async function withToken(
  headers: Record<string, string>,
  caller: Caller,
  { accounts }: ManagementRequest,
): Promise<Record<string, string> | string> {
  if (!Object.values(headers).some((value) => value.includes('$TOKEN$'))) return headers;
  // An expired token is renewed first.
  const why = caller.account === undefined ? undefined : await accounts.notReady(caller.account);
  if (why !== undefined) return why;
  const token = caller.token();
  if (token === undefined) return `${caller.name} has no token.`;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll('$TOKEN$', () => token)]),
  );
}

/** As recorded: `Content-Type`, with all values. */
function shownHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const shown = (name: string) => name.replace(/(^|-)[a-z]/g, (text) => text.toUpperCase());
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [shown(name), [value ?? ''].flat()]),
  );
}
