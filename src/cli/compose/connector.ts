import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createConnector } from '../../backend/connect-server.ts';
import { addressOf } from '../../backend/management/address.ts';
import type { UsageFeed } from '../../backend/public/usage-feed.ts';
import type { ConsoleFolder } from '../../config/console-folder.ts';
import { authDirOf } from '../../config/paths.ts';
import type { Io } from '../io.ts';
import { quickAuthDir } from './quick-auth-dir.ts';

export interface ConnectorWish {
  /** Of the server; absent: it runs on another machine. */
  readonly configPath?: string | undefined;
  readonly usageFeed?: UsageFeed;
  readonly onAsking?: () => void;
}

/** Signs in to ours and to the public servers. What is kept beside a public one lies where it runs, if we can write there. */
export function connectorFor(
  { configPath, usageFeed, onAsking }: ConnectorWish,
  io: Pick<Io, 'now' | 'env' | 'home' | 'cwd'>,
) {
  return createConnector({
    now: io.now,
    ...(onAsking && { onAsking }),
    async publicPlace(url) {
      // Not before a public server answers: nobody else needs these.
      const [{ keepFeedAnswer }, { consoleFolderAt }, { serverStateFolder }] = await Promise.all([
        import('../../backend/public/feed-answer.ts'),
        import('../../config/console-folder.ts'),
        import('../../config/state-folder.ts'),
      ]);
      const address = addressOf(url);
      const state = serverStateFolder(address.ok ? address.value.base : url, io);
      const beside = configPath === undefined ? undefined : await folderBeside(configPath, io);
      return {
        folder: beside ?? consoleFolderAt(state),
        feedAnswer: keepFeedAnswer(state),
        ...(usageFeed && { usageFeed }),
      };
    },
  });
}

/** undefined: the auth-dir is another user's. */
async function folderBeside(
  configPath: string,
  io: Pick<Io, 'home' | 'cwd'>,
): Promise<ConsoleFolder | undefined> {
  const { openConsoleFolder } = await import('../../config/console-folder.ts');
  const named = await namedAuthDir(configPath, io);
  if (named === undefined) return undefined;
  const authDir = authDirOf({ 'auth-dir': named }, io.home, configPath);
  const writable = await access(authDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return writable ? openConsoleFolder(authDir) : undefined;
}

/** `''`: the config names none; undefined: it cannot be read. */
async function namedAuthDir(configPath: string, io: Pick<Io, 'home' | 'cwd'>): Promise<string | undefined> {
  const quick = quickAuthDir(await readFile(configPath, 'utf8').catch(() => 'auth-dir'));
  if (quick !== undefined) return quick;
  const { checkConfig } = await import('./check-config.ts');
  const checked = await checkConfig(configPath, io);
  return checked.ok && checked.value.config ? (checked.value.config['auth-dir'] ?? '') : undefined;
}
