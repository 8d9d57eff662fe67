import { retryAfterMs } from '../../base/retry-after.ts';
import type { Refusal } from './upstream-error.ts';

/**
 * ms that a provider asks to be left alone: `retry-after-ms` (OpenAI), `Retry-After`, or google.rpc.RetryInfo in the body,
 * as Google sends no header. undefined: it does not say.
 */
export function retryWait({ headers, body }: Refusal, now: number): number | undefined {
  const exact = headers['retry-after-ms'];
  if (typeof exact === 'string' && /^\d+$/.test(exact)) return Number(exact);
  return retryAfterMs(headers['retry-after'], now) ?? (body.includes('RetryInfo') ? infoIn(body) : undefined);
}

function infoIn(body: Buffer): number | undefined {
  // `"retryDelay": "36s"` or `"36.5s"`; wherever it stands, as Google's OpenAI-style answers wrap it differently.
  const seconds = /"retryDelay"\s*:\s*"(\d{1,9}(?:\.\d{1,9})?)s"/.exec(body.toString('utf8'))?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
