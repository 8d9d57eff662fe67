import { type Outcome, success } from '../../contract/outcome.ts';
import {
  isDamage,
  openUsageFile,
  openUsageFileToRead,
  reasonOf,
  setAside,
  type UsageFile,
} from './usage-file.ts';
import type { OpenTables, UsagePlace } from './usage-place.ts';
import { openRecordWriter } from './write-records.ts';

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
  let tables: OpenTables = tablesOf(first);
  let repair: Promise<void> | undefined;
  let triedUntil = 0;
  let closed = false;

  async function replaceDamaged(): Promise<void> {
    const { path } = file;
    await file.close();
    const aside = await setAside(path);
    say(
      typeof aside === 'string'
        ? `${path} was damaged: it was set aside as ${aside}, and a new one was begun.`
        : aside.message,
    );
    // Until there is a new one, the next uses try again.
    file = { ...file, inPlace: () => false };
    await openAgain();
  }

  async function openAgain(): Promise<boolean> {
    const again = await openUsageFile(folder, say, 'write beside a log');
    if (again.ok) {
      file = again.value;
      tables = tablesOf(file);
    }
    return again.ok;
  }

  /** Others wait for it; what it could not do, the next use tries again. */
  function repairBy(work: () => Promise<void>): Promise<void> {
    repair ??= work()
      .catch((error) => say(`${file.path} could not be opened again: ${reasonOf(error)}.`))
      .finally(() => {
        repair = undefined;
      });
    return repair;
  }

  async function replaceLost(): Promise<void> {
    const lost = file;
    if (!(await openAgain())) return;
    await lost.close();
    say(
      `${lost.path} was removed or replaced while it was in use. Its records are lost here; new requests are recorded from now on.`,
    );
  }

  /** SQLite does not notice that its file was removed: records would be written to a file that cannot be read. */
  async function beInPlace(): Promise<void> {
    await repair;
    if (reading || file.inPlace()) return;
    if (performance.now() >= triedUntil) {
      triedUntil = performance.now() + openAgainMs;
      await repairBy(replaceLost);
    }
    if (!file.inPlace()) throw new Error('its file is gone');
  }

  const place: UsagePlace = {
    /** A file that turns out damaged while it is used is set aside as at the start; records wait in the meantime. */
    async use(work) {
      if (closed) throw new Error('it is closed');
      try {
        await beInPlace();
        return await work(tables);
      } catch (error) {
        if (isDamage(error) && !reading) void repairBy(replaceDamaged);
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

const tablesOf = ({ database }: UsageFile): OpenTables => ({ database, writer: openRecordWriter(database) });
