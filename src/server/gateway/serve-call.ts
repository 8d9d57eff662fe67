import type { IncomingMessage } from 'node:http';
import type { ApiRoute } from '../../providers/provider.ts';
import type { GatewayClient, GatewayParts } from './create-gateway.ts';
import type { ClientSink } from './forward/client-sink.ts';
import { forward } from './forward/forward.ts';
import { searchOf } from './forward/upstream-request.ts';
import type { Hold } from './limits/in-flight.ts';
import { bodyProblems, unreadable } from './request/body-problems.ts';
import { canIncludeUsage } from './request/include-usage.ts';
import type { ApiError } from './request/protocol-error.ts';
import { type RequestBody, readRequest } from './request/read-request.ts';
import type { RequestEntry } from './request/request-entry.ts';
import type { ApiCall } from './routing/api-route.ts';
import { mayUse } from './routing/may-use.ts';
import type { Candidate } from './routing/target.ts';
import { serveAmp } from './serve-amp.ts';

export interface ServedCall {
  readonly request: IncomingMessage;
  readonly call: ApiCall;
  readonly client: GatewayClient;
  readonly entry: RequestEntry;
  readonly sink: ClientSink;
  /** Of the memory that its body takes. */
  readonly hold: Hold;
}

/**
 * From the limits of the key over the model to the upstreams. @param over called once, when the record has been told,
 * or with an unexpected error before that; not a promise, as this runs for every request
 */
export function serveCall(served: ServedCall, parts: GatewayParts, over: (error?: Error) => void): void {
  const limited = parts.limiter.admit(served.client.clientKey);
  if (limited) refuse(served, limited, over);
  else serveAdmitted(served, parts, over);
}

function refuse({ call, sink, entry }: ServedCall, error: ApiError, over: () => void): void {
  sink.refuse(call.protocol, error);
  entry.finish(error.status, error.message);
  over();
}

function serveAdmitted(served: ServedCall, parts: GatewayParts, over: (error?: Error) => void): void {
  const { request, call, client, entry, sink } = served;
  const { config } = parts.table();
  const clientRequest = {
    method: request.method ?? 'GET',
    headers: request.headers,
    search: searchOf(request.url, client.query),
    config,
  };
  const wasOver = (): void => over();
  if (call.route === 'amp') return void serveAmp(served, clientRequest, parts).then(wasOver, over);
  const answer = (body: RequestBody): void => {
    const asked = call.model ?? body.members.last('model')?.text ?? '';
    entry.alias = asked;
    const unread = asked === '' && call.route !== 'monitor' ? unreadable(body, request.headers) : undefined;
    const found = unread ?? candidatesFor(served, asked, parts);
    if ('message' in found) refuse(served, found, over);
    else {
      const job = { call, entry, sink, client: clientRequest, asked, candidates: found, body };
      forward(job, parts).then(wasOver, over);
    }
  };
  readRequest(request, wantedOf(call), served.hold, (body) => {
    try {
      if (typeof body !== 'string') answer(body);
      else if (body !== 'aborted') refuse(served, bodyProblems[body], over);
      else {
        entry.finish(499, 'the client went away');
        over();
      }
    } catch (error) {
      over(error as Error);
    }
  });
}

const modelOnly = new Set(['model']);
const ofStreams = new Set(['model', 'stream', 'stream_options']);
export const nothing: ReadonlySet<string> = new Set();

/** Members of the body that decide where it goes, or that may be changed on the way. */
export function wantedOf({ model, route }: ApiCall): ReadonlySet<string> {
  if (model !== undefined) return nothing;
  return canIncludeUsage(route) ? ofStreams : modelOnly;
}

/** Who may answer this model on this route, or what to tell the client. @param alias by which the client asked for it */
export function candidatesFor(
  { call, client }: Pick<ServedCall, 'call' | 'client'>,
  asked: string,
  { table, limiter }: GatewayParts,
  alias = asked,
): readonly Candidate[] | ApiError {
  const all = table().find(call.route, asked);
  if (all.length === 0) return unknownModel(call, asked, table());
  const patterns = limiter.modelsOf(client.clientKey);
  if (patterns === undefined || mayUse(patterns, asked) || mayUse(patterns, alias)) return all;
  const allowed = allowedOf(all, patterns);
  if (allowed.length > 0) return allowed;
  return {
    status: 403,
    type: 'permission_error',
    code: 'model_not_allowed',
    param: 'model',
    message: `This client key may not use the model ${asked.slice(0, 200)}; it may use: ${patterns.join(', ') || 'none'}.`,
  };
}

const allowedBefore = new WeakMap<readonly Candidate[], Map<string, readonly Candidate[]>>();

/** The same array each time, as turns are taken by it. */
function allowedOf(all: readonly Candidate[], patterns: readonly string[]): readonly Candidate[] {
  const known = allowedBefore.get(all) ?? new Map<string, readonly Candidate[]>();
  allowedBefore.set(all, known);
  const name = JSON.stringify(patterns);
  const allowed = known.get(name) ?? all.filter(({ model }) => mayUse(patterns, model));
  known.set(name, allowed);
  return allowed;
}

function unknownModel({ route }: ApiCall, asked: string, table: ReturnType<GatewayParts['table']>): ApiError {
  const base = {
    status: 400,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
  } as const;
  if (asked.trim() === '') return { ...base, message: 'The request names no model; set "model".' };
  const elsewhere = (['chat', 'messages', 'responses', 'gemini'] as const).filter(
    (other) => other !== route && table.find(other, asked).some((found) => surely(other, found)),
  );
  const hint =
    elsewhere.length === 0
      ? ''
      : `: its provider does not speak this route, ask with ${elsewhere.map((other) => words[other]).join(' or ')}`;
  return { ...base, message: `unknown provider for model ${asked.slice(0, 200)}${hint}` };
}

/** What is not known of a provider is not advised. */
const surely = (route: ApiRoute, { target }: Candidate): boolean =>
  route !== 'responses' || target.entry.responses === undefined;

const words = {
  chat: '/v1/chat/completions',
  messages: '/v1/messages',
  responses: '/v1/responses',
  gemini: '/v1beta/models',
};
