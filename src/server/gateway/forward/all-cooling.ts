import { refusesCredential } from '../../../providers/answers/refusal.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { ForwardJob, ForwardParts } from './forward.ts';

/** Client libraries obey this header: a retry is pointless until a person changes something. */
export const notAgain = { 'x-should-retry': 'false' };

/** The answer to a client while every credential for its model is cooling down. */
export function allCooling(
  { asked, candidates, entry }: ForwardJob,
  { cooldowns, now }: ForwardParts,
): ApiError {
  const at = now();
  const rests = (ms: number): number => {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    if (entry.attempts === 0) entry.resting(seconds * 1000);
    return seconds;
  };
  const provider = candidates[0]?.target.entry.name ?? '';
  const heals = Math.min(...candidates.map((one) => cooldowns.healsIn(one, at)));
  const known = candidates.map((one) => cooldowns.whyOf(one)).filter((why) => why !== undefined);
  if (heals === Number.POSITIVE_INFINITY) {
    rests(Math.min(...candidates.map((one) => cooldowns.waitOf(one, at))));
    return {
      status: 503,
      type: 'server_error',
      code: 'auth_unavailable',
      message: `All credentials for model ${asked} were refused, and waiting does not help: ${known[0]?.sentence ?? provider}`,
      more: { model: asked, provider },
      headers: notAgain,
    };
  }
  const seconds = rests(heals);
  const status = known.find(({ how }) => !refusesCredential(how))?.status;
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
