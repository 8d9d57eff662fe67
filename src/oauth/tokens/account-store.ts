import type { AuthFile } from '../../contract/auth-file.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Fields } from '../../providers/json-fields.ts';

/** An auth file as it is on disk. */
export interface StoredAccount {
  /** File name in auth-dir. */
  readonly name: string;
  /** Its JSON, with its tokens. */
  readonly file: Fields;
}

/** What was learnt of an account by using it; no longer valid once the file has other tokens. */
export type Learnt = {
  readonly [Fact in 'trouble' | 'message' | 'link' | 'lastRefresh']?: AuthFile[Fact] | undefined;
};

/** The auth files of one folder, for the code that makes and renews tokens. */
export interface AccountStore {
  /** Those that can be read. */
  list(): Promise<Outcome<readonly StoredAccount[]>>;
  /**
   * Reads one file, and writes what the task makes of it; undefined if nothing changes. No other process that
   * uses this lock comes between, however long it takes. A file that is not there is undefined as well.
   */
  change(
    name: string,
    task: (file: Fields | undefined) => Promise<Outcome<Fields | undefined>>,
    signal?: AbortSignal,
  ): Promise<Outcome<void>>;
  note(name: string, learnt: Learnt): Promise<Outcome<void>>;
}
