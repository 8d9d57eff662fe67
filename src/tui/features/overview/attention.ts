import type { ScreenId } from '../../ui/ui-state.ts';

/** Worst first. */
export const tones = ['danger', 'warning', 'notice'] as const;
export type Tone = (typeof tones)[number];

/** One thing that needs the operator: what, the fact, and what to do about it. */
export interface Attention {
  readonly id: string;
  readonly tone: Tone;
  readonly what: string;
  /** Empty: `what` says it all. */
  readonly fact: string;
  /** Where Enter goes. */
  readonly to: Destination;
  /** What `f` does: an act, with this item selected. */
  readonly fix?: Fix;
}

export interface Spot {
  readonly screen: ScreenId;
  readonly id?: string;
  /** Replaces the filter of that screen. */
  readonly filter?: string;
  /** Column by which its list is sorted from then on. */
  readonly sort?: string;
}

export type Destination =
  | Spot
  /** About no item of a screen: a box with the whole sentence. */
  | 'sentence'
  /** An act opens its own box. */
  | { readonly act: string };

export interface Fix {
  /** Id of the act. */
  readonly act: string;
  /** In a word or two: `replace`, `log in again`. */
  readonly title: string;
  /** Where it works. */
  readonly on?: Spot;
  /** On everything that the filter shows. */
  readonly marksAll?: boolean;
}
