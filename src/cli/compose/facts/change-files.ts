import { chmod, mkdir, rmdir, stat } from 'node:fs/promises';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import type { FactFinder, FileMode } from '../../../contract/facts.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';

/** The few things that doctor puts right beside config.yaml. */
export const changeFiles: Pick<FactFinder, 'setModes' | 'makeFolder' | 'removeFolder'> = {
  async setModes(modes) {
    const before: FileMode[] = [];
    for (const { path, mode } of modes) {
      const set = await setMode(path, mode);
      if (!set.ok) {
        // All or none.
        for (const { path: done, mode: old } of before.toReversed()) await setMode(done, old);
        return set;
      }
      before.push({ path, mode: set.value });
    }
    return success(before);
  },
  async makeFolder(path) {
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return success(undefined);
    } catch (error) {
      return fileFailure(error, 'make', path);
    }
  },
  async removeFolder(path) {
    try {
      await rmdir(path);
      return success(undefined);
    } catch (error) {
      if (errorCode(error) === 'ENOTEMPTY')
        return failure('conflict', `${path} is no longer empty, so it stays.`);
      return fileFailure(error, 'remove', path);
    }
  },
};

async function setMode(path: string, mode: number): Promise<Outcome<number>> {
  try {
    const before = (await stat(path)).mode & 0o777;
    await chmod(path, mode);
    return success(before);
  } catch (error) {
    return fileFailure(error, 'change the mode of', path);
  }
}
