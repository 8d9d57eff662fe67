import { type AnswerOutcome, refusesCredential } from '../../../providers/answers/refusal.ts';
import type { Candidate } from '../routing/target.ts';

const longestMs = 30 * 60_000;
const secondMs = 1_000;
/** Refused credentials are asked again after this, and then ever more seldom. */
const refusedMs = 60_000;
/** A server that fails is asked last for at most this long. */
const failingMs = 60_000;

/** What an attempt came to. */
export interface Failure {
  readonly how: AnswerOutcome;
  readonly status: number;
  /** One sentence without secrets. */
  readonly sentence: string;
  /** ms for which the upstream wants to be left alone; absent: it does not say. */
  readonly waitMs?: number | undefined;
}

interface Cooling {
  /** ms since the epoch */
  until: number;
  failures: number;
  readonly why: Failure;
  /** Not asked at all before `until`; else only after the others. */
  hard: boolean;
}

/** How a candidate stands at an instant: good, asked after the others, or not asked. */
export type Standing = 'good' | 'failing' | 'cooling';

/** Which credential rests for which model, and until when. Lives as long as the gateway: over every reading of the config. */
export class Cooldowns {
  readonly #states = new Map<string, Cooling>();

  standing(candidate: Candidate, now: number): Standing {
    if (this.#states.size === 0) return 'good';
    const state = this.#states.get(nameOf(candidate));
    if (!state || state.until <= now) return 'good';
    return state.hard ? 'cooling' : 'failing';
  }

  /** ms until it may be asked again; 0: now. */
  waitOf(candidate: Candidate, now: number): number {
    const state = this.#states.get(nameOf(candidate));
    return state?.hard ? Math.max(0, state.until - now) : 0;
  }

  /** Until when a credential rests, and for which models; undefined: it does not. */
  restOf(id: string, now: number): { until: number; models: string[] } | undefined {
    const models: string[] = [];
    let latest = 0;
    for (const [name, { hard, until }] of this.#states) {
      if (!hard || until <= now || !name.startsWith(`${id} `)) continue;
      models.push(name.slice(id.length + 1));
      latest = Math.max(latest, until);
    }
    return models.length === 0 ? undefined : { until: latest, models };
  }

  /** ms until waiting may have helped: never for a credential that is refused. */
  healsIn(candidate: Candidate, now: number): number {
    const wait = this.waitOf(candidate, now);
    const why = this.whyOf(candidate);
    return wait > 0 && why && refusesCredential(why.how) ? Number.POSITIVE_INFINITY : wait;
  }

  /** The failure that started its cooldown. */
  whyOf(candidate: Candidate): Failure | undefined {
    return this.#states.get(nameOf(candidate))?.why;
  }

  failed(candidate: Candidate, why: Failure, now: number): void {
    if (candidate.target.entry.coolingDisabled) return;
    const name = nameOf(candidate);
    const before = this.#states.get(name);
    // Requests that were on their way together fail together: that is one failure, and takes nothing from a rest.
    const resting = before !== undefined && now < before.until;
    const failures = (before?.failures ?? 0) + (resting ? 0 : 1);
    const limited = why.how === 'rate-limit' || why.waitMs !== undefined;
    const refused = refusesCredential(why.how);
    const [first, longest] = refused ? [refusedMs, longestMs] : [secondMs, limited ? longestMs : failingMs];
    const own = Math.min(longest, first * 2 ** Math.min(failures - 1, 12));
    const rest = Math.min(24 * 3_600_000, why.waitMs ?? own);
    const hard = limited || refused;
    if (resting && before.hard && !hard) return;
    // A rest that only puts it last says nothing of how long it has to be left alone.
    const kept = resting && before.hard === hard ? before.until : 0;
    this.#states.set(name, { until: Math.max(kept, now + rest), failures, why, hard });
  }

  /** It may be asked again at once, for every model. */
  release(id: string): void {
    for (const name of this.#states.keys()) if (name.startsWith(`${id} `)) this.#states.delete(name);
  }

  /** A long answer that began before the rest does not end it. */
  succeeded(candidate: Candidate, now: () => number): void {
    if (this.#states.size === 0) return;
    const name = nameOf(candidate);
    const state = this.#states.get(name);
    if (state && !(state.hard && now() < state.until)) this.#states.delete(name);
  }
}

const nameOf = ({ target, model }: Candidate): string => `${target.id} ${model}`;
