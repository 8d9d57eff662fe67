import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** What a program did at its start, in order: a module that was loaded, or a request that left. */
export type StartStep = { readonly module: string } | { readonly request: string };

/**
 * Words for Node before the program, that write down what it loads and asks. Its waits last fifty times as long, so
 * that on a busy machine it takes the same way as on an idle one.
 */
export function watchLoading(log: string): string[] {
  return ['--import', asModule(inProgram(log))];
}

export async function stepsIn(log: string): Promise<StartStep[]> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [what = '', of = ''] = line.split(' ');
    return what === 'request' ? { request: of } : { module: basename(of) };
  });
}

const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

/** A module is written down when it is asked for, so before anything of it runs; a request when it is made. */
const inProgram = (log: string) => `
  import { appendFileSync } from 'node:fs';
  import http from 'node:http';
  import { register, syncBuiltinESMExports } from 'node:module';
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms, ...more) => setTimeout(run, ms < 20 ? ms : Math.min(ms * 50, 2 ** 31 - 1), ...more);
  const { request } = http;
  http.request = (options, ...more) => {
    appendFileSync(${JSON.stringify(log)}, 'request ' + options.path + '\\n');
    return request(options, ...more);
  };
  syncBuiltinESMExports();
  register(${JSON.stringify(asModule(inLoader(log)))});
`;

const inLoader = (log: string) => `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    if (!url.startsWith('data:')) appendFileSync(${JSON.stringify(log)}, 'module ' + url + '\\n');
    return next(url, context);
  }
`;
