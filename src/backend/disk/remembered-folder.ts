import { join } from 'node:path';
import * as v from 'valibot';
import type { ConsoleFolder } from '../../config/console-folder.ts';
import { type KeyRecord, keyActivitySchema } from '../../contract/client-key.ts';
import type { Activity } from '../client-keys.ts';
import { rememberFile } from './remembered-file.ts';

/** What a server leaves behind about the use of its keys, in the shape of `console/state`. */
const activitySchema = v.object({
  activity: v.record(v.string(), keyActivitySchema),
  countedSince: v.number(),
});

export interface FolderContent {
  /** The same array while the file stays the same. */
  readonly records: readonly KeyRecord[];
  /** undefined: no server has counted here. */
  readonly activity: Activity | undefined;
  /** Sentences about files that cannot be read. */
  readonly warnings: readonly string[];
}

export interface RememberedFolder {
  readonly folder: ConsoleFolder;
  readonly paths: readonly string[];
  current(): Promise<FolderContent>;
}

/** What stands beside the config, parsed again only where bytes have changed. */
export function rememberFolder(folder: ConsoleFolder): RememberedFolder {
  const activityPath = join(folder.path, 'activity.json');
  const recordsFile = rememberFile(folder.keyRecordsPath, () => folder.readKeyRecords());
  const activityFile = rememberFile(activityPath, async () => {
    const read = await folder.readActivity();
    const parsed = v.safeParse(activitySchema, read.ok ? read.value : undefined);
    return parsed.success ? parsed.output : undefined;
  });
  let content: FolderContent = { records: [], activity: undefined, warnings: [] };
  return {
    folder,
    paths: [folder.keyRecordsPath, activityPath],
    async current() {
      const [read, activity] = await Promise.all([recordsFile.current(), activityFile.current()]);
      // Records that were good stay when the file breaks: without them an expired key would work again (A7).
      const records = read.ok ? read.value : content.records;
      const warnings = read.ok ? [] : [read.message];
      const same =
        records === content.records && activity === content.activity && warnings[0] === content.warnings[0];
      if (!same) content = { records, activity, warnings };
      return content;
    },
  };
}
