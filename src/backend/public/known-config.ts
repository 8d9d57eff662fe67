import type { BackendEvent, ConfigProblem } from '../../contract/change.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { PublicClient } from './client/public-client.ts';
import { readConfig, type SeenConfig } from './read-config.ts';

/** What is known of a server's config, so that what was just read is not asked for again. */
export interface KnownConfig {
  readonly latest: () => SeenConfig;
  /** Whether something was read that no load has given yet. */
  readonly isUnread: () => boolean;
  /** Of the file on disk; the running config has none. */
  readonly problem: () => ConfigProblem | null;
  /** For a load: what was read within the last moment, else a new answer. */
  current(signal?: AbortSignal): Promise<Outcome<SeenConfig>>;
  /** Takes up what was read; true: it is another config than before. */
  take(seen: SeenConfig): boolean;
  /** The same, and notifies the listeners. */
  report(seen: SeenConfig): void;
  /** What was read before a write is not the state after it. */
  forget(): void;
  /** Whether clients are judged by the keys that the server shows, as far as that was tried. */
  readonly isApplied: () => boolean;
  judged(applied: boolean): void;
  /** It has loaded a change that takes effect with its next start: until then nothing counts as applied. */
  awaitRestart(): void;
  restarted(): void;
  /** Says what is wrong with config.yaml, and when it is good again. */
  found(problem: ConfigProblem | null): void;
}

/** ms for which a config that was just read is good as a load. */
const fresh = 2_000;

export function knowConfig(
  client: PublicClient,
  first: SeenConfig,
  emit: (event: BackendEvent) => void,
  now: () => number,
  /** Called with each config that is read after the first. */
  onSeen: (seen: SeenConfig) => void,
): KnownConfig {
  let latest = first;
  let unread: number | undefined = now();
  let problem: ConfigProblem | null = null;
  let applied = true;
  let awaiting = false;

  const take = (seen: SeenConfig): boolean => {
    const other = seen.revision !== latest.revision;
    latest = seen;
    onSeen(seen);
    unread = now();
    return other;
  };
  const judged = (tried: boolean): void => {
    const next = tried && !awaiting;
    if (next === applied) return;
    applied = next;
    emit({ type: 'config', revision: latest.revision });
  };
  return {
    latest: () => latest,
    isUnread: () => unread !== undefined,
    problem: () => problem,
    isApplied: () => applied,
    judged,
    awaitRestart() {
      awaiting = true;
      judged(false);
    },
    restarted() {
      awaiting = false;
    },
    take,
    report(seen) {
      if (take(seen)) emit({ type: 'config', revision: seen.revision });
    },
    forget() {
      unread = undefined;
    },
    async current(signal) {
      const since = unread;
      unread = undefined;
      if (since !== undefined && now() - since < fresh && !signal?.aborted) return success(latest);
      const seen = await readConfig(client, signal);
      if (seen.ok) {
        latest = seen.value;
        onSeen(latest);
      }
      return seen;
    },
    found(next) {
      if (next?.message === problem?.message) return;
      problem = next;
      emit({ type: 'config-problem', problem });
    },
  };
}
