import { type Outcome, success } from '../contract/outcome.ts';
import type { UsageFigures, UsageRequest } from '../contract/usage-figures.ts';
import type { BackendUsage } from './backend.ts';

/** The port's two questions from the one that answers all. */
export function usageOf(
  figures: (request: UsageRequest, signal?: AbortSignal) => Promise<Outcome<UsageFigures>>,
): BackendUsage {
  return {
    figures,
    async records(query, limit, signal) {
      const answer = await figures({ query, records: limit }, signal);
      return answer.ok ? success(answer.value.records) : answer;
    },
  };
}
