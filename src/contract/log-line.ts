import { parseJson } from '../base/json/parse-json.ts';
import { maskOf } from '../base/secrets/secret.ts';
import { stripControl } from '../base/text/terminal-text.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a line says of a request, or of the provider key that it is about. No secret. */
export interface LogFields {
  /** Id of the request, the same as in its usage record. */
  readonly request?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly status?: number | undefined;
  readonly ms?: number | undefined;
  /** Of the client. */
  readonly address?: string | undefined;
  /** Label of the client key. */
  readonly key?: string | undefined;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  readonly model?: string | undefined;
  /** What the translation to another protocol left out of request and answer. */
  readonly dropped?: string | undefined;
  /** Why a request failed, in a sentence. */
  readonly error?: string | undefined;
}

/** One line of a server's log, cleaned and with keys masked. */
export interface LogEntry extends LogFields {
  /** ms since the epoch; undefined for a line without a time, which belongs to the one before it. */
  readonly at: number | undefined;
  readonly level: LogLevel | undefined;
  readonly text: string;
}

/** Where a program for the public server looks for its ids; `--------`: none. */
const goLine = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] \[([^\]]*)\] \[(\w+) *\](?: \[([^\]]*)\])? ?(.*)$/s;
/** Recorded (logs.json): `200 |        3.603s |       127.0.0.1 | GET     "/v1/responses"`. */
const goRequest = /^(\d{3}) \|\s*(\S+) \|\s*(\S+) \| (\S+)\s+"([^"]*)"(.*)$/s;
const goField = /(?:^| )(key|provider|account|model|dropped)=("(?:[^"\\]|\\.)*"|\S+)/g;
const durationPart = /(\d{1,9}(?:\.\d{1,9})?)(h|ms|µs|m|s)/g;
const unitMs = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, µs: 0.001 };
/** Keys of the usual providers, where a server does not mask them itself. */
const looseKey =
  /\b(?:sk-|AIza|xai-|gsk_|ya29\.|eyJ)[\w.-]{12,}|(?<=\bBearer )[^\s"…]{8,}|(?<=[?&](?:key|value|old|new|auth_token)=)[^\s"&…]{8,}/g;

/** Reads a line of either server: the public one's text, or the JSON of the embedded one. Never throws. */
export function parseLogLine(line: string): LogEntry {
  const json = line.startsWith('{') ? readJson(line) : undefined;
  if (json) return json;
  const [, time, id = '', level = '', , rest = ''] = goLine.exec(line) ?? [];
  if (time === undefined) return { at: undefined, level: undefined, text: clean(line) };
  const known = level === 'warning' ? 'warn' : level;
  const about = {
    at: Date.parse(time.replace(' ', 'T')),
    level: logLevels.find((one) => one === known) ?? 'error',
    ...(/^-*$/.test(id) ? {} : { request: clean(id) }),
  };
  const [, status, took = '', address, method, path = '', more = ''] = goRequest.exec(rest) ?? [];
  if (status === undefined) return { ...about, ...fieldsIn(rest), text: clean(rest) };
  const behind = more.replace(goField, '').replace(/^ \|/, '').trim();
  const sent = { method: clean(method ?? ''), path: clean(path), address: clean(address ?? '') };
  const text = `${sent.method} ${sent.path}`;
  const error = behind === '' ? {} : { error: clean(behind) };
  return {
    ...about,
    ...sent,
    status: Number(status),
    ms: durationOf(took),
    ...fieldsIn(more),
    ...error,
    text,
  };
}

function fieldsIn(text: string): LogFields {
  const found = [...text.matchAll(goField)].map(([, name = '', value = '']) => [
    name,
    clean(value.startsWith('"') ? String(parseJson(value) ?? value) : value),
  ]);
  return Object.fromEntries(found);
}

function durationOf(text: string): number {
  const parts = [...text.matchAll(durationPart)];
  const ms = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs],
    0,
  );
  return Math.round(ms);
}

// biome-ignore format: a list
const texts = [
  'request', 'method', 'path', 'address', 'key', 'provider', 'account', 'model', 'dropped', 'error',
] as const;

function readJson(line: string): LogEntry | undefined {
  const value = parseJson(line) as Record<string, unknown> | undefined;
  if (!value || typeof value.msg !== 'string') return undefined;
  const said = texts.flatMap((name) =>
    typeof value[name] === 'string' ? [[name, clean(value[name] as string)] as const] : [],
  );
  const at = Date.parse(String(value.time));
  return {
    at: Number.isNaN(at) ? undefined : at,
    level: logLevels.find((one) => one === value.level),
    text: clean(value.msg),
    ...(typeof value.status === 'number' && { status: value.status }),
    ...(typeof value.ms === 'number' && { ms: value.ms }),
    ...(Object.fromEntries(said) as LogFields),
  };
}

/** Masks what looks like a key of one of the usual providers. */
export const maskLooseKeys = (text: string): string => text.replace(looseKey, maskOf);

const clean = (text: string): string => maskLooseKeys(stripControl(text));

/** The line as a public server writes it, for programs that read its log; fields that it lacks are behind. */
export function publicLogLine({ at, level = 'info', text, request, ...fields }: LogEntry): string {
  // Swedish writes an instant as ISO 8601 does, with a blank.
  const time = new Date(at ?? 0).toLocaleString('sv-SE');
  const { method, path, status, ms = 0, address = '', error } = fields;
  const own = ['key', 'provider', 'account', 'model', 'dropped'] as const;
  const more = own.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${quoted(fields[name])}`]));
  const took = ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`;
  const said =
    status === undefined || method === undefined
      ? text
      : `${status} | ${took.padStart(13)} | ${address.padStart(15)} | ${method.padEnd(7)} "${path}"${error === undefined ? '' : ` | ${error}`}`;
  return `[${time}] [${request ?? '--------'}] [${level.padEnd(5)}] [cli-proxy] ${[said, ...more].join(' ')}`;
}

const quoted = (text: string): string => (/^[^\s"]+$/.test(text) ? text : JSON.stringify(text));
