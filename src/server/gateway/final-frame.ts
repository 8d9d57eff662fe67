import { parseJson } from '../../base/parse-json.ts';
import { openAiTokens } from '../../providers/openai-tokens.ts';
import type { ToldUsage } from '../../providers/provider.ts';
import { type Fields, fieldsOf } from '../../providers/token-counts.ts';
import { type Fault, faultIn } from './stream-fault.ts';
import type { Refusal } from './upstream-error.ts';

/** The last frame of an answer in the Responses protocol, or the last event of its stream. */
export interface FinalFrame {
  readonly tokens: ToldUsage | undefined;
  /** What it says of a failure, as if it were an answer over HTTP; undefined: it went well. */
  readonly refusal: Refusal | undefined;
}

const last = new Set(['response.completed', 'response.failed', 'response.incomplete', 'error']);
/** What has none of these words is no last frame, and is not read. */
const words = /"(?:response\.(?:completed|failed|incomplete)|error)"/;

/** undefined: the answer goes on. */
export function finalFrame(text: string): FinalFrame | undefined {
  const top = words.test(text) ? fieldsOf(parseJson(text)) : undefined;
  if (typeof top?.type !== 'string' || !last.has(top.type)) return undefined;
  const fault = faultIn(top);
  return { tokens: openAiTokens(top), refusal: fault && refusalIn(top, fault) };
}

function refusalIn(top: Fields, fault: Fault): Refusal {
  const wait = waitIn(top, fault.error);
  return {
    status: statusIn(top),
    headers: wait === undefined ? {} : { 'retry-after': String(wait) },
    body: Buffer.from(JSON.stringify(fault)),
  };
}

function statusIn({ status, status_code: other }: Fields): number {
  const told = status ?? other;
  return Number.isInteger(told) && Number(told) >= 400 && Number(told) < 600 ? Number(told) : 502;
}

/** The headers of the answer that it would have been, or the seconds in its error. */
function waitIn(top: Fields, error: Fields): unknown {
  const headers = Object.entries(fieldsOf(top.headers) ?? {});
  const header = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  return header ?? error.retry_after ?? error.resets_in_seconds ?? error.reset_seconds;
}
