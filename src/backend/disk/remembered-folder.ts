import { isDeepStrictEqual } from 'node:util';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { activityOf, readStoredCounts, type StoredCounts } from '../../contract/activity-counts.ts';
import type { KeyRecord } from '../../contract/client-key.ts';
import { words } from '../auth-files/words.ts';
import type { Activity } from '../client-keys.ts';
import { rememberFile } from './remembered-file.ts';

/** What the counts of activity.data say at `now`, ms since the epoch. */
export function activityAt({ countedSince, counts }: StoredCounts, now: number): Activity {
  const figures = Object.entries(counts).map(
    ([print, one]) => [print, activityOf(one, now, countedSince)] as const,
  );
  return { activity: Object.fromEntries(figures), countedSince };
}

export interface FolderContent {
  /** The same array while the file stays the same. */
  readonly records: readonly KeyRecord[];
  /** The same object during a minute while the file stays the same; undefined if no server has counted here. */
  readonly activity: Activity | undefined;
  /** They could not be read so far. */
  readonly withoutRecords: boolean;
  /** Sentences about files that cannot be read, or that have got new names. */
  readonly warnings: readonly string[];
}

export interface RememberedFolder {
  readonly folder: ConsoleFolder;
  readonly paths: readonly string[];
  current(): Promise<FolderContent>;
}

/**
 * What is beside the config, parsed again only where bytes have changed.
 * @param counted whether to look at activity.data: the server that writes it has no need to, and it alone enforces
 *   the records
 */
export function rememberFolder(folder: ConsoleFolder, counted: boolean): RememberedFolder {
  const recordsFile = rememberFile(
    folder.keyRecordsPath,
    () => folder.readKeyRecords(),
    ({ ok }) => ok,
  );
  const activityFile = rememberFile(folder.activityPath, async () => {
    const read = await folder.readActivity();
    return read.ok ? readStoredCounts(read.value) : undefined;
  });
  let figures: { of: StoredCounts; minute: number; activity: Activity } | undefined;
  const readActivity = async (): Promise<Activity | undefined> => {
    const of = await activityFile.current();
    if (!of) return undefined;
    const now = Date.now();
    // The "last hour" of counts that stay is another one each minute.
    const minute = Math.floor(now / 60_000);
    if (figures?.of !== of || figures.minute !== minute)
      figures = { of, minute, activity: activityAt(of, now) };
    return figures.activity;
  };
  let content: FolderContent = { records: [], activity: undefined, withoutRecords: false, warnings: [] };
  /** Records that were good stay when the file breaks: without them an expired key would work again (A7). */
  let known: readonly KeyRecord[] | undefined;
  let isRewritten = false;
  const readRecords = async () => {
    const read = await recordsFile.current();
    if (read.ok) known = read.value;
    return read;
  };
  return {
    folder: {
      ...folder,
      async editKeyRecords(edits) {
        const before = await readRecords();
        const done = await folder.editKeyRecords(edits, known);
        if (done.ok && !before.ok && before.kind === 'invalid') isRewritten = true;
        return done;
      },
    },
    paths: counted ? [folder.keyRecordsPath, folder.activityPath] : [folder.keyRecordsPath],
    async current() {
      const settled = await folder.settle();
      const [read, activity] = await Promise.all([readRecords(), counted ? readActivity() : undefined]);
      const records = known ?? content.records;
      const note = isRewritten ? words().follow.rewritten(folder.keyRecordsPath) : undefined;
      const withoutRecords = known === undefined;
      const { notEnforced, wouldNotEnforce } = words().follow;
      // A server that is running may have read them while they were whole.
      const unread = counted ? wouldNotEnforce : notEnforced;
      const said = [
        withoutRecords ? unread : undefined,
        settled.ok ? settled.value : settled.message,
        read.ok ? note : read.message,
      ];
      const warnings = said.filter((sentence) => sentence !== undefined);
      const same =
        records === content.records &&
        activity === content.activity &&
        isDeepStrictEqual(warnings, content.warnings);
      if (!same) content = { records, activity, withoutRecords, warnings };
      return content;
    },
  };
}
