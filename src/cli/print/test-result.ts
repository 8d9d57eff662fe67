import type { Outcome } from '../../contract/outcome.ts';
import type { KeyTestResult } from '../../operations/provider-keys/test-provider-keys.ts';
import { exitCodes } from '../command-outcome.ts';

/** The result of a test, as --json prints it; unknown values are null. */
export function testFields(outcome: Outcome<KeyTestResult>): Readonly<Record<string, unknown>> {
  if (!outcome.ok) return { state: 'not-checked', cause: outcome.kind, message: outcome.message };
  const { state, cause, message, status, tookMs, retryAfterMs, models, checkedAt } = outcome.value;
  return {
    state,
    cause,
    message,
    status: status ?? null,
    tookMs: tookMs ?? null,
    retryAfterMs: retryAfterMs ?? null,
    models: models ?? null,
    checkedAt: new Date(checkedAt).toISOString(),
  };
}

/** 0: every tested key works; 1: one does not; 4: otherwise, if a host was not reached. */
export function testExit(outcomes: readonly Outcome<KeyTestResult>[]): number {
  const codes = outcomes.map((outcome) => {
    if (!outcome.ok) return outcome.kind === 'unsupported' ? 0 : exitCodes[outcome.kind];
    const { state } = outcome.value;
    if (state === 'works' || state === 'skipped') return 0;
    return state === 'unreachable' ? exitCodes.unreachable : exitCodes.failed;
  });
  return codes.find((code) => code !== 0 && code !== exitCodes.unreachable) ?? Math.max(0, ...codes);
}
