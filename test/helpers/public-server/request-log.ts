import { logTime } from './go-text.ts';
import type { SeenRequest } from './types.ts';

/** What main.log holds, and every line ever written for the tests. */
export interface RequestLog {
  readonly all: string[];
  /** Emptied by DELETE logs; each line with its time in seconds. */
  readonly lines: { readonly text: string; readonly at: number }[];
  add(text: string, id?: string): void;
  request(seen: SeenRequest, tookMs: number, address: string): void;
  clear(): void;
}

/** Every request is a line, with the query as it came: whoever sends a key there writes it down here. */
export function createRequestLog(now: () => number, enabled: () => boolean): RequestLog {
  const all: string[] = [];
  const lines: { text: string; at: number }[] = [];
  const add = (text: string, id = '--------') => {
    const line = `[${logTime(now())}] [${id}] ${text}`;
    all.push(line);
    if (enabled()) lines.push({ text: line, at: Math.floor(now() / 1000) });
  };
  return {
    all,
    lines,
    add,
    request(seen, tookMs, address) {
      const level = seen.status >= 400 ? '[warn ] [gin_logger.go:95]' : '[info ] [gin_logger.go:97]';
      const took = `${Math.round(tookMs)}ms`.padStart(13);
      const method = seen.method.padEnd(7);
      add(`${level} ${seen.status} | ${took} | ${address.padStart(15)} | ${method} "${seen.path}"`);
    },
    clear() {
      lines.length = 0;
    },
  };
}
