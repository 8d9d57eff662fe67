import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { addressOf } from '../../../backend/management/address.ts';
import { probeServer } from '../../../backend/management/detect-server.ts';
import { closeConnection, exchange, openConnection } from '../../../backend/management/exchange.ts';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { revisionOf } from '../../../base/files/revision.ts';
import { authDirOf, expandHome } from '../../../config/file/paths.ts';
import { lineFinder } from '../../../config/parse/line-of.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import type { Config } from '../../../contract/config.ts';
import {
  type FactFinder,
  type Known,
  known,
  type Listening,
  type MachineFacts,
  notKnown,
  type ReportedTime,
  type TlsFacts,
} from '../../../contract/facts.ts';
import { success } from '../../../contract/outcome.ts';
import { serverUrl } from '../../../contract/server-address.ts';
import { loadTls } from '../../../server/http/load-tls.ts';
import { words } from '../effects/words.ts';
import { gitStates } from './git-states.ts';
import { changeFiles, findEnvFiles, listFiles } from './machine-files.ts';

export interface FactsOptions {
  /** Absent: the server is elsewhere. */
  readonly configPath: string | undefined;
  /** Of the server, by --url. */
  readonly url?: string | undefined;
  readonly home: string;
  readonly cwd: string;
  /** PEM: the authorities to trust for https. */
  readonly ca: string | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

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
        return notKnown(here ? words().facts.onlyAddress : words().facts.elsewhere);
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
      files: process.platform === 'win32' ? notKnown(words().facts.windows) : known(files),
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

const limits = { connect: 2_000, answer: 2_000, size: 64 * 1024 };

/** The `Date` of an answer to `/healthz`, which needs no secret. */
export async function askTime(
  url: string,
  { ca, now }: Pick<FactsOptions, 'ca' | 'now'>,
  signal?: AbortSignal,
): Promise<Known<ReportedTime>> {
  const address = addressOf(url);
  if (!address.ok) return notKnown(address.message);
  const connection = await openConnection(address.value, ca);
  if (!connection.ok) return notKnown(words().facts.clock(connection.message));
  try {
    const earliest = now();
    const call = { method: 'GET', path: '/healthz', headers: {}, signal } as const;
    const answer = await exchange(connection.value, call, limits);
    if (!answer.ok) return notKnown(words().facts.clock(answer.message));
    const theirs = Date.parse([answer.value.headers.date].flat()[0] ?? '');
    if (Number.isNaN(theirs)) return notKnown(words().facts.noTime);
    return known({ theirs, earliest, latest: now() });
  } finally {
    closeConnection(connection.value);
  }
}

interface TlsPaths {
  readonly cert: string;
  readonly key: string;
  readonly config: Config;
  readonly read: (path: string) => Promise<Buffer>;
}

/** Certificate and key as the server would load them. */
const tlsFacts = {
  /** undefined: tls is off. */
  pathsOf(
    config: Config,
    { home, cwd }: { readonly home: string; readonly cwd: string },
  ): TlsPaths | undefined {
    if (config.tls?.enable !== true) return undefined;
    const absolute = (path: string | null | undefined) => (path ? resolve(cwd, expandHome(path, home)) : '');
    const { cert, key } = config.tls;
    return {
      cert: absolute(cert),
      key: absolute(key),
      config,
      read: async (path) => (await readRegularFile(absolute(path))).bytes,
    };
  },

  async read({ cert, config, read }: TlsPaths): Promise<TlsFacts> {
    const loaded = await loadTls(config, read);
    const dates = await datesOf(cert, read);
    return { certPath: cert, ...dates, ...(loaded.ok ? {} : { problem: loaded.message }) };
  },
};

/** Of the first certificate in the file, which is the server's own. */
async function datesOf(
  path: string,
  read: (path: string) => Promise<Buffer>,
): Promise<Pick<TlsFacts, 'validFrom' | 'validTo'>> {
  try {
    const { validFrom, validTo } = new X509Certificate(await read(path));
    return { validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
  } catch {
    return {};
  }
}
