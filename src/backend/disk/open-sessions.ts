import { dirname } from 'node:path';
import { lazy } from '../../base/async/lazy.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { BackendEvent } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { BackendSessions } from '../backend.ts';
import { lazySessions } from '../lazy-parts.ts';
import type { AuthDir, WatchEntries } from './auth-files/auth-dir.ts';
import type { WatchFiles } from './follow-files.ts';

interface DiskSessionsPlace {
  readonly folder: () => Promise<Outcome<ConsoleFolder>>;
  readonly config: () => Promise<Config>;
  readonly watch: WatchFiles;
  readonly watchEntries: WatchEntries | undefined;
  readonly now: () => number;
}

interface OpenedSessions {
  readonly sessions: BackendSessions;
  subscribe(listener: (event: BackendEvent) => void): () => void;
  /** The config may name another auth-dir. */
  look(): void;
  close(): Promise<void>;
}

interface Loaded {
  readonly dir: AuthDir;
  readonly sessions: Required<BackendSessions>;
}

/**
 * The sessions of auth-dir, whose code is loaded with the first question: a console's first screen needs
 * none.
 */
export function openSessions(options: DiskSessionsPlace): OpenedSessions {
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
    const quotas = async () => {
      const folder = await options.folder();
      const read = folder.ok ? await folder.value.readQuotas() : folder;
      return read.ok ? read.value : {};
    };
    return { dir, sessions: createDiskSessions({ dir, excluded, quotas }) };
  };
  const ready = (): Promise<Loaded> => {
    loading ??= load();
    return loading;
  };
  const loadSessions = async () => (await ready()).sessions;

  return {
    sessions: {
      ...lazySessions(loadSessions),
      ...lazy(loadSessions, ['editMembers']),
      tokens: lazy(async () => (await loadSessions()).tokens, ['list', 'change', 'note']),
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
