import { type Failure, failure } from '../../../contract/outcome.ts';
import type { Address } from '../../management/address.ts';
import { publicVersionOf } from '../../management/detect-server.ts';
import type { Reply } from '../../management/exchange.ts';
import { explainAnswer, messageOf } from '../../management/explain-answer.ts';
import type { AttemptCount } from '../usage/attempt-count.ts';

interface AnswerContext {
  readonly address: Address;
  /** ms since the epoch. */
  readonly now: number;
  readonly attempts: AttemptCount;
  /** Whether this server has let the secret in before. */
  readonly signedIn: boolean;
}

/** Any answer of a public server but a 2xx as a failure (recorded auth.json, ban.json, v6/auth-and-404.json). */
export function explainPublicAnswer(reply: Reply, context: AnswerContext): Failure {
  const { address, now } = context;
  const { status, body } = reply;
  const said = messageOf(body);
  if (status === 401) return refused(said, context);
  if (status === 403 && /remote management disabled/i.test(said ?? '') && address.loopback) {
    // X-Forwarded-For decides whom the server takes us for, so a reverse proxy makes a neighbour a stranger.
    return failure(
      'denied',
      `${address.base} takes this machine for a remote one, as behind a reverse proxy; ask its own port, or set remote-management.allow-remote.`,
    );
  }
  if (status === 403 || (status >= 300 && status < 400)) return explainAnswer(reply, address.base, now);
  if (status === 404) return notFound(reply, said, context);
  if (status === 500 && /^failed to save config/i.test(said ?? '')) return unsaved(said ?? '', address);
  if (status >= 500 && /^failed to (generate authorization url|start device)/i.test(said ?? ''))
    return failure(
      'failed',
      `${address.base} could not start the login (${said}). The server contacts the provider itself: check its internet connection and proxy-url, and see its log.`,
    );
  if (status === 400 || status === 413 || status === 422) {
    return failure(
      'invalid',
      `${address.base} did not take it: ${said ?? `status ${status}`}.`,
      lineIn(said),
    );
  }
  if (status === 409) return failure('conflict', said ?? 'It was changed meanwhile by another.');
  if (status === 502 || status === 504) {
    return failure('failed', `${address.base} could not reach what it needed${said ? `: ${said}` : ''}.`);
  }
  return failure(
    'failed',
    `${address.base} could not do it (status ${status})${said ? `: ${said}` : '; see its log.'}`,
  );
}

function refused(said: string | undefined, { attempts }: AnswerContext): Failure {
  const attemptsLeft = attempts.refused();
  const reason = said === undefined ? 'The secret was refused' : `The secret was refused (${said})`;
  // How many are left stands beside the sentence, as of our own server.
  return failure('denied', `${reason}${attemptsLeft === 0 ? '; this address is now locked out' : ''}.`, {
    attemptsLeft,
  });
}

/**
 * Three kinds of 404: empty without the server's own headers, or v6's plain page before it let anybody in:
 * management is off. With headers, or plain after a sign-in: there is no such route. JSON: no such thing.
 */
function notFound(reply: Reply, said: string | undefined, { address, signedIn }: AnswerContext): Failure {
  if (said !== undefined)
    return failure('conflict', `${address.base} does not know that (any more): ${said}.`);
  const own = publicVersionOf(reply.headers) !== undefined;
  const plain = reply.body.length > 0;
  if (!own && (!plain || !signedIn)) {
    return failure(
      'unsupported',
      `Management is off at ${address.base}: no secret is set; set remote-management.secret-key in its config.yaml.`,
      { managementOff: true },
    );
  }
  return failure(
    'unsupported',
    `${address.base} cannot do that: this version of the server has no such call.`,
  );
}

const notSaved = 'cannot be written as it stands';
/** Whether a setter failed on config.yaml, and changed the config in memory all the same (recorded config-on-disk.json). */
export const isNotSaved = ({ kind, message }: Failure): boolean =>
  kind === 'failed' && message.includes(notSaved);

function unsaved(said: string, { base }: Address): Failure {
  const why = said.replace(/^failed to save config: */i, '');
  return failure(
    'failed',
    `config.yaml at ${base} ${notSaved} (${why}); repair it with "cli-proxy config edit".`,
    lineIn(why),
  );
}

/** Go's YAML reader names the line. */
function lineIn(said: string | undefined): { line?: number } {
  const line = /\bline (\d{1,7})\b/.exec(said ?? '')?.[1];
  return line === undefined ? {} : { line: Number(line) };
}
