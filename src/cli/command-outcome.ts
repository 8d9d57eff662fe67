import type { Failure, FailureKind, Outcome } from '../contract/outcome.ts';

/** What a finished command says. */
export interface Answer {
  /**
   * For people and pipes; printed without --json. Lines that hold text from outside are a list, one item
   * each.
   */
  readonly stdout?: string | readonly string[];
  /** Explanations, each on a line of its own; printed on stderr. */
  readonly stderr?: string | readonly string[];
  /** Printed with --json (or -o yaml) as `{ok: true, …}`; absent if the command has printed its output. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The rows for `-o csv`, if they are not those of the first list in `json`. */
  readonly csv?: string;
  /** stdout is one value that a pipe gets as it is stored; a terminal never does. */
  readonly exact?: true;
  /** stdout holds a secret that is shown this once. */
  readonly once?: true;
  /** Default 0. */
  readonly code?: number;
}

/** `usage`: the command line itself is wrong. */
export type CommandFailure = Omit<Failure, 'kind'> & { readonly kind: FailureKind | 'usage' };
export type CommandOutcome<T = Answer> = Outcome<T> | CommandFailure;

export const usageFailure = (message: string): CommandFailure => ({ ok: false, kind: 'usage', message });

/** 0 is success; scripts rely on these. */
export const exitCodes: Readonly<Record<CommandFailure['kind'], number>> = {
  failed: 1,
  invalid: 1,
  unsupported: 1,
  cancelled: 1,
  usage: 2,
  denied: 3,
  'locked-out': 3,
  unreachable: 4,
  conflict: 5,
};
