import type { IncomingMessage } from 'node:http';
import { inLanguage, languageOf } from '../../base/text/language.ts';
import { type ManagementGate, managementOff } from '../access/management-gate.ts';
import type { ManagementSecrets } from '../access/management-secrets.ts';
import { type Answer, errorAnswer, notFound, withHeaders } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { peerOf } from '../http/peer-address.ts';
import { readBody } from '../http/read-body.ts';
import type { RequestTarget } from '../http/request-target.ts';
import { auditWrite, isAudited } from './changes/audit-write.ts';
import { recorded, type Step } from './changes/undoable-changes.ts';
import { managementRoute } from './index.ts';
import type { ManagementContext } from './management-request.ts';

export interface Management {
  readonly gate: ManagementGate;
  readonly secrets: ManagementSecrets;
  readonly context: ManagementContext;
}

/** One request under /v0/management; what went wrong is said in the language of the client, if it names ours. */
export async function manageRequest(...asked: Parameters<typeof answerRequest>): Promise<Answer> {
  const wanted = languageOf(asked[0].headers['accept-language'], {});
  const answer = await inLanguage(wanted, () => answerRequest(...asked));
  return wanted === 'en' ? answer : withHeaders(answer, { 'content-language': wanted });
}

/** Checks access, then the route, and only then reads the body. */
async function answerRequest(
  request: IncomingMessage,
  { path, query }: RequestTarget,
  { gate, secrets, context }: Management,
): Promise<Answer> {
  const method = request.method ?? 'GET';
  // A preflight carries no secret. It is answered, as recorded, but without leave: unlike the public server
  // ours lets no web page from elsewhere talk to the management API; a console is a program, not a page.
  if (method === 'OPTIONS') return secrets.any(true) ? { status: 204 } : managementOff;
  const route = managementRoute(method, path);
  const door = route?.open ? gate.door(request) : undefined;
  if (door && !door.ok) return door.answer;
  const decision = door ? undefined : await gate(request);
  if (decision && !decision.ok) return decision.answer;
  if (!route) return notFound;
  let body = '';
  if (route.bodyLimit > 0) {
    const read = await readBody(request, route.bodyLimit);
    if (!read.ok && read.kind === 'invalid') return failureAnswer(read, 'body_too_large', 413);
    if (!read.ok && read.kind === 'unsupported') return failureAnswer(read, 'invalid_body', 400);
    if (!read.ok) return errorAnswer(400, read.message, 'incomplete_body');
    body = read.value;
  }
  const audited = isAudited(request, path);
  const steps: Step[] = [];
  const parts = audited ? recorded(context, steps) : context;
  const peer = peerOf(request, context.activeConfig.trusted);
  const call = { ...parts, params: route.params, query, headers: request.headers, body, peer };
  const before = context.activeConfig.state;
  const signedInAs = decision?.signedInAs;
  const answer = route.open
    ? await route.handle(call)
    : signedInAs && (await route.handle({ ...call, signedInAs }));
  if (!answer) return notFound;
  // 502: something was sent, and not answered.
  if ((answer.status < 300 || answer.status === 502) && audited) {
    const entry = await auditWrite(call, request, { path, who: signedInAs ?? 'a login', before });
    context.changes.add(entry, steps);
  }
  return sealed(answer);
}

/** The answers contain keys and settings: caches must not store them, and browsers must not sniff their type. */
const sealed = (answer: Answer): Answer =>
  withHeaders(answer, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
