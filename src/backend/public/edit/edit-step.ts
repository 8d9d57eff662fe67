import type { Outcome } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';
import type { SeenConfig } from '../read-config.ts';

/** What the edits of one batch work with. */
export interface EditContext {
  readonly client: PublicClient;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** One part of a batch that a route of its own carries out. */
export interface EditStep {
  /** For the sentence about what stands when a batch breaks in the middle: no secret. */
  readonly what: string;
  /** Writes and reads back; the value is what was read. Nothing of it stands after a failure, unless it says so. */
  run(context: EditContext, before: SeenConfig): Promise<Outcome<SeenConfig>>;
  /** Takes back a run that was good. */
  undo(context: EditContext, now: SeenConfig): Promise<Outcome<SeenConfig>>;
}

/** A write that was answered well and is not there was lost in the server's race with its own reload. */
export const tries = 3;
/** ms after which the server's reload of an earlier write is over (measured: 155). */
export const settleMs = 220;
