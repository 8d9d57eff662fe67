import type { Diagnosis } from '../../../operations/health/finding.ts';

/** What is known of the server's health, and what is being looked for. */
export interface HealthUi {
  /** The last one that was finished; it stays while the next one runs. */
  readonly diagnosis: Diagnosis | undefined;
  /** `since`: ms since the epoch. */
  readonly running: { readonly since: number; readonly step: string | undefined } | undefined;
  /** Why the last try came to nothing. */
  readonly problem: string | undefined;
  /** What the user asked for last by a key, another object each time; `keys`: provider keys are to be tried as well. */
  readonly asked: { readonly keys: boolean };
}

export const initialHealth: HealthUi = {
  diagnosis: undefined,
  running: undefined,
  problem: undefined,
  asked: { keys: false },
};
