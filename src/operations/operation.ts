import type { Backend } from '../backend/backend.ts';
import { debugLog } from '../base/debug-log.ts';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import type { Config } from '../contract/config.ts';
import type { ConfigEdit, DifferenceLine } from '../contract/config-edit.ts';
import type { FactFinder } from '../contract/facts.ts';
import { type Failure, type Outcome, success } from '../contract/outcome.ts';
import type { ExchangeStep, Outside } from '../contract/outside.ts';
import type { LoginEffects } from '../oauth/flow/run-login.ts';
import type { Environment } from '../providers/upstream-entry.ts';
import { words } from './words.ts';

/** How an edit by hand ended. `copy`: where the edited text is kept if it was not saved. */
export type EditedByHand =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'kept'; readonly copy: string; readonly why: Failure };

/** What is done with the text of config.yaml beside the backend. */
interface ConfigTexts {
  parse(text: string): Promise<Outcome<Config>>;
  /** What edits, or another text, would make of a text; in the lines secrets are masked. */
  plan(
    before: string,
    change: string | readonly ConfigEdit[],
  ): Promise<Outcome<{ readonly text: string; readonly lines: readonly DifferenceLine[] }>>;
}

interface Rehearsal {
  readonly backend: Backend;
  /** Empty also where the text cannot be read. Secrets are masked. */
  difference(): Promise<Outcome<readonly DifferenceLine[]>>;
}

/** What a process gives its operations beside the backend; built in cli/compose, and tests give their own. */
export interface Effects {
  /** ms since the epoch. */
  readonly now: () => number;
  /** Bytes from a cryptographic source (A4). */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Operating-system user, for the audit log. */
  readonly user: string;
  /** Opens config.yaml in the user's editor, on the terminal; absent if there is none. */
  readonly editByHand?: ((backend: Backend) => Promise<Outcome<EditedByHand>>) | undefined;
  /** Reads and compares texts of config.yaml; absent if only the backend may. */
  readonly configText?: ConfigTexts | undefined;
  /** A backend like this one that writes nothing, and what of config.yaml it would have changed. */
  readonly rehearse?: ((backend: Backend) => Promise<Rehearsal>) | undefined;
  /** Looks around the machine of the server; absent: only the backend may be asked. */
  readonly facts?: FactFinder | undefined;
  /** Sends requests to providers; absent if none may be sent. */
  readonly outside?: Outside | undefined;
  /** For keys that are set there and not in the config (J1, K1). */
  readonly environment?: Environment | undefined;
  /** For logins: listens for the browser, and waits; absent if no login is possible. */
  readonly login?: Omit<LoginEffects, 'now'> | undefined;
}

/** Everything that an operation may touch. */
export interface OperationContext extends Effects {
  readonly backend: Backend;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((step: ProgressStep) => void) | undefined;
}

/** Progress of a running operation; no secret. */
export interface ProgressStep {
  /** Which one, where it does several things at once: the id of a row. */
  readonly about?: string | undefined;
  /** "connecting to api.example.com" */
  readonly text: string;
  /** Set when the step is done: how long it took. */
  readonly ms?: number | undefined;
  /** Of an exchange: which step, with whom, and what is known of it when it is done (`StepReport`). */
  readonly exchange?: {
    readonly step: ExchangeStep;
    readonly host: string;
    readonly detail?: string | number | undefined;
  };
}

/** What a finished operation leaves behind. */
export interface Done<Result> {
  readonly result: Result;
  /** The sentence for the result line and for stdout; no secret. */
  readonly message: string;
  /** For the audit log. */
  readonly fingerprints: readonly Fingerprint[];
  /** What was touched that has no fingerprint (auth files, keys at a provider), for the audit log. */
  readonly names?: readonly string[];
  /** Nothing was changed, so the audit log gets no line. */
  readonly unchanged?: boolean;
  /** Undoes it, or fails with the reason (`conflict`). Absent if it cannot be undone. */
  readonly undo?: (context: OperationContext) => Promise<Outcome<Done<void>>>;
  /** The client keys that it made, which its undo would revoke. */
  readonly made?: readonly Fingerprint[];
}

/** One verb, shared by console and commands. It reads the state itself and names keys by fingerprint. */
export interface Operation<Input, Result> {
  /** As in the audit log: `add-client-key`. */
  readonly id: string;
  /** What runs, for the spinner: "adding a key". */
  readonly title: string;
  /** `false`: only reads, and leaves no line in the audit log. */
  readonly audited?: false;
  /** What a console loads again behind it; absent: config and client keys. */
  readonly changes?: 'sessions';
  run(context: OperationContext, input: Input): Promise<Outcome<Done<Result>>>;
}

/**
 * An operation that only reads: it may run in parallel to others, and its result is returned to the caller.
 */
export type Inquiry<Input, Result> = Operation<Input, Result> & { readonly audited: false };

/**
 * Runs an operation and writes its line into the audit log; its `undo` writes one as well. What is done stays
 * done when the log cannot be written: the message then says so.
 */
export async function runOperation<Input, Result>(
  operation: Operation<Input, Result>,
  context: OperationContext,
  input: Input,
): Promise<Outcome<Done<Result>>> {
  const outcome = await operation.run(context, input);
  debugLog('operation', () => `${operation.id}: ${outcome.ok ? 'done' : outcome.kind}`);
  if (!outcome.ok) return outcome;
  const done =
    operation.audited === false || outcome.value.unchanged
      ? outcome.value
      : await audited(context, operation.id, outcome.value);
  const { undo } = done;
  if (!undo) return success(done);
  return success({
    ...done,
    async undo(later) {
      const undone = await undo(later);
      if (!undone.ok) return undone;
      return success(await audited({ ...later, user: context.user }, 'undo', undone.value, operation.id));
    },
  });
}

async function audited<Result>(
  context: OperationContext,
  operation: string,
  done: Done<Result>,
  undoes?: string,
): Promise<Done<Result>> {
  const written = await context.backend.appendAudit({
    time: new Date(context.now()).toISOString(),
    user: context.user,
    operation,
    fingerprints: [...done.fingerprints],
    ...(done.names === undefined ? {} : { names: [...done.names] }),
    ...(undoes === undefined ? {} : { undoes }),
  });
  if (written.ok) return done;
  return { ...done, message: words().notAudited(done.message, written.message) };
}
