import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { addressOf } from '../../backend/management/address.ts';
import type { WatchConfig } from '../../backend/public/public-backend.ts';
import { keepAcceptedParts, keepFeedAnswer } from '../../backend/public/usage/feed-answer.ts';
import type { UsageFeed } from '../../backend/public/usage/usage-feed.ts';
import { readRegularText } from '../../base/files/read-regular-file.ts';
import {
  type ConsoleFolder,
  consoleFolderAt,
  openConsoleFolder,
} from '../../config/console-folder/console-folder.ts';
import { serverStateFolder } from '../../config/console-folder/state-folder.ts';
import { backupNameOf } from '../../config/file/backup-files.ts';
import { authDirOf } from '../../config/file/paths.ts';
import type { Io } from '../io.ts';
import { quickAuthDir } from './find/config-address.ts';

export interface PublicPlaceOptions {
  /** Of the server; absent if it runs on another machine. */
  readonly configPath?: string | undefined;
  readonly usageFeed?: UsageFeed | undefined;
  /** Called with a message about what was found beside it. */
  readonly onNote?: (sentence: string) => void;
}

/**
 * The console folder of a public server: where it runs if we can write there, else in the user's state
 * folder.
 */
export async function publicPlace(
  url: string,
  { configPath, usageFeed, onNote }: PublicPlaceOptions,
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
) {
  const address = addressOf(url);
  const state = serverStateFolder(address.ok ? address.value.base : url, io);
  const beside = configPath === undefined ? undefined : await folderBeside(configPath, io);
  const folder = beside ?? consoleFolderAt(state);
  const settled = await folder.settle();
  const said = settled.ok ? settled.value : settled.message;
  if (said !== undefined) onNote?.(said);
  return {
    folder,
    feedAnswer: keepFeedAnswer(state),
    acceptedParts: keepAcceptedParts(state),
    ...(configPath !== undefined && {
      backupName: await backupNameOf(configPath),
      watchConfig: watcherOf(configPath),
    }),
    ...(usageFeed && { usageFeed }),
  };
}

/** undefined: the auth-dir is another user's. */
async function folderBeside(
  configPath: string,
  io: Pick<Io, 'home' | 'cwd'>,
): Promise<ConsoleFolder | undefined> {
  const named = await namedAuthDir(configPath, io);
  if (named === undefined) return undefined;
  const authDir = authDirOf({ 'auth-dir': named }, io.home, configPath);
  const writable = await access(authDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return writable ? openConsoleFolder(authDir) : undefined;
}

/** `''`: the config names none; undefined if it cannot be read. */
async function namedAuthDir(configPath: string, io: Pick<Io, 'home' | 'cwd'>): Promise<string | undefined> {
  const quick = quickAuthDir(await readRegularText(configPath).catch(() => 'auth-dir'));
  if (quick !== undefined) return quick;
  const { checkConfig } = await import('./find/check-config.ts');
  const checked = await checkConfig(configPath, io);
  return checked.ok && checked.value.config ? (checked.value.config['auth-dir'] ?? '') : undefined;
}

/** ms. The watcher is heavy, and is not loaded before the first screen. */
const watchFrom = 250;

function watcherOf(path: string): WatchConfig {
  return (onChange) => {
    let watching: Promise<{ close(): unknown }> | undefined;
    let ended = false;
    const changed = () => {
      if (!ended) onChange();
    };
    const timer = setTimeout(() => {
      watching = import('../../watch/watch-files.ts').then(({ watchFiles }) => watchFiles([path], changed));
      void watching.then(changed);
    }, watchFrom);
    return () => {
      ended = true;
      clearTimeout(timer);
      void watching?.then((it) => it.close());
    };
  };
}
