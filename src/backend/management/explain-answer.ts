import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { type Failure, type FailureKind, failure, type Outcome, success } from '../../contract/outcome.ts';
import { failureBodySchema } from '../../contract/routes.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import { serverKindOf } from './detect-server.ts';
import type { Reply } from './exchange.ts';
import { lockoutWaitMs } from './lockout-wait.ts';

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
  const said = messageOf(body);
  const server = serverKindOf(headers);
  if (status >= 300 && status < 400) return redirected(base, headers.location);
  if (status === 401) return refused(said, headers);
  if (status === 403) return forbidden(said, headers, base, now);
  if (status === 404 && server === 'public') {
    return failure(
      'unsupported',
      `${base} is a public CLI Proxy API server, which cannot be managed from here yet; --disk works on its files.`,
    );
  }
  // B4 has an object there: what is named by a text was asked for by its name, and is not there.
  if (status === 404 && server === 'ours' && namesError(body))
    return failure('conflict', `${base} no longer has it: ${said ?? 'not found'}.`);
  if (status === 404 && (server === 'ours' || body.length === 0)) {
    return failure(
      'unsupported',
      `Management is off at ${base}: no secret is set; set remote-management.secret-key in its config.yaml.`,
      { managementOff: true },
    );
  }
  const stated = statedFailure(body);
  if (stated && server === 'ours') return stated;
  if (server === 'foreign') return foreign(base, status);
  if (status === 503 || status === 429) {
    return failure('failed', `${base} is busy: ${said ?? 'try again in a moment'}`);
  }
  if (status === 400 || status === 413 || status === 422) {
    return failure('invalid', `${base} rejected it: ${said ?? `status ${status}`}`);
  }
  if (status === 409 || status === 412)
    return failure('conflict', said ?? 'It was modified by another program. Reload and try again.');
  return failure(
    'failed',
    `${base} could not do it (status ${status})${said ? `: ${said}` : '; see its log.'}`,
  );
}

const namesError = (body: Buffer): boolean => v.is(v.looseObject({ error: v.string() }), parse(body));

export function foreign(base: string, status: number): Failure {
  return failure(
    'unsupported',
    `${base} is not a CLI Proxy API server (it answered with status ${status}); check host and port.`,
  );
}

/** A `console/*` failure carries its kind, so nothing is guessed. */
function statedFailure(body: Buffer): Failure | undefined {
  const parsed = v.safeParse(failureBodySchema, parse(body));
  if (!parsed.success || !isKind(parsed.output.kind)) return undefined;
  const { kind, message, line, column } = parsed.output;
  return failure(kind, message.slice(0, 1000), {
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
  const reason = said === undefined ? 'The secret was refused' : `The secret was refused (${said})`;
  if (left === undefined) return failure('denied', `${reason}; it is not sent again.`);
  // How many attempts are left is a field of its own: each screen and command words it.
  return failure('denied', `${reason}${left === 0 ? '; this address is now locked out' : ''}.`, {
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
    return failure(
      'locked-out',
      `${base} has locked this address out until ${until} after too many refused secrets; nothing is sent until then.`,
      { lockedOutUntil: now + wait },
    );
  }
  if (said !== undefined && /remote management disabled/i.test(said)) {
    return failure(
      'denied',
      `${base} is managed from its own machine only; set remote-management.allow-remote there, or use an SSH tunnel.`,
    );
  }
  if (said !== undefined && /key not set/i.test(said)) {
    return failure(
      'denied',
      `${base} has no management secret; set remote-management.secret-key in its config.yaml.`,
      { managementOff: true },
    );
  }
  return failure('denied', `${base} refuses this machine${said ? ` (${said})` : ''}.`);
}

function redirected(base: string, location: string | undefined): Failure {
  const target =
    location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : 'elsewhere';
  return failure(
    'unsupported',
    `${base} sends on to ${target}, and a secret is not sent on; if that is your server, give its address with --url.`,
  );
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
  const hint = ours ? ' Check that console and server have the same version.' : '';
  return failure('failed', `Unexpected answer from ${base}${where ? ` (at ${where})` : ''}.${hint}`);
}

const parse = (body: Buffer): unknown => parseJson(body.toString('utf8'));
