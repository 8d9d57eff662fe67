import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { spokenLanguage } from '../../base/text/language.ts';
import { type Failure, type FailureKind, failure, type Outcome, success } from '../../contract/outcome.ts';
import { failureBodySchema } from '../../contract/routes.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import { serverKindOf } from './detect-server.ts';
import type { Reply } from './exchange.ts';
import { lockoutWaitMs } from './lockout-wait.ts';
import { words } from './words.ts';

/** What a server says went wrong, made safe for a terminal; undefined if it has no readable message. */
export function messageOf(body: Buffer): string | undefined {
  const said = v.safeParse(anyErrorSchema, parse(body));
  if (!said.success) return undefined;
  const { error, message } = said.output;
  const text = typeof error === 'string' ? (message ?? error) : error.message;
  return text.slice(0, 400);
}

/** `{error: {message}}` (B4, B5), or `{error: text, message?}` (recorded). */
const anyErrorSchema = v.object({
  error: v.union([v.string(), v.object({ message: v.string() })]),
  message: v.optional(v.string()),
});

/** Any answer but a 2xx as a failure. @param base address of the server @param now ms since the epoch */
export function explainAnswer({ status, headers, body }: Reply, base: string, now: number): Failure {
  const server = serverKindOf(headers);
  // What the embedded server says of itself is known by its status.
  const said = server === 'ours' && saysServerError(body) ? undefined : messageOf(body);
  if (status >= 300 && status < 400) return redirected(base, headers.location);
  if (status === 401) return refused(said, headers);
  if (status === 403) return forbidden(said, headers, base, now);
  if (status === 404 && server === 'public') {
    return failure('unsupported', words().publicServer(base));
  }
  // B4 has an object there: what is named by a text was asked for by its name, and is not there.
  if (status === 404 && server === 'ours' && namesError(body))
    return failure('conflict', words().gone(base, said));
  if (status === 404 && (server === 'ours' || body.length === 0)) {
    return failure('unsupported', words().off(base), { managementOff: true });
  }
  const stated = statedFailure(body, headers['content-language'] === spokenLanguage());
  if (stated && server === 'ours') return stated;
  if (server === 'foreign') return foreign(base, status);
  if (status === 503 || status === 429) {
    if (server === 'ours' && said === undefined) return failure('failed', words().stopping(base));
    return failure('failed', words().busy(base, said));
  }
  if (status === 400 || status === 413 || status === 422) {
    return failure('invalid', words().rejected(base, said, status));
  }
  if (status === 409 || status === 412) return failure('conflict', said ?? words().modified);
  return failure('failed', words().failed(base, status, said));
}

const saysServerError = (body: Buffer): boolean =>
  v.is(v.object({ error: v.object({ type: v.literal('server_error') }) }), parse(body));

const namesError = (body: Buffer): boolean => v.is(v.looseObject({ error: v.string() }), parse(body));

export function foreign(base: string, status: number): Failure {
  return failure('unsupported', words().foreign(base, status));
}

/** A `console/*` failure carries its kind, so nothing is guessed. @param understood said in our language */
function statedFailure(body: Buffer, understood: boolean): Failure | undefined {
  const parsed = v.safeParse(failureBodySchema, parse(body));
  if (!parsed.success || !isKind(parsed.output.kind)) return undefined;
  const { kind, message, line, column } = parsed.output;
  return failure(kind, understood ? message.slice(0, 1000) : words().stated(kind, message.slice(0, 1000)), {
    line,
    column,
  });
}

/** Refusals and lock-outs are known by status and header alone, so that no body can fake one. */
const kinds: readonly FailureKind[] = [
  'conflict',
  'invalid',
  'unreachable',
  'unsupported',
  'cancelled',
  'failed',
];
const isKind = (kind: string | undefined): kind is FailureKind => kinds.includes(kind as FailureKind);

function refused(said: string | undefined, headers: IncomingHttpHeaders): Failure {
  const left = attemptsLeftOf(headers);
  const reason = said === undefined ? words().refused : words().refusedSaying(said);
  if (left === undefined) return failure('denied', words().notAgain(reason));
  // How many attempts are left is a field of its own: each screen and command words it.
  return failure('denied', words().attempts(reason, left), {
    attemptsLeft: left,
  });
}

function attemptsLeftOf(headers: IncomingHttpHeaders): number | undefined {
  const text = [headers['x-attempts-left']].flat()[0];
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function forbidden(
  said: string | undefined,
  headers: IncomingHttpHeaders,
  base: string,
  now: number,
): Failure {
  const wait = lockoutWaitMs(headers['retry-after'], said, now);
  if (wait !== undefined) {
    // An instant, not a duration: the message may be on the screen for half an hour.
    const until = formatInstant(now + wait, now);
    return failure('locked-out', words().lockedOut(base, until), { lockedOutUntil: now + wait });
  }
  if (said !== undefined && /remote management disabled/i.test(said)) {
    return failure('denied', words().localOnly(base));
  }
  if (said !== undefined && /key not set/i.test(said)) {
    return failure('denied', words().noSecret(base), { managementOff: true });
  }
  return failure('denied', words().refusesMachine(base, said));
}

function redirected(base: string, location: string | undefined): Failure {
  const target =
    location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : 'elsewhere';
  return failure('unsupported', words().redirects(base, target));
}

/**
 * The path of a management request, each `{…}` filled from `params`. The path of a setting keeps its slash;
 * nothing else may have one.
 */
export function requestPath(
  path: string,
  params: Readonly<Record<string, string>> = {},
  query?: Readonly<Record<string, string>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const encoded = encodeURIComponent(params[name] ?? '');
    return name === 'setting' ? encoded.replaceAll('%2F', '/') : encoded;
  });
  return `${managementPrefix}${filled}${query ? `?${new URLSearchParams(query)}` : ''}`;
}

/** The body of a 2xx answer by the schema of its route. @param base address of the server */
export function readAnswer(
  schema: v.GenericSchema,
  { body, headers }: Reply,
  base: string,
): Outcome<unknown> {
  const result = v.safeParse(schema, schema.type === 'string' ? body.toString('utf8') : parse(body));
  if (result.success) return success(result.output);
  const where = v.getDotPath(result.issues[0]);
  const ours = serverKindOf(headers) === 'ours';
  const hint = ours ? words().sameVersion : '';
  return failure('failed', words().unexpected(base, where, hint));
}

const parse = (body: Buffer): unknown => parseJson(body.toString('utf8'));
