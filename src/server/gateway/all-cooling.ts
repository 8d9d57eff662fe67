import type { ForwardJob, ForwardParts } from './forward.ts';
import type { ApiError } from './protocol-error.ts';

/** What a client is told while every credential for its model rests. */
export function allCooling(
  { asked, candidates, entry }: ForwardJob,
  { cooldowns, now }: ForwardParts,
): ApiError {
  const at = now();
  const seconds = Math.max(
    1,
    Math.ceil(Math.min(...candidates.map((one) => cooldowns.waitOf(one, at))) / 1000),
  );
  entry.resting(seconds * 1000);
  const provider = candidates[0]?.target.entry.name ?? '';
  const status = candidates.map((one) => cooldowns.statusOf(one)).find((known) => known !== undefined);
  const why = status === undefined ? '' : ` (last answer: ${status})`;
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'model_cooldown',
    message: `All credentials for model ${asked} are cooling down via provider ${provider}${why}`,
    more: { model: asked, provider, reset_seconds: seconds, reset_time: `${seconds}s` },
    headers: { 'retry-after': String(seconds) },
  };
}
