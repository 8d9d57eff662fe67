import type { Diagnosis } from '../../../operations/health/finding.ts';

/** What is known of the server's health, and what is being looked for. */
export interface HealthUi {
  /** The last one that was finished; it stays while the next one runs. */
  readonly diagnosis: Diagnosis | undefined;
  readonly running: { readonly since: number; readonly step: string | undefined } | undefined;
  /** Why the last try came to nothing. */
  readonly problem: string | undefined;
  /** Counts what the user asked for by a key; `keys`: the provider keys are to be tried as well. */
  readonly asked: { readonly times: number; readonly keys: boolean };
}

export const initialHealth: HealthUi = {
  diagnosis: undefined,
  running: undefined,
  problem: undefined,
  asked: { times: 0, keys: false },
};

export type HealthAction =
  | { readonly type: 'asked'; readonly keys: boolean }
  /** ms since the epoch. */
  | { readonly type: 'begun'; readonly at: number }
  | { readonly type: 'step'; readonly text: string }
  | { readonly type: 'found'; readonly diagnosis: Diagnosis }
  | { readonly type: 'failed'; readonly problem: string }
  /** The screen is no longer shown: what runs is stopped. */
  | { readonly type: 'left' }
  /** Another server. */
  | { readonly type: 'forgotten' };

/** Pure and total. */
export function reduceHealth(health: HealthUi, action: HealthAction): HealthUi {
  switch (action.type) {
    case 'asked':
      return { ...health, asked: { times: health.asked.times + 1, keys: action.keys } };
    case 'begun':
      return { ...health, running: { since: action.at, step: undefined } };
    case 'step':
      return health.running ? { ...health, running: { ...health.running, step: action.text } } : health;
    case 'found':
      return { ...health, running: undefined, problem: undefined, diagnosis: action.diagnosis };
    case 'failed':
      return { ...health, running: undefined, problem: action.problem };
    case 'left':
      return health.running ? { ...health, running: undefined } : health;
    case 'forgotten':
      return { ...initialHealth, asked: health.asked };
  }
}
