import type { FactFinder } from '../../../contract/facts.ts';

export interface FactsOptions {
  /** Absent: the server is elsewhere. */
  readonly configPath: string | undefined;
  /** Of the server, by --url. */
  readonly url?: string | undefined;
  readonly home: string;
  readonly cwd: string;
  /** PEM: whom to trust for https. */
  readonly ca: string | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** What looks around is loaded when somebody first wants to know. */
export function createFacts(options: FactsOptions): FactFinder {
  const finder = () => import('./find-facts.ts').then(({ findFacts }) => findFacts(options));
  return {
    configPath: options.configPath,
    readConfig: async (text) => (await finder()).readConfig(text),
    look: async (config, secrets, signal) => (await finder()).look(config, secrets, signal),
    askTime: async (url, signal) => (await finder()).askTime(url, signal),
    setModes: async (modes) => (await finder()).setModes(modes),
    makeFolder: async (path) => (await finder()).makeFolder(path),
    removeFolder: async (path) => (await finder()).removeFolder(path),
  };
}
