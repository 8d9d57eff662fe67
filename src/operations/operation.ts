import type { Backend } from '../backend/backend.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import type { Outcome } from '../contract/outcome.ts';

/** Everything outside that an operation may touch; tests give their own. */
export interface OperationContext {
  readonly backend: Backend;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Bytes from a cryptographic source (A4). */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly signal?: AbortSignal;
}

/** What a finished operation leaves behind. */
export interface Done<Result> {
  readonly result: Result;
  /** The sentence for the result line and for stdout; no secret. */
  readonly message: string;
  /** For the audit log. */
  readonly fingerprints: readonly Fingerprint[];
  /** Auth files that were touched, for the audit log. */
  readonly names?: readonly string[];
  /** Takes it back, or says why it no longer can (`conflict`). Absent: cannot be undone. */
  readonly undo?: (context: OperationContext) => Promise<Outcome<Done<void>>>;
}

/** One verb, shared by console and commands. It reads the state itself and names keys by fingerprint. */
export interface Operation<Input, Result> {
  /** As in the audit log: `add-client-key`. */
  readonly id: string;
  /** What runs, for the spinner: "adding a key". */
  readonly title: string;
  /** `false`: only reads, and leaves no line in the audit log. */
  readonly audited?: false;
  /** What a console loads again behind it; absent: config and client keys. */
  readonly changes?: 'sessions';
  run(context: OperationContext, input: Input): Promise<Outcome<Done<Result>>>;
}
