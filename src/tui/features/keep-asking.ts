import type { UsageRequest } from '../../contract/usage-figures.ts';
import type { Connection, ConsoleState } from '../../store/state.ts';
import { isReachable } from '../act.ts';
import type { Watch } from './feature.ts';
import type { UsageAnswer } from './usage/usage-state.ts';

/** A question that was asked, or the one that would be asked now. */
export interface Asked<Topic> {
  /** The same value is the same question. */
  readonly topic: Topic;
  /** ms since the epoch. */
  readonly at: number;
  /** Number of client requests reported by then. */
  readonly seen: number;
  /** The connection: requests may have ended unreported before a new one. */
  readonly on: Connection;
}

interface Asking<Topic, Answer> {
  /** undefined if nothing shown needs an answer. */
  readonly topic: (console: ConsoleState) => Topic | undefined;
  /** ms between questions, 0 for at once; undefined if the answer would be the same. By default each topic is asked once. */
  readonly pause?: (last: Asked<Topic>, next: Asked<Topic>) => number | undefined;
  readonly ask: (next: Asked<Topic>, last: Asked<Topic> | undefined, signal: AbortSignal) => Promise<Answer>;
  /** Not called with the answer of another server. */
  readonly onAnswer?: (answer: Answer, asked: Asked<Topic>) => void;
  /** Counts as asked already. */
  readonly known?: Asked<Topic> | undefined;
}

/** Keeps what is shown up to date while the server is reachable: one question at a time, none while nothing changes. */
export function keepAsking<Topic, Answer>(
  [session, ui, now]: Parameters<Watch>,
  { topic: topicOf, pause = onceEach, ask, onAnswer, known }: Asking<Topic, Answer>,
): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  let last = known;
  let asking = false;
  let timer: NodeJS.Timeout | undefined;

  const send = async (next: Asked<Topic>): Promise<void> => {
    const { place } = session.store.snapshot();
    const before = last;
    [last, asking] = [next, true];
    const answer = await ask(next, before, signal);
    asking = false;
    if (signal.aborted) return;
    // The answer of one server does not apply to another.
    if (session.store.snapshot().place === place) onAnswer?.(answer, next);
    check();
  };

  function check(isDue = false): void {
    if (asking || signal.aborted) return;
    clearTimeout(timer);
    const state = session.store.snapshot();
    const { usage, connection } = state;
    const topic = isReachable(connection) ? topicOf(state) : undefined;
    if (topic === undefined) {
      // Changes in the meantime are requested afterwards.
      last = undefined;
      return;
    }
    const next = { topic, at: now(), seen: usage.seen, on: connection };
    const wait = last ? pause(last, next) : 0;
    if (wait === undefined) return;
    const dueIn = (last?.at ?? 0) + wait - next.at;
    if (dueIn <= 0 || isDue) void send(next);
    else timer = setTimeout(check, dueIn, true);
  }

  const look = () => check();
  const stops = [session.store.subscribe(look), ui.subscribe(look)];
  check();
  return () => {
    leaving.abort();
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

const onceEach = <Topic>(last: Asked<Topic>, next: Asked<Topic>): number | undefined =>
  last.topic === next.topic ? undefined : 0;

interface AskingUsage {
  /** Identifies the request: the same text is the same request. undefined if nothing shown needs an answer. */
  readonly topic: () => string | undefined;
  readonly pause: (last: Asked<string>, next: Asked<string>) => number | undefined;
  readonly request: (next: Asked<string>, last: Asked<string> | undefined) => UsageRequest;
  readonly onAnswer: (answer: UsageAnswer, asked: Asked<string>) => void;
}

/** ms between two usage requests while client requests arrive, and while figures only age. */
const [arriving, aging] = [10_000, 60_000];

/** At once for another request or a new connection, otherwise as client requests arrive and time passes. */
export const pauseOf = (last: Asked<string>, next: Asked<string>): number => {
  if (last.topic !== next.topic || last.on !== next.on) return 0;
  return last.seen === next.seen ? aging : arriving;
};

/** Keeps usage figures up to date, where the server has any. */
export const keepAskingUsage = (
  parts: Parameters<Watch>,
  { topic, pause, request, onAnswer }: AskingUsage,
): (() => void) =>
  keepAsking(parts, {
    topic: ({ hasUsage }) => (hasUsage ? topic() : undefined),
    pause,
    ask: (next, last) => parts[0].usage(request(next, last)),
    onAnswer: (outcome, asked) =>
      onAnswer(
        {
          figures: outcome.ok ? outcome.value : undefined,
          problem: outcome.ok ? undefined : outcome.message,
        },
        asked,
      ),
  });
