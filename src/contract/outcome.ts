/** Why something did not happen. Closed: screens and commands handle each kind. */
export type FailureKind =
  /** What the screen shows is no longer what the server has; nothing was written. */
  | 'conflict'
  /** The input or the file is wrong; the message says what, where and what to do. */
  | 'invalid'
  /** The secret was refused, or the address may not ask. */
  | 'denied'
  /** Too many refused secrets: nothing may be sent before `lockedOutUntil`. */
  | 'locked-out'
  /** No answer: refused, timed out, or no such host. */
  | 'unreachable'
  /** This server does not support it. */
  | 'unsupported'
  /** The user stopped it. */
  | 'cancelled'
  /** Anything else: full disk, no permission, a 500. */
  | 'failed';

export interface Failure {
  readonly ok: false;
  readonly kind: FailureKind;
  /** One sentence for the user: what, where, what to do. Never holds a secret. */
  readonly message: string;
  /** Refused secrets that this address may still send before it is locked out (B5). */
  readonly attemptsLeft?: number | undefined;
  /** End of a lock-out, ms since the epoch. */
  readonly lockedOutUntil?: number | undefined;
  /** Of a sign-in: the secret was not sent, so that trying again uses up no attempt. */
  readonly unsent?: true | undefined;
  /** Of a sign-in: the server has no management secret, so that no secret can be right. */
  readonly managementOff?: true | undefined;
  /** Of `unreachable`: the connection was refused, so nothing listens there. */
  readonly refused?: true | undefined;
  /** Of a `conflict`: config.yaml and the config that the server runs with differ, and the user must choose one. */
  readonly unloaded?: true | undefined;
  /** Of a new management secret: it was sent and may be in force, so it has to be shown. */
  readonly maybeInForce?: true | undefined;
  /** What is wrong with a text, of kind `invalid`: it does not parse, a type, or a value out of bounds. */
  readonly errorType?: 'syntax' | 'shape' | 'value' | undefined;
  /** What was asked for is so already: a command succeeds then. */
  readonly already?: true | undefined;
  /** Position in config.yaml, both from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

/** Expected failures are values; an exception is a bug (STYLE). */
export type Outcome<T> = Success<T> | Failure;

export const success = <T>(value: T): Success<T> => ({ ok: true, value });

/** The same without its value. */
export const withoutValue = (outcome: Outcome<unknown>): Outcome<void> =>
  outcome.ok ? success(undefined) : outcome;

export const failure = (
  kind: FailureKind,
  message: string,
  more: Omit<Failure, 'ok' | 'kind' | 'message'> = {},
): Failure => ({ ok: false, kind, message, ...more });
