import { latinUnits } from '../../base/text/duration.ts';
import { timeText } from '../../base/text/time-text.ts';
import { type LogEntry, logLevels } from '../../contract/log-line.ts';
import { isStatus } from '../../contract/usage-figures.ts';

/** What a filter may name: `level:warn` is that level and worse, `status:4xx` a class, the others a part of the text. */
export const logFields = ['level', 'status', 'method', 'path', 'key', 'account', 'model', 'request'] as const;
type LogField = (typeof logFields)[number];

interface LogTerm {
  /** undefined for a word that is searched in the whole line. */
  readonly field: LogField | undefined;
  /** In lower case. */
  readonly value: string;
  readonly not: boolean;
}

/** Every group must match, by any of its terms. */
export type LogFilter = readonly (readonly LogTerm[])[];

/** Splits into words and quoted parts; `|` is a part of its word. */
const tokens = /(?:[^\s"]|"[^"]*"?)+/g;
const alternatives = /(?:[^|"]|"[^"]*"?)+/g;
const shape = new RegExp(`^(!?)(?:(${logFields.join('|')}):)?(.*)$`, 'is');

/** A filter as typed: `401|429 key:ci level:warn !path:/v1/models`. What is incomplete is left out. */
export function parseLogFilter(text: string): LogFilter {
  return [...text.matchAll(tokens)].flatMap(([token]) => {
    let field: LogField | undefined;
    const group = [...token.matchAll(alternatives)].flatMap(([one]): LogTerm[] => {
      const [, not = '', name, rest = ''] = shape.exec(one) ?? [];
      // `status:401|429` names its field once.
      field = name === undefined ? field : (name.toLowerCase() as LogField);
      const value = rest.replaceAll('"', '').trim().toLowerCase();
      return value === '' ? [] : [{ field, value, not: not !== '' }];
    });
    return group.length === 0 ? [] : [group];
  });
}

/** `key:team-a`, `key:"team a"`: a condition of a filter. */
export const logTerm = (field: LogField, value: string): string =>
  `${field}:${/[\s|]/.test(value) ? `"${value}"` : value}`;

/** Whether a line matches a filter; made once for a filter, as a log has many lines. */
export function logMatcher(filter: LogFilter): (entry: SearchedEntry) => boolean {
  const groups = filter.map((group) => group.map(termMatcher));
  return (entry) => {
    for (const group of groups) if (!group.some((fits) => fits(entry))) return false;
    return true;
  };
}

/** `words`: its `logWords`, where it is searched again and again. */
type SearchedEntry = LogEntry & { readonly words?: string };

function termMatcher({ field, value, not }: LogTerm): (entry: SearchedEntry) => boolean {
  const fits = fieldMatcher(field, value);
  return not ? (entry) => !fits(entry) : fits;
}

function fieldMatcher(field: LogTerm['field'], value: string): (entry: SearchedEntry) => boolean {
  if (field === undefined) return (entry) => (entry.words ?? logWords(entry)).includes(value);
  if (field === 'level') {
    const least = logLevels.findIndex((level) => level.startsWith(value));
    return ({ level }) => least >= 0 && level !== undefined && logLevels.indexOf(level) >= least;
  }
  if (field === 'status') {
    const known = new Map<number, boolean>();
    return ({ status }) => {
      if (status === undefined) return false;
      const fits = known.get(status) ?? isStatus(value, status, status >= 400);
      known.set(status, fits);
      return fits;
    };
  }
  // An id is named as a whole, or by how it begins.
  if (field === 'request') return ({ request }) => request?.toLowerCase().startsWith(value) === true;
  if (field === 'account')
    return ({ provider = '', account = '' }) => `${provider} ${account}`.toLowerCase().includes(value);
  return (entry) => entry[field]?.toLowerCase().includes(value) === true;
}

/**
 * What a line says, without time and level: `POST /v1/messages 200 3.9 s team-a claude-sonnet-4-6`,
 * `codex sk-p…WuUF answered 401`, `management sign-in failed: 4 attempts left · 10.0.3.99`.
 */
export function logText(entry: LogEntry): string {
  const { status, method, path, ms, key, address, model, account, error } = entry;
  if (status === undefined || method === undefined) return plainText(entry);
  const took = ms === undefined ? undefined : timeText(ms, latinUnits);
  const said = [method, path, status, took, key ?? address, model, account].filter(
    (part) => part !== undefined,
  );
  return said.join(' ') + (error === undefined ? '' : ` · ${error}`);
}

/** With whose it is and where it came from, unless it says so itself; the account behind its provider. */
function plainText({ text, provider = '', account = '', key = '', address = '' }: LogEntry): string {
  const named = provider !== '' && text.startsWith(`${provider} `) && !text.includes(account);
  const line = named ? `${provider} ${account}${text.slice(provider.length)}` : text;
  const rest = [account, key, address].filter((part) => part !== '' && !line.includes(part));
  return [line, ...rest].join(' · ');
}

/** The whole line: `2026-11-20T09:26:43.870Z info  POST /v1/messages 200 … [request]`. */
export function logLine(entry: LogEntry): string {
  const time = entry.at === undefined ? '' : new Date(entry.at).toISOString();
  const request = entry.request === undefined ? '' : ` [${entry.request}]`;
  return `${time} ${(entry.level ?? '').padEnd(5)} ${logText(entry)}${request}`;
}

/** What a word is searched in, in lower case. */
export function logWords(entry: LogEntry): string {
  const { level, method, path, status, key, model, account, error, text, address, provider, request } = entry;
  const said = `${level ?? ''} ${method ?? ''} ${path ?? ''} ${status ?? ''} ${key ?? ''} ${model ?? ''} ${text}`;
  const rest = `${account ?? ''} ${error ?? ''} ${address ?? ''} ${provider ?? ''} ${request ?? ''}`;
  return `${said} ${rest}`.toLowerCase();
}
