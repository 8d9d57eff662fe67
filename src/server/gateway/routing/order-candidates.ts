import type { Strategy } from '../../../contract/config.ts';
import type { Candidate } from './route-table.ts';

/** The first candidate changes from request to request, separately for each set of candidates. */
export class CandidateOrder {
  readonly #turns = new WeakMap<readonly Candidate[], Turn>();

  /** Candidates without translation first, then by priority; within one priority by the strategy. */
  of(candidates: readonly Candidate[], strategy: Strategy): readonly Candidate[] {
    if (candidates.length < 2) return candidates;
    let turn = this.#turns.get(candidates);
    if (!turn) {
      turn = { groups: byPriority(candidates), count: 0, credits: new Map() };
      this.#turns.set(candidates, turn);
    }
    turn.count += 1;
    return turn.groups.flatMap((group) => arrange(group, strategy, turn));
  }
}

interface Turn {
  readonly groups: readonly (readonly Candidate[])[];
  count: number;
  readonly credits: Map<Candidate, number>;
}

function byPriority(candidates: readonly Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { priority } = candidate.target.entry;
    const name = `${candidate.by === undefined} ${priority}`;
    const group = groups.get(name);
    if (group) group.push(candidate);
    else groups.set(name, [candidate]);
  }
  const rank = ([first]: readonly Candidate[]) => (first?.by === undefined ? 1 : 0);
  const priority = ([first]: readonly Candidate[]) => first?.target.entry.priority ?? 0;
  return [...groups.values()].sort(
    (one, other) => rank(other) - rank(one) || priority(other) - priority(one),
  );
}

function arrange(group: readonly Candidate[], strategy: Strategy, turn: Turn): readonly Candidate[] {
  if (strategy === 'fill-first' || group.length < 2) return group;
  const start = strategy === 'round-robin' ? (turn.count - 1) % group.length : heaviest(group, turn.credits);
  return start === 0 ? group : [...group.slice(start), ...group.slice(0, start)];
}

/** Smooth weighted round robin: 5, 1, 1 gives a a b a c a a and never five in a row. */
function heaviest(group: readonly Candidate[], credits: Map<Candidate, number>): number {
  let total = 0;
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  group.forEach((candidate, index) => {
    const { weight } = candidate.target.entry;
    const credit = (credits.get(candidate) ?? 0) + weight;
    credits.set(candidate, credit);
    total += weight;
    if (credit > most) {
      most = credit;
      best = index;
    }
  });
  const chosen = group[best];
  if (chosen) credits.set(chosen, most - total);
  return best;
}
