import { type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import {
  isDamage,
  openUsageFile,
  openUsageFileToRead,
  reasonOf,
  setAside,
  type UsageFile,
} from './usage-file.ts';
import type { UsagePlace } from './usage-place.ts';

/** ms between two attempts to create a file that cannot be created. */
const openAgainMs = 2_000;

interface FileOptions {
  /** `<auth-dir>/.console`; the file is `usage.db` in it. */
  readonly folder: string;
  /** Beside a server that may be running. */
  readonly reading: boolean;
  /** Gets problems. */
  readonly say: (sentence: string) => void;
}

/** undefined: it was opened for reading, and nothing was ever stored there. */
export async function openFilePlace(options: FileOptions): Promise<Outcome<UsagePlace | undefined>> {
  const { folder, reading, say } = options;
  const opened = await (reading ? openUsageFileToRead : openUsageFile)(folder, say);
  return opened.ok ? success(opened.value && placeOn(opened.value, options)) : opened;
}

function placeOn(first: UsageFile, { folder, reading, say }: FileOptions): UsagePlace {
  let file = first;
  let repair: Promise<void> | undefined;
  let triedUntil = 0;
  let closed = false;

  async function openAgain(isDamaged: boolean): Promise<void> {
    const old = file;
    if (isDamaged) {
      await old.close();
      const stays = await setAside(old.path, say);
      if (stays) say(stays.message);
      // Until there is a new one, the next uses try again.
      file = { ...old, inPlace: () => false };
    }
    const again = await openUsageFile(folder, say, 'write beside a log');
    if (!again.ok) return;
    file = again.value;
    if (isDamaged) return;
    await old.close();
    say(words().replaced(old.path));
  }

  /** Others wait for it; what it could not do, the next use tries again. */
  function replace(isDamaged: boolean): Promise<void> {
    repair ??= openAgain(isDamaged)
      .catch((error) => say(words().notOpenedAgain(file.path, reasonOf(error))))
      .finally(() => {
        repair = undefined;
      });
    return repair;
  }

  /** SQLite does not notice that its file was removed: records would be written to a file that cannot be read. */
  async function beInPlace(): Promise<void> {
    await repair;
    if (reading || file.inPlace()) return;
    if (performance.now() >= triedUntil) {
      triedUntil = performance.now() + openAgainMs;
      await replace(false);
    }
    if (!file.inPlace()) throw new Error(words().reasons.gone);
  }

  const place: UsagePlace = {
    /** A file that turns out damaged while it is used is set aside as at the start; records wait in the meantime. */
    async use(work) {
      if (closed) throw new Error(words().reasons.closed);
      try {
        await beInPlace();
        return await work(file);
      } catch (error) {
        if (isDamage(error) && !reading) void replace(true);
        throw new Error(reasonOf(error));
      }
    },
    store: (records) =>
      place.use(async ({ writer }) => {
        await writer.write(records);
      }),
    async close() {
      closed = true;
      await repair;
      await file.close();
    },
  };
  return place;
}
