import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsoleFolder } from '../../config/console-folder.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { UsageQueries } from '../../usage/usage-store.ts';
import type { BackendUsage, ServerState } from '../backend.ts';
import { usageOf } from '../usage-of.ts';

export interface DiskUsage {
  readonly usage: BackendUsage;
  close(): Promise<void>;
}

/** Usage from the file that a server of ours keeps, or kept, beside this config. */
export function readUsage(
  folder: () => Promise<Outcome<ConsoleFolder>>,
  state: () => Promise<Outcome<ServerState>>,
): DiskUsage {
  const file = heldFile();
  return {
    close: () => file.letGo(),
    usage: usageOf(async (wish) => {
      const place = await folder();
      if (!place.ok) return place;
      const loaded = await state();
      if (!loaded.ok) return loaded;
      const opened = await file.at(place.value.path);
      if (!opened.ok) return opened;
      const { answerWish } = await import('../../usage/answer-wish.ts');
      const { clientKeys, config } = loaded.value;
      const labels = new Map(
        clientKeys.flatMap(({ fingerprint, record }) =>
          record?.label ? [[fingerprint as string, record.label]] : [],
        ),
      );
      const recording = config['usage-statistics-enabled'] !== false;
      return success(answerWish(opened.value, wish, { labels, recording }));
    }),
  };
}

interface HeldFile {
  at(folder: string): Promise<Outcome<UsageQueries | undefined>>;
  letGo(): Promise<void>;
}

/** Stays open between questions, until another file stands in its place: opening it anew each time costs more. */
function heldFile(): HeldFile {
  let held: { readonly name: string; readonly queries: UsageQueries } | undefined;
  const letGo = async (): Promise<void> => {
    const { queries } = held ?? {};
    held = undefined;
    await queries?.close();
  };
  return {
    letGo,
    async at(folder) {
      const name = await stat(join(folder, 'usage.db')).then(
        ({ dev, ino }) => `${folder} ${dev} ${ino}`,
        () => undefined,
      );
      if (held && held.name === name) return success(held.queries);
      await letGo();
      if (name === undefined) return success(undefined);
      const { openUsageToRead } = await import('../../usage/open-usage-to-read.ts');
      const opened = await openUsageToRead({ folder });
      if (opened.ok && opened.value) held = { name, queries: opened.value };
      return opened;
    },
  };
}
