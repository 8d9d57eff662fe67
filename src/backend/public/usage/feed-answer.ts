import { join } from 'node:path';
import * as v from 'valibot';
import { editPrivateFile, readPrivateFile } from '../../../config/file/private-file.ts';
import { success } from '../../../contract/outcome.ts';
import type { AcceptedParts } from '../config-file.ts';
import type { FeedAnswer } from './usage-feed.ts';

const schema = v.looseObject({
  usageFeed: v.optional(v.boolean()),
  /** Hashes of parts of config.yaml that this server shows in another form than the file. */
  configParts: v.optional(v.array(v.string())),
});

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

/** More than the settings of a config have values in the life of a server. */
const maxParts = 200;

export function keepAcceptedParts(folder: string): AcceptedParts {
  const path = join(folder, 'answers.json');
  return {
    async read() {
      const kept = await readPrivateFile(path, schema);
      return (kept.ok && kept.value?.configParts) || [];
    },
    add: (parts) =>
      editPrivateFile(path, schema, (kept) => {
        const all = [...new Set([...(kept?.configParts ?? []), ...parts])];
        return success({ ...kept, configParts: all.slice(-maxParts) });
      }),
  };
}
