import type { IncomingMessage } from 'node:http';
import { JsonMembers } from '../../base/json/json-members.ts';
import { answerForms } from '../../providers/answers/answer-forms.ts';
import { type AmpUpstreams, amp } from '../../providers/kinds/amp.ts';
import { forward } from './forward/forward.ts';
import type { GatewayParts, ServedRequest } from './gateway-parts.ts';
import { mayUse } from './limits/key-limits.ts';
import type { ApiError } from './request/protocol-error.ts';
import { type BodyProblem, bodyProblems, type RequestBody, readRequest } from './request/read-request.ts';
import { apiRequest, behindAmp } from './routing/api-route.ts';
import { type Candidate, targetOf } from './routing/route-table.ts';
import { candidatesFor, noMembers, wantedOf } from './serve-request.ts';

/** Amp's client sends everything to this server: requests for its own models are answered here, others go to Amp. */
export async function serveAmp(served: ServedRequest, parts: GatewayParts): Promise<void> {
  const { request, api, sent: client, entry, sink } = served;
  const refuse = (error: ApiError): void => {
    sink.refuse(api.protocol, error);
    entry.finish(error.status, error.message);
  };
  const upstreams = parts.table().amp;
  const inner = apiRequest(client.method, behindAmp(api.tail ?? '') ?? '');
  if (!inner || inner.route === 'amp') {
    const found = upstreams ? ampCandidate(served, '', upstreams, parts) : noUpstream;
    if ('message' in found) return refuse(found);
    return forward(
      { api, entry, sink, client, asked: '', candidates: [found], body: streamed(request) },
      parts,
    );
  }
  const body = await new Promise<RequestBody | BodyProblem>((resolve) =>
    readRequest(request, wantedOf(inner), served.hold, resolve),
  );
  if (typeof body === 'string') {
    if (body === 'aborted') return entry.finish(499, 'the client disconnected');
    return refuse(bodyProblems[body]);
  }
  const asked = inner.model ?? body.members.last('model')?.text ?? '';
  entry.alias = asked;
  const here = servedHere({ ...served, api: inner }, asked, upstreams, parts);
  if (here) {
    if ('message' in here) return refuse(here);
    sink.form = answerForms[inner.route];
    return forward({ api: inner, entry, sink, client, asked, candidates: here, body }, parts);
  }
  const found =
    upstreams && asked !== '' ? ampCandidate(served, asked, upstreams, parts) : unknownHere(asked);
  if ('message' in found) return refuse(found);
  return forward(
    { api, entry, sink, client, asked, candidates: [found], body: { ...body, again: false } },
    parts,
  );
}

/** The candidates of this server for the model, by its own name or the mapped one; undefined if none. */
function servedHere(
  served: ServedRequest,
  asked: string,
  upstreams: AmpUpstreams | undefined,
  parts: GatewayParts,
): readonly Candidate[] | ApiError | undefined {
  const other = upstreams?.mapped(asked);
  const names = upstreams?.mappingsFirst ? [other, asked] : [asked, other];
  const name = names.find((one) => one !== undefined && parts.table().find(served.api.route, one).length > 0);
  return name === undefined ? undefined : candidatesFor(served, name, parts, asked);
}

const noUpstream: ApiError = {
  status: 503,
  message: 'This server has no Amp upstream: set ampcode.upstream-url in config.yaml.',
};

const unknownHere = (asked: string): ApiError => ({
  status: 400,
  code: 'model_not_found',
  param: 'model',
  message: `unknown provider for model ${asked.slice(0, 200)}`,
});

function ampCandidate(
  { api, client }: ServedRequest,
  asked: string,
  upstreams: AmpUpstreams,
  { limiter }: GatewayParts,
): Candidate | ApiError {
  const path = api.tail ?? '';
  if (leadsOut(path)) return { status: 400, message: 'This path leads out of /api/.' };
  if (upstreams.localOnly && !path.startsWith('/api/provider/') && !client.local())
    return {
      status: 403,
      message: 'This server lets only clients on its own machine use Amp (restrict-management-to-localhost).',
    };
  const patterns = limiter.modelsOf(client.clientKey);
  if (patterns !== undefined && (asked === '' || !mayUse(patterns, asked)))
    return {
      status: 403,
      message: 'This client key may use only certain models, so it may not use Amp for this.',
    };
  const target = targetOf(amp, upstreams.entryFor(client.clientKey));
  if (!target)
    return { status: 502, message: 'The upstream-url of ampcode is not an http or https address.' };
  if (!target.entry.key)
    return {
      status: 502,
      message: 'No Amp key is set for this client key: set ampcode.upstream-api-key or AMP_API_KEY.',
    };
  return { target, model: asked };
}

/** In any spelling that an upstream may read as `..`: encoded once or more, with a backslash, with parameters. */
function leadsOut(path: string): boolean {
  let text = path;
  for (let times = 0; times < 4; times++) {
    const parts = text.split(/[/\\]/).map((part) => part.replace(/;.*$/, ''));
    if (parts.includes('..') || parts.includes('.')) return true;
    text = text.replace(/%(25|2e|2f|5c|3b)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  }
  return text.includes('\\') || /%(25|2e|2f|5c|3b)/i.test(text);
}

/** Bodies for Amp are streamed unread, and only once. */
function streamed(request: IncomingMessage): RequestBody {
  const { 'content-length': announced, 'transfer-encoding': chunked } = request.headers;
  const length = announced === undefined ? (chunked === undefined ? 0 : undefined) : Number(announced);
  const send = () => ({ body: request, length });
  return { members: new JsonMembers(noMembers), again: false, encoded: true, send };
}
