import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addressOf } from '../../../backend/management/address.ts';
import { probeServer } from '../../../backend/management/detect-server.ts';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { revisionOf } from '../../../base/files/revision.ts';
import { authDirOf } from '../../../config/file/paths.ts';
import { lineFinder } from '../../../config/parse/line-of.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import type { Config } from '../../../contract/config.ts';
import {
  type FactFinder,
  known,
  type Listening,
  type MachineFacts,
  notKnown,
} from '../../../contract/facts.ts';
import { success } from '../../../contract/outcome.ts';
import { serverUrl } from '../../../contract/server-url.ts';
import { askTime } from './ask-time.ts';
import { changeFiles } from './change-files.ts';
import type { FactsOptions } from './create-facts.ts';
import { findEnvFiles } from './env-files.ts';
import { gitStates } from './git-states.ts';
import { listFiles } from './list-files.ts';
import { tlsFacts } from './tls-facts.ts';

/** The real machine. */
export function findFacts(options: FactsOptions): FactFinder {
  const { configPath, ca, url } = options;
  return {
    configPath,
    async readConfig(text) {
      const parsed = parseConfig(text);
      if (!parsed.ok) return parsed;
      return success({ config: parsed.value.config, lineOf: lineFinder(text) });
    },
    async look(config, secrets, signal) {
      if (configPath === undefined) {
        const address = url === undefined ? undefined : addressOf(url);
        const here = address?.ok === true && address.value.loopback;
        return notKnown(
          here
            ? 'Only its address is known, not its config.yaml: name the file with --config instead of --url.'
            : 'The server runs on another machine.',
        );
      }
      return known(await lookAround(options, configPath, config, secrets, signal));
    },
    askTime: (url, signal) => askTime(url, options, signal),
    ...changeFiles,
  };

  async function lookAround(
    { home, cwd }: FactsOptions,
    path: string,
    config: Config,
    secrets: Parameters<FactFinder['look']>[1],
    signal: AbortSignal | undefined,
  ): Promise<MachineFacts> {
    const authDir = authDirOf(config, home, path);
    const env = await findEnvFiles([...new Set([dirname(path), cwd])], dirname(path), secrets);
    const tlsPaths = tlsFacts.pathsOf(config, { home, cwd });
    const files = await listFiles({
      configPath: path,
      authDir,
      envPaths: env.map((file) => file.path),
      tlsKey: tlsPaths?.key,
    });
    const [git, tls, listening, written, there] = await Promise.all([
      gitStates(files),
      tlsPaths && tlsFacts.read(tlsPaths),
      listenerOf(config, signal),
      bytesOf(path),
      stat(authDir).then(
        (stats) => stats.isDirectory(),
        () => false,
      ),
    ]);
    return {
      configPath: path,
      ...written,
      authDir: { path: authDir, there },
      files: process.platform === 'win32' ? notKnown('Windows has no such file modes.') : known(files),
      git,
      env,
      listening,
      tls,
    };
  }

  async function listenerOf(config: Config, signal: AbortSignal | undefined): Promise<Listening> {
    const url = serverUrl(config);
    const trust = ca === undefined ? {} : { ca };
    const { kind } = await probeServer(url, { ...trust, ...(signal ? { signal } : {}) });
    return { url, kind };
  }
}

async function bytesOf(path: string): Promise<Pick<MachineFacts, 'revision' | 'modifiedAt'>> {
  try {
    const { bytes, stats } = await readRegularFile(path);
    return { revision: revisionOf(bytes), modifiedAt: stats.mtimeMs };
  } catch {
    return { revision: undefined, modifiedAt: undefined };
  }
}
