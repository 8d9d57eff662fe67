import type { ConsoleFolder } from '../../config/console-folder.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { BackendUsage, ServerState } from '../backend.ts';
import { usageOf } from '../usage-of.ts';

/** Usage from the file that a server of ours keeps or kept beside this config; read anew for each question. */
export function readUsage(
  folder: () => Promise<Outcome<ConsoleFolder>>,
  state: () => Promise<Outcome<ServerState>>,
): BackendUsage {
  return usageOf(async (wish) => {
    const [place, loaded] = [await folder(), await state()];
    if (!place.ok) return place;
    if (!loaded.ok) return loaded;
    const { openUsageToRead } = await import('../../usage/open-usage-to-read.ts');
    const { answerWish } = await import('../../usage/answer-wish.ts');
    const opened = await openUsageToRead({ folder: place.value.path });
    if (!opened.ok) return opened;
    const { clientKeys, config } = loaded.value;
    const labels = new Map(
      clientKeys.flatMap(({ fingerprint, record }) =>
        record?.label ? [[fingerprint as string, record.label]] : [],
      ),
    );
    try {
      return success(
        answerWish(opened.value, wish, { labels, recording: config['usage-statistics-enabled'] !== false }),
      );
    } finally {
      await opened.value?.close();
    }
  });
}
