import type { ExchangeStep, StepTold } from '../../../contract/outside.ts';

export interface StepTeller {
  /** The step that runs, or ran last. */
  readonly at: ExchangeStep;
  /** Ends the one before. */
  begin(step: ExchangeStep): void;
  /** What is known of the step that runs, reported when it ends. */
  note(detail: string | number): void;
  end(): void;
}

/** @param now ms of a clock that only goes forward */
export function tellSteps(onStep: ((told: StepTold) => void) | undefined, now: () => number): StepTeller {
  let at: ExchangeStep = 'resolve';
  let since: number | undefined;
  let detail: string | number | undefined;
  const end = () => {
    if (since === undefined) return;
    onStep?.({ step: at, ms: now() - since, ...(detail !== undefined && { detail }) });
    since = undefined;
    detail = undefined;
  };
  return {
    get at() {
      return at;
    },
    begin(step) {
      end();
      at = step;
      since = now();
      onStep?.({ step });
    },
    note(text) {
      detail = text;
    },
    end,
  };
}
