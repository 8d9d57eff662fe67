import type { MessagePort } from 'node:worker_threads';
import type { Outcome } from '../contract/outcome.ts';
import type { ModelPrice } from './prices.ts';
import type { RecordPacket } from './record-packet.ts';
import type { UsageStore } from './usage-store.ts';
import type { ImportAnswer } from './v6-import.ts';
import type { ExportedUsage } from './v6-shape.ts';

/** What may change while the store is open. */
export interface ThreadSettings {
  readonly prices: readonly ModelPrice[];
  readonly retentionDays: number | undefined;
}

/** What the thread of a store is started with. */
export interface ThreadStart {
  readonly folder: string;
  readonly settings: ThreadSettings;
  /**
   * 32-bit numbers: the id of the last question that was answered, 1 once the thread has ended, and how many records
   * were dropped before they were sent, since the thread last looked.
   */
  readonly signal: SharedArrayBuffer;
  /** Answers to questions for which the asker stands still. */
  readonly answers: MessagePort;
}

export const signalAt = { answered: 0, ended: 1, dropped: 2 } as const;

/** What can be asked of a store across threads: functions do not go along, so names go as lists. */
export type StoreCalls = Pick<UsageStore, 'totals' | 'groups' | 'series' | 'records' | 'pricedRecords'> & {
  problems(): readonly string[];
  tokensByKey(since: number): ReadonlyMap<string, number> | undefined;
  exportV6(
    names: readonly (readonly [string, string])[],
    details: number | undefined,
  ): Promise<ExportedUsage>;
  importV6(
    data: unknown,
    keys: readonly (readonly [string, string | undefined])[],
  ): Promise<Outcome<ImportAnswer>>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

export interface Question {
  readonly id: number;
  readonly method: keyof StoreCalls;
  readonly args: readonly unknown[];
}

export type ToThread =
  | { readonly type: 'add'; readonly packet: RecordPacket }
  | { readonly type: 'settings'; readonly settings: ThreadSettings }
  /** `still`: the asker stands still, the answer goes through `answers`. */
  | { readonly type: 'ask'; readonly question: Question; readonly still: boolean };

export interface Answered {
  readonly id: number;
  readonly value?: unknown;
  /** Why there is no value. */
  readonly error?: string;
}

export type FromThread =
  | { readonly type: 'opened'; readonly outcome: Outcome<undefined> }
  /** So many records wait no longer: they are written, or dropped. */
  | { readonly type: 'took'; readonly count: number }
  | { readonly type: 'problem'; readonly sentence: string }
  | { readonly type: 'answer'; readonly answer: Answered };
