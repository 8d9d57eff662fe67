import type { Failure, FailureKind, Outcome } from '../contract/outcome.ts';
import type { Io } from './io.ts';
import type { World } from './world.ts';

export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** Stands for the value in the help: `FILE`. Of a boolean: the one value that it may have behind `=`. */
  readonly value?: string;
  readonly about: string;
}

/** What a finished command says. */
export interface Answer {
  /** For people and pipes; printed without --json. Lines that hold text from outside come as a list, each by itself. */
  readonly stdout?: string | readonly string[];
  /** Explanations, each on a line of its own; printed on stderr. */
  readonly stderr?: string | readonly string[];
  /** Printed with --json as `{ok: true, …}`; absent: the command has printed by itself. */
  readonly json?: Readonly<Record<string, unknown>>;
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

export interface Call {
  /** By long name, as the command declares them. */
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  readonly words: readonly string[];
  readonly io: Io;
  readonly world: World;
}

/** One command: one file in commands/ and one line in its index. */
export interface Command {
  /** Behind `cli-proxy keys rotate`: `KEY [options]`. */
  readonly usage: string;
  /** What it does, in a few sentences. */
  readonly about: string;
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Least and most words behind the command. */
  readonly words: readonly [number, number];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  run(call: Call): Promise<CommandOutcome>;
}
