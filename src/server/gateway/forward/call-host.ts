import type { Dispatcher } from 'undici';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { UpstreamEntry } from '../../../providers/upstream-entry.ts';
import { words } from '../../words.ts';
import type { UpstreamPools } from './upstream-pools.ts';

/** Until the whole answer has arrived, ms, as the public server. */
const timeoutMs = 60_000;
/** At most this many bytes of an answer: quota, profiles and lists of models are far smaller. */
const answerLimit = 4 * 1024 * 1024;

/** One request to a provider beside those of clients. */
export interface HostRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Whose proxy is used, and who is named in failures. */
  readonly entry: Pick<UpstreamEntry, 'name' | 'proxyUrl'>;
}

export interface HostAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Redirects are not followed. A failure says what happened, without the address. */
export async function callHost(
  pools: UpstreamPools,
  { url, entry, ...request }: HostRequest,
  defaultProxy: string | null | undefined,
): Promise<Outcome<HostAnswer>> {
  const { origin } = url;
  const line = pools.of({ origin, entry }, defaultProxy);
  if (!line.ok) return line;
  try {
    const answer = await line.value.request({
      ...request,
      origin,
      path: url.pathname + url.search,
      method: request.method as Dispatcher.HttpMethod,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > answerLimit) return failure('failed', words().call.large);
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks).toString('utf8');
    return success({ status: answer.statusCode, headers: answer.headers, body });
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    const late = name === 'TimeoutError';
    return failure('unreachable', late ? words().call.late : words().call.failed(String(code ?? name)));
  }
}
