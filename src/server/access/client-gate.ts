import type { IncomingMessage } from 'node:http';
import { hostOf, isLoopbackHost } from '../http/address.ts';
import { type Answer, errorAnswer } from '../http/answer.ts';
import { type BindAddress, mayBeOpen } from '../http/bind-address.ts';
import { refuseForeignHost } from '../http/check-host.ts';
import { peerOf } from '../http/peer-address.ts';
import type { InForce } from '../in-force.ts';
import { authenticateClient, type ClientDecision, presentedKeys } from './authenticate-client.ts';

/** Decides on one client request with what is in force at this very moment (A7). */
export type ClientGate = (request: IncomingMessage, query: URLSearchParams) => ClientDecision;

export function createClientGate(inForce: InForce, bound: BindAddress, now: () => number): ClientGate {
  return (request, query) => {
    const rules = { keys: inForce.keys, mayBeOpen: mayBeOpen(inForce.state.config, bound) };
    const decision = authenticateClient(presentedKeys(request.headers, query), rules, now());
    if (!decision.ok || !rules.keys.empty) return decision;
    const { config } = inForce.state;
    // Somebody who comes through a proxy on this machine has not been let in by a loopback bind.
    if (config['allow-open-proxy'] !== true && !peerOf(request, inForce.trusted).loopback)
      return { ok: false, answer: onlyThisMachine };
    const foreign = refuseForeignHost(request, bound.host, config) ?? refusePage(request);
    return foreign ? { ok: false, answer: foreign } : decision;
  };
}

/**
 * Web pages may call the client side from anywhere, as recorded, because a page must first know a key.
 * Without keys (A2) that would hand the proxy to every page the user opens: then nothing is allowed.
 */
export function clientCorsHeaders(inForce: InForce): Readonly<Record<string, string>> {
  return inForce.keys.empty ? {} : corsHeaders;
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  // `*` does not cover Authorization, so the names that carry keys are written out.
  'access-control-allow-headers':
    'authorization, content-type, x-api-key, api-key, x-goog-api-key, anthropic-version, *',
};

const onlyThisMachine = errorAnswer(
  403,
  'This server has no client keys, so only this machine may use it; add a key to api-keys in config.yaml.',
  'permission_error',
);

function refusePage(request: IncomingMessage): Answer | undefined {
  const { origin } = request.headers;
  if (origin === undefined || isLoopbackHost(hostOf(origin.replace(/^https?:\/\//i, '')))) return undefined;
  return errorAnswer(
    403,
    'This server has no client keys, so web pages may not use it; add a key to api-keys in config.yaml.',
    'origin_not_allowed',
  );
}
