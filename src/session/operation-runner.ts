import type { Backend } from '../backend/backend.ts';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import { inEnglish } from '../base/text/language.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import {
  type Done,
  type Effects,
  type Operation,
  type OperationContext,
  runOperation,
} from '../operations/operation.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { ConsoleSession } from './console-session.ts';
import type { SessionPorts } from './ports.ts';
import { words } from './words.ts';

type Undo = NonNullable<Done<unknown>['undo']>;
/** What an operation says that it changes. */
type Changes = Operation<unknown, unknown>['changes'];

interface OperationRunner {
  readonly run: <I, R>(operation: Operation<I, R>, input: I) => Promise<Outcome<R>>;
  readonly undo: () => Promise<void>;
  readonly undoRevokes: () => readonly Fingerprint[];
  /** false: nothing was running. */
  readonly cancel: () => boolean;
  /** What was done on another backend cannot be undone on this one. */
  readonly forget: () => void;
  readonly ask: ConsoleSession['ask'];
  /** Stops all that was asked. */
  readonly cancelAsked: () => void;
}

interface RunnerOptions {
  readonly backend: () => Backend | undefined;
  /** Resolves when the store shows what was written. */
  readonly refresh: (changes: Changes) => Promise<unknown>;
  readonly dispatch: (action: ConsoleAction) => void;
  readonly effects: Effects;
  readonly noteChanges: SessionPorts['noteChanges'];
}

/**
 * Runs one operation at a time; each leaves a sentence, and its undo where it has one. What only reads runs beside
 * them: no spinner, no result line, nothing to undo.
 */
export function createOperationRunner(options: RunnerOptions): OperationRunner {
  const { dispatch, effects } = options;
  const undos: {
    title: string;
    changes: Changes;
    undo: Undo;
    made: readonly Fingerprint[];
    notedAt: number | undefined;
  }[] = [];
  const asked = new Set<AbortController>();
  let running: AbortController | undefined;

  const say = (tone: 'ok' | 'warning' | 'error', message: string) =>
    dispatch({ type: 'result', result: { tone, message } });

  /** Wraps whatever runs: spinner, cancellation, reload, result line. */
  const during = async <R>(
    title: string,
    changes: Changes,
    work: (context: OperationContext) => Promise<Outcome<Done<R>>>,
  ): Promise<Outcome<Done<R>>> => {
    const backend = options.backend();
    if (!backend) return notConnected();
    if (running) return failure('failed', words().busy);
    const controller = new AbortController();
    running = controller;
    dispatch({ type: 'operation-started', title, at: effects.now() });
    try {
      const outcome = await work({ ...effects, backend, signal: controller.signal });
      // Also after a failure: on a conflict the screen must show what is there now.
      await options.refresh(changes);
      say(outcome.ok ? 'ok' : 'error', outcome.ok ? outcome.value.message : outcome.message);
      return outcome;
    } finally {
      running = undefined;
      dispatch({ type: 'operation-ended' });
    }
  };

  return {
    async run(operation, input) {
      const { title, changes } = operation;
      let notedAt: number | undefined;
      const outcome = await during(title, changes, async (context) => {
        const noted = options.noteChanges && (await options.noteChanges(context.backend));
        const done = await runOperation(
          operation,
          { ...context, ...(noted && { backend: noted.backend }) },
          input,
        );
        notedAt = await noted?.keep(inEnglish(() => operation.title));
        return done;
      });
      if (!outcome.ok) {
        // What never began has no sentence on the screen yet.
        if (running || !options.backend()) say('warning', outcome.message);
        return outcome;
      }
      const { undo, made = [], result } = outcome.value;
      if (undo) {
        undos.push({ title, changes, undo, made, notedAt });
        dispatch({ type: 'undo-added', title });
      }
      return success(result);
    },
    async undo() {
      const last = undos.at(-1);
      if (!last) return say('warning', words().nothingToUndo);
      const outcome = await during(words().undoing(last.title), last.changes, async (context) => {
        const undone = await last.undo(context);
        if (!undone.ok) return undone;
        if (last.notedAt !== undefined)
          await (await options.noteChanges?.(context.backend))?.forget(last.notedAt);
        return success({ ...undone.value, message: words().undone(undone.value.message) });
      });
      if (!outcome.ok && (running || !options.backend())) return say('warning', outcome.message);
      // An undo that met a conflict will meet it again; one that met silence may be tried once more.
      if (!outcome.ok && outcome.kind !== 'conflict') return;
      undos.pop();
      dispatch({ type: 'undo-removed' });
    },
    undoRevokes: () => undos.at(-1)?.made ?? [],
    cancel() {
      running?.abort();
      return running !== undefined;
    },
    forget() {
      while (undos.pop()) dispatch({ type: 'undo-removed' });
    },
    async ask(operation, input, progress, stop) {
      const backend = options.backend();
      if (!backend) return notConnected();
      const controller = new AbortController();
      asked.add(controller);
      const signal = stop ? AbortSignal.any([stop, controller.signal]) : controller.signal;
      try {
        const outcome = await operation.run({ ...effects, backend, progress, signal }, input);
        return outcome.ok ? success(outcome.value.result) : outcome;
      } finally {
        asked.delete(controller);
      }
    },
    cancelAsked() {
      for (const controller of asked) controller.abort();
    },
  };
}

export const notConnected = () => failure('unreachable', words().notConnected);
