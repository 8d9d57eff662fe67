import type { UsageDimension, UsageFigures } from '../../../contract/usage-figures.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { emptyField, type TextField } from '../../components/text-field.ts';
import { emptyList, type ListState } from '../../ui/list-state.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far back the figures go, and how that is called. */
export const spans = [
  { title: 'last 5 min', ms: 5 * minute },
  { title: 'last hour', ms: hour },
  { title: 'last day', ms: day },
  { title: 'last 7 days', ms: 7 * day },
  { title: 'last 30 days', ms: 30 * day },
] as const;

export const groupings = ['key', 'provider', 'account', 'model', 'application', 'status'] as const;

/** One step into the figures: only requests of this key, of this model … */
export interface UsageStep {
  readonly by: UsageDimension;
  readonly value: string;
}

/** Figures with the question that they answer. */
export interface UsageAnswer {
  readonly key: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly figures: UsageFigures | undefined;
  /** Why there are none. */
  readonly problem: string | undefined;
}

/** What stands still while the live requests are looked at. */
export interface Frozen {
  readonly tail: readonly UsageRecord[];
  /** `seen` of the store then: how many came since. */
  readonly seen: number;
}

/** What the person at the keyboard has done to the usage screen, and the answer that is shown. */
export interface UsageUi {
  /** Place in `spans`. */
  readonly span: number;
  readonly by: UsageDimension;
  readonly only: readonly UsageStep[];
  /** Which list has the cursor. */
  readonly focus: 'groups' | 'requests';
  readonly groups: ListState;
  readonly requests: ListState;
  readonly filter: TextField;
  readonly paused: Frozen | undefined;
  /** All that is known of the request under the cursor; the list stands still meanwhile. */
  readonly detail: Frozen | undefined;
  readonly answer: UsageAnswer | undefined;
  /** Counts what the user asked for again. */
  readonly again: number;
}

export const initialUsage: UsageUi = {
  span: 1,
  by: 'key',
  only: [],
  focus: 'groups',
  groups: emptyList,
  requests: emptyList,
  filter: emptyField,
  paused: undefined,
  detail: undefined,
  answer: undefined,
  again: 0,
};
