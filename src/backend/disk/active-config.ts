import type { Revision } from '../../base/files/revision.ts';
import type { ConfigFile, ConfigRead } from '../../config/file/config-file.ts';
import type { ConfigProblem } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import type { Failure, Outcome } from '../../contract/outcome.ts';

/** The last good parse of config.yaml. */
export interface ActiveConfig {
  readonly config: Config;
  readonly revision: Revision;
  readonly warnings: readonly ConfigProblem[];
}

export interface ConfigStatus {
  /** The same object while the same bytes are active; a failure when there has not been a good file yet. */
  readonly active: ActiveConfig | Failure;
  /** What is wrong with the file on disk while an earlier text is active. */
  readonly problem: ConfigProblem | null;
  /** The file as it is, also a broken one. */
  readonly read: Outcome<ConfigRead>;
}

/** Follows config.yaml: a broken, empty or missing file never replaces a good one. */
export function followConfig(file: ConfigFile): { current(): Promise<ConfigStatus> } {
  let active: ActiveConfig | undefined;
  return {
    async current() {
      const read = await file.read();
      // An empty file is no config either: its writer has truncated it and not yet filled it.
      const parsed = read.ok ? read.value.parsed : read;
      if (!read.ok || !parsed.ok) {
        const failed = parsed as Failure;
        if (active) return { active, problem: problemOf(failed), read };
        const message = read.ok ? `${file.path}: ${failed.message}` : failed.message;
        return { active: { ...failed, message }, problem: null, read };
      }
      const { revision } = read.value;
      if (active?.revision !== revision) active = { ...parsed.value, revision };
      return { active, problem: null, read };
    },
  };
}

function problemOf({ message, line, column }: Failure): ConfigProblem {
  return { message, line, column };
}
