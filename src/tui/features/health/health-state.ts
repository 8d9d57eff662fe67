import type { Diagnosis } from '../../../operations/health/finding.ts';

/** Last diagnosis of the server, and the running one. */
export interface HealthUi {
  /** The last finished one; kept while the next one runs. */
  readonly diagnosis: Diagnosis | undefined;
  /** `since`: ms since the epoch. */
  readonly running: { readonly since: number; readonly step: string | undefined } | undefined;
  /** Why the last run failed. */
  readonly problem: string | undefined;
  /** The last run requested by a key, a new object each time; `keys`: also tests provider keys. */
  readonly asked: { readonly keys: boolean };
  /** What the last finished run was about, and asked for by. */
  readonly answered: { readonly about: string; readonly asked: HealthUi['asked'] } | undefined;
}

export const initialHealth: HealthUi = {
  diagnosis: undefined,
  running: undefined,
  problem: undefined,
  asked: { keys: false },
  answered: undefined,
};
