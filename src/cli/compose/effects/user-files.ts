import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { atomicWrite } from '../../../base/files/atomic-write.ts';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import { expandHome } from '../../../config/file/paths.ts';
import { failure, success } from '../../../contract/outcome.ts';
import type { UserFiles } from '../../../session/ports.ts';
import type { Io } from '../../io.ts';
import { words } from './words.ts';

/** Whatever a person names here is a credential or a table; anything longer is the wrong file. */
const longest = 4 * 1024 * 1024;

/** The files that the user names: `~` and paths from the working folder; new ones are for the owner alone. */
export function userFiles({ cwd, home }: Pick<Io, 'cwd' | 'home'>): UserFiles {
  const placeOf = (path: string) => resolve(cwd, expandHome(path.trim(), home));
  return {
    async read(path) {
      const wanted = placeOf(path);
      try {
        const { bytes, stats } = await readRegularFile(wanted);
        if (stats.size > longest) return failure('invalid', words().files.large(wanted));
        if (!isUtf8(bytes)) return failure('invalid', words().files.notUtf8(wanted));
        return success({ path: wanted, text: new Secret(bytes.toString('utf8')) });
      } catch (error) {
        return fileFailure(error, 'read', wanted);
      }
    },
    async save(path, text, { overwrite }) {
      const wanted = placeOf(path);
      try {
        await atomicWrite(wanted, text.reveal(), { mode: 0o600, overwrite });
        return success({ path: wanted });
      } catch (error) {
        if (errorCode(error) === 'EEXIST' && !overwrite) {
          return failure('conflict', words().files.there(wanted));
        }
        return fileFailure(error, 'write', wanted);
      }
    },
  };
}
