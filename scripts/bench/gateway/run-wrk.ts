import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface WrkRun {
  readonly requestsPerSecond: number;
  /** ms by which half of the requests, and 99 of 100, were answered. */
  readonly p50: number;
  readonly p99: number;
}

/** What is asked: the path, and its body. */
export interface Question {
  readonly path: string;
  readonly body: object;
}

const hello = [{ role: 'user', content: 'hello' }];
const model = 'fake-model';
/** The same question in each protocol. */
export const questions = {
  chat: { path: '/v1/chat/completions', body: { model, messages: hello } },
  messages: { path: '/v1/messages', body: { model, max_tokens: 100, messages: hello } },
  responses: { path: '/v1/responses', body: { model, input: 'hello' } },
  gemini: {
    path: `/v1beta/models/${model}:generateContent`,
    body: { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
  },
} satisfies Record<string, Question>;

/** One thread, eight connections, each with one request after the other. @throws when an answer is not 200 */
export async function runWrk(
  url: string,
  key: string,
  seconds: number,
  folder: string,
  { path, body }: Question = questions.chat,
): Promise<WrkRun> {
  const script = join(folder, 'post.lua');
  await writeFile(script, postScript(key, body));
  const args = ['-t1', '-c8', `-d${seconds}s`, '--latency', '-s', script, `${url}${path}`];
  const { stdout } = await promisify(execFile)('wrk', args).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Error('wrk is not installed; it is a package of most systems.')
      : error;
  });
  if (/Non-2xx|Socket errors/.test(stdout))
    throw new Error(`not every request was answered well:\n${stdout}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]),
    p50: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
  };
}

const postScript = (key: string, body: object) => `wrk.method = "POST"
wrk.body = '${JSON.stringify(body)}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ${key}"
`;

function milliseconds(found: RegExpExecArray | null): number {
  const factor = { us: 0.001, ms: 1, s: 1000 }[found?.[2] ?? ''] ?? Number.NaN;
  return Number(found?.[1]) * factor;
}
