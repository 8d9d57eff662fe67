import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type ByteEdit, setValue } from '../../../base/json/edit-json.ts';
import type { JsonMember } from '../../../base/json/json-members.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { Config } from '../../../contract/config.ts';
import { fieldsOf } from '../../../providers/json-fields.ts';
import type { ApiRoute } from '../../../providers/upstream-entry.ts';
import type { RequestBody } from '../request/read-request.ts';
import type { ApiRequest } from '../routing/api-route.ts';
import { type Candidate, pathOf as routePath } from '../routing/route-table.ts';
import { requestHeaders } from './pass-headers.ts';

/** The part of the client's request that is forwarded. */
export interface ClientRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Without the parameters that may contain a key; empty, or with its `?`. */
  readonly search: string;
  readonly config: Config;
}

/** The client's query as it was written, without its key (A1). @param query the same, parsed */
export function searchOf(url: string | undefined, query: URLSearchParams): string {
  if (query.size === 0) return '';
  const written = (url ?? '').replace(/#.*$/, '').split('?').slice(1).join('?');
  if (!query.has('key') && !query.has('auth_token')) return `?${written}`;
  const rest = written.split('&').filter((part) => {
    const [name] = new URLSearchParams(part).keys();
    return name !== 'key' && name !== 'auth_token';
  });
  return rest.length === 0 ? '' : `?${rest.join('&')}`;
}

/** The request to this candidate. */
export function upstreamOptions(
  { api, body, client }: { api: ApiRequest; body: RequestBody; client: ClientRequest },
  candidate: Candidate,
): Dispatcher.DispatchOptions {
  const { target } = candidate;
  const headers = requestHeaders(client.headers, target, api.route, client.config);
  const hasBody = client.method !== 'GET' && client.method !== 'HEAD';
  // Deleting an absent property would still make the object slow.
  if (!body.encoded && headers['content-encoding'] !== undefined) delete headers['content-encoding'];
  let sent = hasBody ? body.send(bodyEdits(body, api.route, candidate)) : undefined;
  if (
    api.model !== undefined &&
    api.model !== candidate.model &&
    sent?.body instanceof Buffer &&
    namesModel(api)
  ) {
    const renamed = renamedGemini(sent.body, api.model, candidate.model);
    sent = { body: renamed, length: renamed.length };
  }
  if (sent?.length !== undefined) headers['content-length'] = String(sent.length);
  return {
    origin: target.origin,
    path: pathOf(api, candidate) + joined(target.search, client.search),
    method: client.method as Dispatcher.HttpMethod,
    headers,
    body: sent === undefined || sent.length === 0 ? null : sent.body,
  };
}

const joined = (base: string, client: string): string =>
  base === '' || client === '' ? base + client : `${base}&${client.slice(1)}`;

/** Of a field of a form. */
const plainValue = ({ valueStart, valueEnd }: JsonMember, text: string): ByteEdit => ({
  start: valueStart,
  end: valueEnd,
  text,
});

/** Actions whose body also names the model. */
const namesModel = ({ tail = '' }: ApiRequest): boolean => /embed|count/i.test(tail);

function pathOf(api: ApiRequest, { target, model }: Candidate): string {
  const path = target.basePath + (routePath(target, api.route) ?? '');
  if (api.route === 'gemini') return `${path}/${encodeURIComponent(model)}${api.tail ?? ''}`;
  return api.route === 'amp' ? path + (api.tail ?? '') : path;
}

/** Replaces an alias or prefix in place, and requests the tokens of a stream; everything else stays as it was sent. */
export function bodyEdits(body: RequestBody, route: ApiRoute, { model }: Candidate): ByteEdit[] {
  const edits: ByteEdit[] = [];
  let stream: JsonMember | undefined;
  let options: JsonMember | undefined;
  for (const member of body.members.found) {
    // JSON parsers use the last one; earlier ones are set to the same value.
    if (member.name === 'model') {
      if (member.text !== model) edits.push(body.form ? plainValue(member, model) : setValue(member, model));
    } else if (member.name === 'stream') stream = member;
    else if (member.name === 'stream_options') options = member;
  }
  const includeUsageEdit = stream && canIncludeUsage(route) ? includeUsage(body, stream, options) : undefined;
  if (includeUsageEdit) edits.push(includeUsageEdit);
  return edits;
}

/**
 * Google's embeddings and counts name the model in the body as well as in the path, as `models/…`: an alias or prefix is
 * replaced there, too. A body that is not JSON is forwarded unchanged.
 */
function renamedGemini(body: Buffer, asked: string, model: string): Buffer {
  if (!body.includes('"model"')) return body;
  try {
    const names = new Map([
      [asked, model],
      [`models/${asked}`, `models/${model}`],
    ]);
    const text = JSON.stringify(JSON.parse(body.toString('utf8')), (name, value: unknown) =>
      name === 'model' && typeof value === 'string' ? (names.get(value) ?? value) : value,
    );
    return Buffer.from(text);
  } catch {
    return body;
  }
}

/** Streams of these routes report their tokens only with `stream_options.include_usage`. */
export const canIncludeUsage = (route: ApiRoute): boolean => route === 'chat' || route === 'completions';

/**
 * Requests the tokens of a stream, as the public server does (recorded: v6 client-traffic, chat-stream-key-a): without
 * them a request has no cost, and token limits would miss it. undefined: no stream, or they are requested already.
 */
function includeUsage(
  body: RequestBody,
  stream: JsonMember,
  options: JsonMember | undefined,
): ByteEdit | undefined {
  if (body.text?.(stream) !== 'true') return undefined;
  if (!options)
    return { start: stream.start, end: stream.start, text: '"stream_options":{"include_usage":true},' };
  const before = fieldsOf(parseJson(body.text(options)));
  return before?.include_usage === true ? undefined : setValue(options, { ...before, include_usage: true });
}
