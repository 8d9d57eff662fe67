import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type ByteEdit, setValue } from '../../base/splice-body.ts';
import type { Config } from '../../contract/config.ts';
import type { ApiCall } from './api-route.ts';
import { requestHeaders } from './pass-headers.ts';
import type { RequestBody } from './read-request.ts';
import { type Candidate, pathOf as routePath } from './target.ts';

/** The client's request, as far as it goes on. */
export interface ClientRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Already without the places where a key may stand; empty, or with its `?`. */
  readonly search: string;
  readonly config: Config;
}

/** The client's query as it was written, without its key (A1). @param query the same, taken apart */
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

/** The request that goes to this candidate. */
export function upstreamOptions(
  { call, body, client }: { call: ApiCall; body: RequestBody; client: ClientRequest },
  candidate: Candidate,
): Dispatcher.DispatchOptions {
  const { target } = candidate;
  const headers = requestHeaders(client.headers, target, call.route);
  const hasBody = client.method !== 'GET' && client.method !== 'HEAD';
  // Taking away what is not there would make a slow object of it all the same.
  if (!body.encoded && headers['content-encoding'] !== undefined) delete headers['content-encoding'];
  const sent = hasBody ? body.send(modelEdits(body, candidate)) : undefined;
  if (sent?.length !== undefined) headers['content-length'] = String(sent.length);
  return {
    origin: target.origin,
    path: pathOf(call, candidate) + client.search,
    method: client.method as Dispatcher.HttpMethod,
    headers,
    body: sent === undefined || sent.length === 0 ? null : sent.body,
  };
}

function pathOf(call: ApiCall, { target, model }: Candidate): string {
  const path = target.basePath + (routePath(target, call.route) ?? '');
  if (call.route === 'gemini') return `${path}/${encodeURIComponent(model)}${call.tail ?? ''}`;
  return call.route === 'amp' ? path + (call.tail ?? '') : path;
}

/** An alias or prefix is changed where it stands; the rest of the body stays as it was sent. */
export function modelEdits(body: RequestBody, { model }: Candidate): ByteEdit[] {
  // The last one is what a reader of JSON takes; earlier ones are brought in line with it.
  return body.members.found
    .filter((member) => member.name === 'model' && member.text !== model)
    .map((member) => setValue(member, model));
}
