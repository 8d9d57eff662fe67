import type { Secret } from '../base/secrets/secret.ts';
import type { Outcome } from './outcome.ts';

/** Files that the user names, on the machine of the console; `~` and paths from its working folder. */
export interface UserFiles {
  /** At most 4 MB, as UTF-8. `path`: absolute. */
  read(path: string): Promise<Outcome<{ readonly path: string; readonly text: Secret }>>;
  /** 0600. A file that is there is a `conflict` and stays, unless it may be overwritten. `path`: absolute. */
  save(
    path: string,
    text: Secret,
    options: { readonly overwrite: boolean },
  ): Promise<Outcome<{ readonly path: string }>>;
}
