import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ActiveConfig } from '../active-config.ts';
import { hostOf, isLoopbackHost } from '../http/address.ts';
import { type Answer, errorAnswer, json } from '../http/answer.ts';
import { type BindAddress, mayBeOpen } from '../http/bind-address.ts';
import { refuseForeignHost } from '../http/check-host.ts';
import { bearerText, headerText } from '../http/header-text.ts';
import { peerOf } from '../http/peer-address.ts';
import type { ClientKeyTable, KeyVerdict } from './client-key-table.ts';

/** Decides on one client request with the config in force at this moment (A7). */
export type ClientGate = (request: IncomingMessage, query: URLSearchParams) => ClientDecision;

export function createClientGate(
  activeConfig: ActiveConfig,
  bound: BindAddress,
  now: () => number,
  /** Gets each refused request. @param why `no key`, `wrong key` … */
  refused: (address: string, why: string) => void = () => {},
): ClientGate {
  return (request, query) => {
    const rules = { keys: activeConfig.keys, mayBeOpen: mayBeOpen(activeConfig.state.config, bound) };
    const decision = authenticateClient(presentedKeys(request.headers, query), rules, now());
    if (!decision.ok && decision.why !== undefined)
      refused(peerOf(request, activeConfig.trusted).address, decision.why);
    if (!decision.ok || !rules.keys.empty) return decision;
    const { config } = activeConfig.state;
    // A loopback bind does not admit clients that come through a proxy on this machine.
    if (config['allow-open-proxy'] !== true && !peerOf(request, activeConfig.trusted).loopback)
      return { ok: false, answer: onlyThisMachine };
    const foreign = refuseForeignHost(request, bound.host, config) ?? refusePage(request);
    return foreign ? { ok: false, answer: foreign } : decision;
  };
}

/**
 * Web pages of any origin may use the client side, as recorded, because a page needs a key.
 * Without keys (A2) every page that the user opens could use the proxy, so none is allowed.
 */
export function clientCorsHeaders(activeConfig: ActiveConfig): Readonly<Record<string, string>> {
  return activeConfig.keys.empty ? {} : corsHeaders;
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  // `*` does not cover Authorization, so headers that carry keys are listed.
  'access-control-allow-headers':
    'authorization, content-type, x-api-key, api-key, x-goog-api-key, anthropic-version, *',
};

const onlyThisMachine = errorAnswer(
  403,
  'This server has no client keys, so only this machine may use it. Add a key to api-keys in config.yaml.',
  'permission_error',
);

function refusePage(request: IncomingMessage): Answer | undefined {
  const { origin } = request.headers;
  if (origin === undefined || isLoopbackHost(hostOf(origin.replace(/^https?:\/\//i, '')))) return undefined;
  return errorAnswer(
    403,
    'This server has no client keys, so web pages may not use it. Add a key to api-keys in config.yaml.',
    'origin_not_allowed',
  );
}

type ClientDecision =
  /** Without a fingerprint: accepted because there are no keys (A2). */
  | { readonly ok: true; readonly fingerprint?: Fingerprint }
  | { readonly ok: false; readonly answer: Answer; readonly why?: string };

interface ClientRules {
  readonly keys: ClientKeyTable;
  /** Whether an empty `api-keys` admits every client: on a loopback bind, or with `allow-open-proxy`. */
  readonly mayBeOpen: boolean;
}

/** A1: every place for a client's key; one valid key is enough. */
function presentedKeys(headers: IncomingHttpHeaders, query: URLSearchParams): string[] {
  // The last one is Azure's.
  const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey, 'api-key': azureKey } = headers;
  const found: string[] = [];
  if (authorization) found.push(bearerText(authorization));
  if (apiKey !== undefined) for (const key of [apiKey].flat()) found.push(headerText(key));
  if (googleKey !== undefined) for (const key of [googleKey].flat()) found.push(headerText(key));
  if (azureKey !== undefined) for (const key of [azureKey].flat()) found.push(headerText(key));
  if (query.size > 0) found.push(...query.getAll('key'), ...query.getAll('auth_token'));
  return found.includes('') ? found.filter((key) => key !== '') : found;
}

/** A1–A4, A7. @param now ms since the epoch */
function authenticateClient(presented: readonly string[], rules: ClientRules, now: number): ClientDecision {
  if (rules.keys.empty) return rules.mayBeOpen ? { ok: true } : { ok: false, answer: closed };
  const verdicts: KeyVerdict[] = [];
  for (const key of presented) {
    const verdict = rules.keys.judge(key, now);
    if (verdict.kind === 'good') return { ok: true, fingerprint: verdict.fingerprint };
    verdicts.push(verdict);
  }
  if (verdicts.length === 0)
    return { ok: false, answer: unauthorized({ error: 'Missing API key' }), why: 'no key' };
  const reason = verdicts.map(sentence).find((message) => message !== undefined);
  const body = { error: 'Invalid API key', ...(reason === undefined ? {} : { message: reason }) };
  const why = verdicts.map(({ kind }) => whyRefused[kind as 'sample']).find((text) => text !== undefined);
  return { ok: false, answer: unauthorized(body), why: why ?? 'wrong key' };
}

const whyRefused = { expired: 'expired key', retired: 'replaced key', sample: 'sample key' } as const;

/** A2: the list became empty while clients from elsewhere can reach this server. */
const closed = json(503, {
  error: 'No client keys',
  message:
    'This server has no client keys and can be reached from other machines, so it refuses every client. Add a key to api-keys in config.yaml.',
});

function unauthorized(body: { error: string; message?: string }): Answer {
  return json(401, body, { 'www-authenticate': 'Bearer' });
}

/** Sent only to a client with the whole key, so it reveals nothing. */
function sentence(verdict: KeyVerdict): string | undefined {
  switch (verdict.kind) {
    case 'expired':
      return `This key expired at ${new Date(verdict.at).toISOString()}. Ask for a new one.`;
    case 'retired':
      return `This key was replaced and stopped working at ${new Date(verdict.at).toISOString()}. Use the new one.`;
    case 'sample':
      return 'This is a sample key from published examples. Ask for your own key.';
    default:
      return undefined;
  }
}
