import type { Config } from '../../src/contract/config.ts';
import {
  type FactFinder,
  type FileMode,
  known,
  type MachineFacts,
  notKnown,
} from '../../src/contract/facts.ts';
import { failure, success } from '../../src/contract/outcome.ts';

export interface FakeFacts extends FactFinder {
  /** Modes by path, as they are now. */
  readonly modes: Map<string, number>;
  readonly folders: Set<string>;
  /** What of the secrets of the config was asked for in `.env` files. */
  readonly sought: string[];
  /** What is found; undefined: the server is elsewhere. */
  machine: MachineFacts | undefined;
}

/** The surroundings of a server in the test's hands; the text of its config is JSON, as a fake backend has it. */
export function fakeFacts(machine: MachineFacts | undefined): FakeFacts {
  const modes = new Map<string, number>();
  const files = machine?.files.known ? machine.files.value : [];
  for (const { path, mode } of files) modes.set(path, mode);
  const facts: FakeFacts = {
    configPath: machine?.configPath,
    modes,
    folders: new Set(),
    sought: [],
    machine,
    readConfig: async (text) => success({ config: JSON.parse(text) as Config, lineOf: () => 1 }),
    async look(_config, secrets) {
      facts.sought.push(...secrets.map((secret) => secret.reveal()));
      if (!facts.machine) return notKnown('The server runs on another machine.');
      const seen = facts.machine.files;
      const now = seen.known
        ? known(seen.value.map((file) => ({ ...file, mode: modes.get(file.path) ?? file.mode })))
        : seen;
      const { authDir } = facts.machine;
      const there = authDir.there || facts.folders.has(authDir.path);
      return known({ ...facts.machine, files: now, authDir: { ...authDir, there } });
    },
    askTime: async () => notKnown('Nobody was asked.'),
    async setModes(wanted) {
      const before: FileMode[] = wanted.map(({ path }) => ({ path, mode: modes.get(path) ?? 0 }));
      for (const { path, mode } of wanted) modes.set(path, mode);
      return success(before);
    },
    async makeFolder(path) {
      facts.folders.add(path);
      return success(undefined);
    },
    async removeFolder(path) {
      return facts.folders.delete(path) ? success(undefined) : failure('failed', `There is no ${path}.`);
    },
  };
  return facts;
}
