import * as v from 'valibot';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { Fingerprint } from '../../../base/secrets/fingerprint.ts';
import type { Change } from '../../../contract/change.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { Activity } from '../../client-keys.ts';
import type { EventSocket } from '../../management/event-socket.ts';
import type { Timers } from '../../management/feed.ts';
import type { UsageCounts } from '../usage/count-usage.ts';
import type { RespSocket } from './resp-socket.ts';

interface PublicSocketOptions {
  /** undefined: the server's port speaks HTTP alone. */
  readonly resp: RespSocket | undefined;
  readonly counts: UsageCounts;
  /** Consumes records of the queue at each look: over RESP, or over HTTP where there is none. */
  readonly takeUsage: (() => Promise<readonly unknown[]>) | undefined;
  /** Reads what the server has counted itself; undefined if it does not count, or cannot say now. */
  readonly readFigures: (() => Promise<Activity | undefined>) | undefined;
  /** Asks for the config; the value is true if it has changed. */
  readonly look: () => Promise<Outcome<Change | undefined>>;
  /** Asks, without the secret, whether a server answers at all. */
  readonly isThere: () => Promise<Outcome<void>>;
  /** Whether the accounts are followed: a push does not say what has changed. */
  readonly followsSessions?: () => boolean;
  readonly timers: Timers;
}

/** ms between two looks where nothing is pushed; a look costs the server 60 ms. */
const lookEvery = 15_000;
/** Over RESP it costs the server nothing. */
const takeEvery = { resp: 5_000, http: lookEvery };
/** ms of a look without an answer after which the server may hang: reported within 3 s in all. */
const doubtAfter = 1_500;
/** The figures of a long life are long. */
const figuresEvery = 30_000;
/** ms for which figures are gathered before they are reported. */
const gather = 50;

const pushSchema = v.looseObject({
  refresh: v.optional(v.boolean()),
  support_refresh: v.optional(v.boolean()),
});

/**
 * The feed of a public server, as createFeed takes it: pushed where the server pushes, else looked at,
 * gently.
 */
export function publicSocket(options: PublicSocketOptions): EventSocket {
  const { resp, counts, timers, takeUsage, readFigures, look, isThere } = options;
  const running = new Set<unknown>();
  const changed = new Set<Fingerprint>();
  let ended = false;
  let refreshed = false;
  let looking: 'no' | 'yes' | 'again' = 'no';
  let taking: Promise<unknown> | undefined;

  const later = (ms: number, run: () => void): void => {
    const timer = timers.set(() => {
      running.delete(timer);
      if (!ended) run();
    }, ms);
    running.add(timer);
  };
  const stop = () => {
    ended = true;
    for (const timer of running) timers.clear(timer);
    counts.end(taking);
    // What is under way has left the server's queue.
    if (taking) void taking.finally(() => resp?.end());
    else resp?.end();
  };

  return {
    listen({ onChange, onPing, onEnd }) {
      const finish = (reason: string) => {
        if (ended) return;
        stop();
        onEnd(reason);
      };
      // No request between two looks: each one is a line in the server's log.
      const inDoubt = async (): Promise<void> => {
        const there = await isThere();
        if (!there.ok && looking !== 'no') finish(there.message);
      };
      const lookNow = async (): Promise<void> => {
        if (looking !== 'no') {
          looking = 'again';
          return;
        }
        do {
          looking = 'yes';
          const doubt = resp ? undefined : timers.set(() => void inDoubt(), doubtAfter);
          if (doubt !== undefined) running.add(doubt);
          const seen = await look();
          running.delete(doubt);
          timers.clear(doubt);
          if (ended) return;
          if (!seen.ok) return finish(seen.message);
          onPing();
          if (seen.value) onChange(seen.value);
        } while (nextLook());
        looking = 'no';
      };
      const nextLook = () => looking === 'again';
      const count = (record: unknown): void => {
        const print = counts.take(record);
        if (print === undefined || ended) return;
        if (changed.size === 0) {
          later(gather, () => {
            const keys = counts.of(changed);
            changed.clear();
            onChange({ type: 'activity', keys });
          });
        }
        changed.add(print);
      };
      const lookAgain = (): void =>
        later(lookEvery, () => {
          // A server that pushes its changes is not asked for them.
          if (!refreshed) void lookNow();
          lookAgain();
        });
      const takeAgain = (take: NonNullable<typeof takeUsage>): void =>
        later(resp ? takeEvery.resp : takeEvery.http, () => {
          taking = take().then((records) => {
            taking = undefined;
            for (const record of records) count(record);
            if (!ended) takeAgain(take);
          });
        });

      const figuresNow = async (read: NonNullable<typeof readFigures>): Promise<void> => {
        const figures = await read();
        if (ended) return;
        const keys = figures ? counts.replace(figures) : {};
        if (Object.keys(keys).length > 0) onChange({ type: 'activity', keys });
        later(figuresEvery, () => void figuresNow(read));
      };

      if (resp?.subscribed || takeUsage) counts.begin();
      resp?.listen({
        onMessage(text) {
          if (ended) return;
          const message = parseJson(text);
          const push = v.safeParse(pushSchema, message);
          if (push.success && push.output.support_refresh) refreshed = true;
          else if (push.success && push.output.refresh) {
            if (options.followsSessions?.()) onChange({ type: 'auth-files' });
            void lookNow();
          } else count(message);
        },
        onPing,
        onEnd: finish,
      });
      if (ended) return;
      lookAgain();
      if (takeUsage) takeAgain(takeUsage);
      if (readFigures) void figuresNow(readFigures);
      // Without a connection of its own the feed learns only here that the server is alive.
      if (!resp) onPing();
    },
    end: stop,
  };
}
