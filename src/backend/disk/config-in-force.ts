import type { Revision } from '../../base/files/revision.ts';
import type { ConfigFile, ConfigRead } from '../../config/file/config-file.ts';
import type { ConfigProblem } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import type { Failure, Outcome } from '../../contract/outcome.ts';
import { rememberFile } from './remembered-file.ts';

/** The last good parse of config.yaml. */
export interface InForce {
  readonly config: Config;
  readonly revision: Revision;
  readonly warnings: readonly ConfigProblem[];
}

export interface ConfigStanding {
  /** The same object while the same bytes are in force; a failure when there has not been a good file yet. */
  readonly inForce: InForce | Failure;
  /** What is wrong with the file on disk while something else is in force. */
  readonly problem: ConfigProblem | null;
  /** The file as it is, also a broken one. */
  readonly read: Outcome<ConfigRead>;
}

/** Follows config.yaml: a broken, empty or missing file never takes the place of a good one. */
export function followConfig(file: ConfigFile): { current(): Promise<ConfigStanding> } {
  const remembered = rememberFile(file.path, () => file.read());
  let standing: ConfigStanding | undefined;
  return {
    async current() {
      const read = await remembered.current();
      if (standing?.read !== read) standing = next(standing, read);
      return standing;
    },
  };
}

function next(before: ConfigStanding | undefined, read: Outcome<ConfigRead>): ConfigStanding {
  const good = before && !('kind' in before.inForce) ? before.inForce : undefined;
  // An empty file is no config either: a writer has cut it and not yet filled it.
  const parsed = read.ok ? read.value.parsed : read;
  if (read.ok && parsed.ok) {
    return { inForce: { ...parsed.value, revision: read.value.revision }, problem: null, read };
  }
  const fault = parsed as Failure;
  return { inForce: good ?? fault, problem: good ? problemOf(fault) : null, read };
}

function problemOf({ message, line, column }: Failure): ConfigProblem {
  return {
    message: `${message} The config that was loaded before stays in force.`,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}
