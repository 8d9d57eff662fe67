import type { CommandOutcome } from './command-outcome.ts';
import type { CommandServices } from './command-services.ts';
import type { Io } from './io.ts';

export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** The name of the value in the help: `FILE`. Of a boolean: the one value that it may have behind `=`. */
  readonly value?: string;
  /** What it was called before; scripts may still use that. */
  readonly formerly?: string;
  readonly about: string;
  /** The values that it knows, for completion. */
  readonly choices?: readonly string[];
}

export interface Call {
  /** By long name, as the command declares them. */
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  readonly words: readonly string[];
  readonly io: Io;
  readonly services: CommandServices;
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
