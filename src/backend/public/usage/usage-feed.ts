import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { words } from '../words.ts';

/**
 * How a server's usage is read (H4): `subscribe` and `queue` keep its records from other readers, so `auto`
 * asks once and reads none until it is answered.
 */
export const usageFeeds = ['auto', 'subscribe', 'queue', 'off'] as const;
export type UsageFeed = (typeof usageFeeds)[number];

/** Records taken at once; more than a minute of any server that one person looks after. */
export const maxTaken = 500;

/** The user's answer for one server, kept over restarts. */
export interface FeedAnswer {
  read(): Promise<boolean | undefined>;
  write(yes: boolean): Promise<Outcome<void>>;
}

export interface FeedChoice {
  readonly mode: () => Exclude<UsageFeed, 'auto'>;
  /** By --usage-feed off: nothing is read, not even what other readers would not miss. */
  readonly isOff: () => boolean;
  readonly question: () => string | undefined;
  /** What was answered; undefined: nothing yet, or the mode settles it. */
  readonly answered: () => boolean | undefined;
  /** Takes effect when the feed is opened the next time. */
  answer(yes: boolean): Promise<Outcome<void>>;
  /** Reads what was answered before. */
  recall(): Promise<void>;
}

export function chooseFeed(mode: UsageFeed, base: string, kept: FeedAnswer | undefined): FeedChoice {
  let answered: boolean | undefined;
  let recalled = false;
  return {
    mode: () => (mode !== 'auto' ? mode : answered ? 'subscribe' : 'off'),
    isOff: () => mode === 'off',
    question: () =>
      mode === 'auto' && recalled && answered === undefined
        ? `Read the usage of ${base} live? While this console does, other programs that collect its usage get none of it.`
        : undefined,
    answered: () => (mode === 'auto' ? answered : undefined),
    async answer(yes) {
      if (mode !== 'auto') {
        return failure('unsupported', words().usage.settled(mode));
      }
      const written = kept ? await kept.write(yes) : success(undefined);
      if (written.ok) answered = yes;
      return written;
    },
    async recall() {
      if (mode === 'auto' && !recalled) answered ??= await kept?.read();
      recalled = true;
    },
  };
}
