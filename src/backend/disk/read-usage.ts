import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startOfDay } from '../../base/text/start-of-day.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { ownPrices, sharedDatabase } from '../../usage/own-settings.ts';
import type { ModelPrice } from '../../usage/prices.ts';
import type { SharedDatabase } from '../../usage/usage-engine.ts';
import type { UsageQueries } from '../../usage/usage-store.ts';
import { words } from '../auth-files/words.ts';
import type { BackendProviders, BackendUsage, ServerState } from '../backend.ts';
import { usageOf } from '../usage-of.ts';

export interface DiskUsage {
  readonly usage: BackendUsage;
  readonly providers: BackendProviders;
  /** The accounts with their requests of today, where they are counted. */
  counted(files: readonly AuthFile[]): Promise<readonly AuthFile[]>;
  close(): Promise<void>;
}

/** Usage from the file that a server of ours keeps, or kept, beside this config, or from its shared database. */
export function readUsage(
  folder: () => Promise<Outcome<ConsoleFolder>>,
  state: () => Promise<Outcome<ServerState>>,
  {
    database,
    now = Date.now,
  }: {
    /** CLI_PROXY_USAGE_DATABASE. */
    readonly database?: string | undefined;
    /** ms since the epoch. */
    readonly now?: () => number;
  } = {},
): DiskUsage {
  let prices: readonly ModelPrice[] = [];
  const file = heldFile(() => prices);
  const read = async () => {
    const place = await folder();
    if (!place.ok) return place;
    const loaded = await state();
    if (!loaded.ok) return loaded;
    const { config } = loaded.value;
    prices = ownPrices(config);
    const opened = await file.at(place.value.path, sharedDatabase(config, database));
    return opened.ok ? success({ state: loaded.value, store: opened.value }) : opened;
  };
  return {
    close: () => file.letGo(),
    usage: usageOf(async (request) => {
      const found = await read();
      if (!found.ok) return found;
      const { answerUsageRequest } = await import('../../usage/answer-usage-request.ts');
      const { clientKeys, config } = found.value.state;
      const labels = new Map(
        clientKeys.flatMap(({ fingerprint, record }) =>
          record?.label ? [[fingerprint as string, record.label]] : [],
        ),
      );
      const { store } = found.value;
      const answer = await answerUsageRequest(store, request, {
        labels,
        recording: isRecording(config),
        // The same for all keys.
        countedSince: clientKeys[0]?.activity?.countedSince,
      });
      if (store || !answer.ok || !answer.value.recording) return answer;
      return success({ ...answer.value, recording: false, reason: words().noUsage });
    }),
    async counted(files) {
      const found = files.length === 0 ? undefined : await read();
      if (!found?.ok || !found.value.store || !isRecording(found.value.state.config)) return files;
      const { store } = found.value;
      const { withTraffic } = await import('../../providers/accounts/account-traffic.ts');
      const since = startOfDay(now());
      try {
        return await withTraffic(files, (provider) =>
          store.groups({ since, provider, ...store.own }, 'account'),
        );
      } catch {
        // They are not known now.
        return files;
      }
    },
    providers: {
      refreshMs,
      async states() {
        const found = await read();
        if (!found.ok) return found;
        const { statesFromUsage } = await import('./read-provider-states.ts');
        const { config } = found.value.state;
        return statesFromUsage(config, found.value.store, isRecording(config), now()).then(success, () =>
          success({ states: {} }),
        );
      },
    },
  };
}

/** ms: the file of a server that runs beside us grows all the time. */
const refreshMs = 15_000;

const isRecording = (config: Config): boolean => config['usage-statistics-enabled'] !== false;

interface HeldFile {
  at(folder: string, shared: SharedDatabase | undefined): Promise<Outcome<UsageQueries | undefined>>;
  letGo(): Promise<void>;
}

/** Stays open between queries until the file is replaced, as opening it each time is more expensive. */
function heldFile(prices: () => readonly ModelPrice[]): HeldFile {
  let held: { readonly name: string; readonly queries: UsageQueries } | undefined;
  const letGo = async (): Promise<void> => {
    const { queries } = held ?? {};
    held = undefined;
    await queries?.close();
  };
  return {
    letGo,
    async at(folder, shared) {
      const inFile = stat(join(folder, 'usage.db')).then(
        ({ dev, ino }) => `${folder} ${dev} ${ino}`,
        () => undefined,
      );
      const name = shared ? `${shared.url} ${shared.server}` : await inFile;
      if (held && held.name === name) return success(held.queries);
      await letGo();
      if (name === undefined) return success(undefined);
      const { openUsageToRead } = await import('../../usage/open-usage-store.ts');
      const opened = await openUsageToRead({ folder, shared, prices });
      if (opened.ok && opened.value) held = { name, queries: opened.value };
      return opened;
    },
  };
}
