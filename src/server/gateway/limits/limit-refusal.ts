import { formatDuration } from '../../../base/text/duration.ts';
import { type CountedLimit, limitWords } from '../../../contract/key-limits.ts';
import type { ApiError } from '../request/protocol-error.ts';

/** 429: names the limit and when it counts anew, for people in the sentence, for programs in fields and Retry-After. */
export function limitRefusal(name: CountedLimit, most: number, until: number, now: number): ApiError {
  const limit = limitWords[name];
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  const at = new Date(until).toISOString();
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'client_key_limit',
    message: `This client key has used up its limit of ${most} ${limit}; it starts anew in ${formatDuration(seconds * 1000)}, at ${at}.`,
    more: { limit, limit_value: most, reset_seconds: seconds, reset_at: at },
    headers: { 'retry-after': String(seconds) },
  };
}
