import { dirname } from 'node:path';
import type { ConsoleFolder } from '../../config/console-folder.ts';
import type { BackendEvent } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { BackendSessions } from '../backend.ts';
import type { AuthDir, WatchEntries } from './auth-files/auth-dir.ts';
import type { WatchFiles } from './follow-files.ts';

export interface LateSessionsOptions {
  readonly folder: () => Promise<Outcome<ConsoleFolder>>;
  readonly config: () => Promise<Config>;
  readonly watch: WatchFiles;
  readonly watchEntries: WatchEntries | undefined;
  readonly now: () => number;
}

export interface LateSessions {
  readonly sessions: BackendSessions;
  subscribe(listener: (event: BackendEvent) => void): () => void;
  /** Another auth-dir may stand in the config. */
  look(): void;
  close(): Promise<void>;
}

interface Loaded {
  readonly dir: AuthDir;
  readonly sessions: Required<BackendSessions>;
}

/** The sessions of auth-dir, whose code is loaded with the first question: a console's first screen needs none. */
export function lateSessions(options: LateSessionsOptions): LateSessions {
  const listeners = new Set<(event: BackendEvent) => void>();
  let loading: Promise<Loaded> | undefined;

  const load = async (): Promise<Loaded> => {
    const [{ followAuthDir }, { createDiskSessions }] = await Promise.all([
      import('./auth-files/auth-dir.ts'),
      import('./auth-files/disk-sessions.ts'),
    ]);
    const dir = followAuthDir({
      folder: async () => {
        const folder = await options.folder();
        return folder.ok ? success(folder.value.authDir ?? dirname(folder.value.path)) : folder;
      },
      watch: options.watch,
      watchEntries: options.watchEntries ?? (async () => ({ close: async () => {} })),
      onChange() {
        for (const listener of [...listeners]) listener({ type: 'auth-files' });
      },
      now: options.now,
    });
    dir.listen(listeners.size > 0);
    const excluded = async () => (await options.config())['oauth-excluded-models'] ?? {};
    return { dir, sessions: createDiskSessions({ dir, excluded }) };
  };
  const ready = (): Promise<Loaded> => {
    loading ??= load();
    return loading;
  };

  return {
    sessions: {
      list: async (...asked) => (await ready()).sessions.list(...asked),
      inspect: async (...asked) => (await ready()).sessions.inspect(...asked),
      models: async (...asked) => (await ready()).sessions.models(...asked),
      setDisabled: async (...asked) => (await ready()).sessions.setDisabled(...asked),
      editFields: async (...asked) => (await ready()).sessions.editFields(...asked),
      editMembers: async (...asked) => (await ready()).sessions.editMembers(...asked),
      upload: async (...asked) => (await ready()).sessions.upload(...asked),
      download: async (...asked) => (await ready()).sessions.download(...asked),
      revoke: async (...asked) => (await ready()).sessions.revoke(...asked),
      revocations: async (...asked) => (await ready()).sessions.revocations(...asked),
      restore: async (...asked) => (await ready()).sessions.restore(...asked),
      resetCooldown: async (...asked) => (await ready()).sessions.resetCooldown(...asked),
      tokens: {
        list: async () => (await ready()).sessions.tokens.list(),
        change: async (...asked) => (await ready()).sessions.tokens.change(...asked),
        note: async (...asked) => (await ready()).sessions.tokens.note(...asked),
      },
    },
    subscribe(listener) {
      const own = (event: BackendEvent) => listener(event);
      listeners.add(own);
      if (listeners.size === 1) void loading?.then(({ dir }) => dir.listen(true));
      return () => {
        if (listeners.delete(own) && listeners.size === 0) void loading?.then(({ dir }) => dir.listen(false));
      };
    },
    look: () => void loading?.then(({ dir }) => dir.look()),
    async close() {
      listeners.clear();
      await (await loading)?.dir.close();
    },
  };
}
