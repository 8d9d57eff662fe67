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

/** One thread, eight connections, each with one request after the other. @throws when an answer is not 200 */
export async function runWrk(url: string, key: string, seconds: number, folder: string): Promise<WrkRun> {
  const script = join(folder, 'post.lua');
  await writeFile(script, postScript(key));
  const args = ['-t1', '-c8', `-d${seconds}s`, '--latency', '-s', script, `${url}/v1/chat/completions`];
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

const postScript = (key: string) => `wrk.method = "POST"
wrk.body = '{"model":"fake-model","messages":[{"role":"user","content":"hello"}]}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ${key}"
`;

function milliseconds(found: RegExpExecArray | null): number {
  const factor = { us: 0.001, ms: 1, s: 1000 }[found?.[2] ?? ''] ?? Number.NaN;
  return Number(found?.[1]) * factor;
}
