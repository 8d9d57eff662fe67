import type { IncomingMessage, ServerResponse } from 'node:http';
import { notFound } from './answers.ts';
import { clientSide } from './client-side.ts';
import { addressOf, keyOf } from './gate.ts';
import type { Answer, Call, Route, SeenRequest } from './types.ts';
import type { World } from './world.ts';

const prefix = '/v0/management';

const cors = {
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'Access-Control-Allow-Origin': '*',
};
const exposed =
  'X-CPA-TRACE-ID, X-CPA-VERSION, X-CPA-COMMIT, X-CPA-BUILD-DATE, X-CPA-SUPPORT-PLUGIN, X-CPA-HOME-VERSION, X-CPA-HOME-BUILD-DATE, X-SERVER-VERSION, X-SERVER-BUILD-DATE, Location, Retry-After, X-Request-Id, OpenAI-Request-Id';

/** Answers one HTTP request as the recorded server would, and writes it into the log and the counters. */
export async function handleHttp(
  world: World,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const from = performance.now();
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const { method = 'GET', url = '/', headers } = request;
  const seen: SeenRequest = {
    method,
    path: url,
    at: world.now(),
    body: body.toString('utf8'),
    status: 0,
    authorized: false,
  };
  world.requests.push(seen);
  if (world.hanging) return;
  if (world.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, world.slowMs));
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const address = addressOf(headers, (request.socket.remoteAddress ?? '').replace('::ffff:', ''));
  const call: Call = { method, path: pathname, query: searchParams, headers, body, rest: '' };
  const managed = pathname === prefix || pathname.startsWith(`${prefix}/`);
  const answer =
    method === 'OPTIONS'
      ? { status: 204 }
      : managed
        ? await manage(world, routes, call, seen, address)
        : await clientSide(world, call);
  seen.status = answer.status;
  if (managed && (answer.status === 401 || answer.status === 403)) world.refused += 1;
  world.log.request(seen, performance.now() - from, address);
  if (!world.hanging) send(world, response, method, answer);
}

async function manage(
  world: World,
  routes: readonly Route[],
  call: Call,
  seen: SeenRequest,
  address: string,
): Promise<Answer> {
  const path = call.path.slice(prefix.length + 1);
  const found = findRoute(world, routes, call.method, path);
  if (world.kind === 'v6') {
    if (world.startedOff && !world.gate.on()) return notFound('v6');
    const bare = path.endsWith('/') && findRoute(world, routes, call.method, path.slice(0, -1));
    if (bare) return movedTo(call.path.slice(0, -1));
    if (!found) return notFound('v6');
  }
  if (!world.gate.on()) return { status: 404 };
  if (!found?.route.open) {
    const refused = await world.gate.check(keyOf(call.headers), address);
    if (refused) return withVersion(world, refused);
    seen.authorized = true;
  }
  if (!found) return withVersion(world, notFound(world.kind));
  const answer = await found.route.handle({ ...call, rest: found.rest });
  // The 404 of a v6 handler is JSON and carries the version; only the router's own does not.
  return found.route.open ? answer : withVersion(world, answer);
}

function findRoute(world: World, routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    if (route.method !== method || (route.kind && route.kind !== world.kind)) continue;
    if (route.path === path) return { route, rest: '' };
    const start = route.path.endsWith('*') ? route.path.slice(0, -1) : undefined;
    if (start && path.startsWith(start) && path.length > start.length) {
      return { route, rest: decodeURIComponent(path.slice(start.length)) };
    }
  }
  return undefined;
}

function movedTo(path: string): Answer {
  const text = `<a href="${path}">Moved Permanently</a>.\n\n`;
  return { status: 301, text, type: 'text/html; charset=utf-8', headers: { Location: path } };
}

function withVersion(world: World, answer: Answer): Answer {
  const headers = {
    'X-Cpa-Build-Date': 'unknown',
    'X-Cpa-Commit': 'none',
    'X-Cpa-Version': world.options.version ?? 'dev',
    ...(world.kind === 'v7' ? { 'X-Cpa-Support-Plugin': '1' } : {}),
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function send(world: World, response: ServerResponse, method: string, answer: Answer): void {
  const bytes =
    answer.body === undefined ? Buffer.from(answer.text ?? '') : Buffer.from(JSON.stringify(answer.body));
  const type = answer.type ?? (answer.body === undefined ? undefined : 'application/json; charset=utf-8');
  response.writeHead(answer.status, {
    ...cors,
    ...(world.kind === 'v7' ? { 'Access-Control-Expose-Headers': exposed } : {}),
    ...(type ? { 'Content-Type': type } : {}),
    ...(answer.status === 204 ? {} : { 'Content-Length': bytes.length }),
    ...answer.headers,
  });
  response.end(method === 'HEAD' || answer.status === 204 ? undefined : bytes);
}
