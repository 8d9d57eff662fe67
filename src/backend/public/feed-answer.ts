import { join } from 'node:path';
import * as v from 'valibot';
import { editPrivateFile, readPrivateFile } from '../../config/private-file.ts';
import { success } from '../../contract/outcome.ts';
import type { FeedAnswer } from './usage-feed.ts';

const schema = v.looseObject({ usageFeed: v.optional(v.boolean()) });

/** The answer to the question about the usage feed (H4), in a server's state folder. A damaged file: ask again. */
export function keepFeedAnswer(folder: string): FeedAnswer {
  const path = join(folder, 'answers.json');
  return {
    async read() {
      const kept = await readPrivateFile(path, schema);
      return kept.ok ? kept.value?.usageFeed : undefined;
    },
    write: (yes) => editPrivateFile(path, schema, (kept) => success({ ...kept, usageFeed: yes })),
  };
}
