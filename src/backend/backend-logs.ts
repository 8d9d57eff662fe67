import type { Outcome } from '../contract/outcome.ts';
import { words } from './words.ts';

/** Lines of a server's log, oldest first, as the server wrote them. */
export interface LogPage {
  readonly lines: readonly string[];
  /** Where the next page begins: the next question reads only what is new. */
  readonly cursor: string;
  /** The place that was asked for no longer exists, so these are the newest lines. */
  readonly reset: boolean;
}

/** The stored request and answer of one request. */
export interface RequestLogFile {
  /** `error-v1-responses-2026-11-21T081039-9eeaacad.log`: the id of the request is at its end. */
  readonly name: string;
  readonly bytes: number;
  /** ms since the epoch. */
  readonly at: number;
}

/** The log of a server, and the stored texts of single requests. `unsupported`: there is none, with the reason. */
export interface BackendLogs {
  /** Lines after `cursor`, else the newest `limit`. */
  read(
    wanted: { readonly cursor?: string | undefined; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<Outcome<LogPage>>;
  /** The error logs of failed requests, newest first. */
  errorLogs(signal?: AbortSignal): Promise<Outcome<readonly RequestLogFile[]>>;
  /** The log of one request, by its id or the name of its file. Keys are masked by the server. */
  requestLog(id: string, signal?: AbortSignal): Promise<Outcome<string>>;
  /** ms after which it is worth asking again. */
  readonly refreshMs: number;
}

export const noSuchLog = (id: string): string => words().noLog(id);

/** The name of an error log rather than the id of a request. */
export const isLogName = (id: string): boolean => /\.log$/i.test(id);
