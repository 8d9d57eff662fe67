import type { Secret } from '../../base/secrets/secret.ts';
import type { LastError } from '../../contract/provider-states.ts';
import { type Fields, fieldsOf } from '../json-fields.ts';
import { words } from '../test/words.ts';
import { reportedWait } from './reported-wait.ts';

/** The content of a provider's refusal, whatever its format. */
export interface Refusal {
  readonly status: number;
  /** In its own words, safe for a terminal; empty if it gives none. */
  readonly message: string;
  /** Its own code for the cause, if any: `insufficient_quota`. */
  readonly code?: string | undefined;
}

/** `key`: missing, wrong, expired or deleted; `request`: it says nothing about the key. */
export type RefusalCause = 'key' | 'credits' | 'forbidden' | 'not-found' | 'rate-limit' | 'down' | 'request';

/**
 * How an upstream answered: the content decides, whatever the status. Failover, cooldowns, the usage record and the
 * client's error all follow from it.
 */
export type AnswerOutcome = 'answered' | RefusalCause | 'cut-short' | 'empty';

/** Waiting does not help: a person has to change something. */
export const refusesCredential = (how: AnswerOutcome): boolean =>
  how === 'key' || how === 'forbidden' || how === 'credits';

/** The request is wrong: another credential would get the same answer. */
export const blamesRequest = (how: AnswerOutcome): boolean => how === 'request' || how === 'not-found';

export interface Explained {
  readonly cause: RefusalCause;
  /** Cause and remedy, without a stop at its end. */
  readonly text: string;
}

/** Explains refusals of one provider; undefined: not this one. */
export type Explain = (refusal: Refusal) => Explained | undefined;

export interface ReadRefusal extends Refusal {
  readonly cause: RefusalCause;
  /** Cause and remedy from the provider's record; undefined if it has none. */
  readonly known: string | undefined;
  /** Cause and remedy, for any provider. */
  readonly text: string;
  /** ms that it asks to wait; undefined if it does not say. */
  readonly waitMs: number | undefined;
  readonly json: unknown;
}

/** Reads a refusal over HTTP, in a stream or in a frame. @param longest length of the message, in characters */
export function readRefusal(
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
  },
  { explain, key }: { readonly explain: Explain | undefined; readonly key: Secret | undefined },
  now: number,
  longest = 600,
): ReadRefusal {
  const { status, headers } = answer;
  const { json, text } = readAnswer(answer.body, key);
  const own = messageIn(json) ?? (json === undefined ? text : '');
  const said = { status, message: own.trim().slice(0, longest), code: codeIn(json) };
  const input = isInputError(said, json);
  const known = input ? undefined : explain?.(said);
  const { cause, text: words } = known ?? explainAny(said, input ? 'request' : undefined);
  return { ...said, cause, known: known?.text, text: words, waitMs: reportedWait(headers, json, now), json };
}

/** An answer as text for a sentence. A key that it repeats is masked. */
export function readAnswer(body: string, key: Secret | undefined): { json: unknown; text: string } {
  const plain = key?.reveal();
  const text = plain && plain.length >= 8 ? body.replaceAll(plain, key?.mask ?? '') : body;
  try {
    return { json: JSON.parse(text), text };
  } catch {
    // A web page: its text without the tags.
    const words = text.replace(/<(script|style)[\s\S]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^<>]*>/g, ' ');
    return { json: undefined, text: words.replace(/\s+/g, ' ').slice(0, 200) };
  }
}

/** Google and some others answer with a list of one. */
const topOf = (json: unknown): Fields | undefined => fieldsOf(Array.isArray(json) ? json[0] : json);

/** The places where OpenAI, Anthropic, Google, Cline, cloro and others put it. */
function messageIn(json: unknown): string | undefined {
  const top = topOf(json);
  if (!top) return undefined;
  const error = fieldsOf(top.error);
  const found = error
    ? (error.message ?? error.msg)
    : (top.error ??
      top.message ??
      top.msg ??
      top.detail ??
      top.error_msg ??
      fieldsOf(top.base_resp)?.status_msg);
  return typeof found === 'string' ? found : undefined;
}

/** Google puts the cause in the details; its status names only the kind. */
function codeIn(json: unknown): string | undefined {
  const top = topOf(json);
  const error = fieldsOf(top?.error) ?? top;
  const details: unknown[] = Array.isArray(error?.details) ? error.details : [];
  const words = [
    ...details.map((detail) => fieldsOf(detail)?.reason),
    error?.code,
    error?.status,
    error?.type,
  ];
  return words.find((word) => typeof word === 'string' && word !== '') as string | undefined;
}

/**
 * The request is refused with a status that usually means a bad key: 403 for a text that moderation stopped
 * (OpenRouter, xAI) or a file of another user (Google), 429 for a request larger than a whole minute's tokens
 * (OpenAI). The key still works.
 */
function isInputError({ status, message }: Refusal, json: unknown): boolean {
  if (status === 429) return /^request too large\b/i.test(message);
  if (status !== 403) return false;
  const flagged = fieldsOf(fieldsOf(topOf(json)?.error)?.metadata);
  return (
    flagged?.flagged_input !== undefined || Array.isArray(flagged?.reasons) || foreignInput.test(message)
  );
}

const foreignInput =
  /^(content violates usage guidelines|you do not have permission to access the file|cachedcontent not found)\b/i;

/** What a refusal means at any provider, unless its record knows better. */
function explainAny({ status, message, code = '' }: Refusal, sure?: RefusalCause): Explained {
  const cause = sure ?? saidCause(status, message, code) ?? causeOf(status);
  const said = message === '' ? '' : ` (${message})`;
  return { cause, text: `${words().causes[cause]}${said}` };
}

/**
 * Some providers use a status with another meaning. The message of a refused request may repeat what the client
 * sent, so only words at its beginning count there.
 */
function saidCause(status: number, message: string, code: string): RefusalCause | undefined {
  if (status >= 500) return undefined;
  const said = (words: RegExp): boolean => {
    const at = message.search(words);
    return at === 0 || (at > 0 && byStatus[status] !== undefined);
  };
  if (creditCodes.test(code) || said(creditWords)) return 'credits';
  return keyCodes.test(code) || said(keyWords) ? 'key' : undefined;
}

const creditCodes =
  /^(insufficient[_ ]?(quota|balance|credits?|funds)|billing_.*|arrearage|exceeded_current_quota_error)$/i;
const creditWords = /(your )?credit balance is too low|insufficient (quota|balance|credits?|funds)/i;
const keyCodes = /^(api_?key_(invalid|expired)|invalid_?api_?key|account_deactivated)$/i;
const keyWords = /api key (not valid|expired|not found)|(incorrect|invalid) api[ -]key( provided|\.|:|$)/i;

function causeOf(status: number): RefusalCause {
  if (status >= 500 || status === 408 || status < 400) return 'down';
  return byStatus[status] ?? 'request';
}

/**
 * Why the last attempt failed, as its server stored it; undefined: it does not say. It is in the console's language
 * only where cause and remedy are certain: many differ under the same status. @param account not a key
 */
export function storedReason(error: LastError | undefined, account = false): string | undefined {
  const { status, message, refused, noCredit } = error ?? {};
  const cause = noCredit ? 'credits' : refused && status === 401 ? 'key' : undefined;
  if (status === undefined || !message || !cause) return message;
  return words().stored(message, status, cause, account);
}

const byStatus: Readonly<Record<number, RefusalCause>> = {
  401: 'key',
  402: 'credits',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-found',
  410: 'not-found',
  429: 'rate-limit',
};

/** An error inside an answer with status 200, converted to the form it has with a status of its own. */
export interface SaidError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The same error in one format. */
  readonly body: { readonly type?: 'error'; readonly error: Fields };
}

/**
 * The error in a body, event or frame; undefined if it contains none.
 * @param named the event was called `error`
 */
export function errorIn(value: unknown, named = false): SaidError | undefined {
  const top = topOf(value);
  const error = top && errorOf(top, named);
  if (!error) return undefined;
  const frame = Object.entries(fieldsOf(top.headers) ?? {});
  return {
    status: statusIn(top, error),
    headers: Object.fromEntries(frame.map(([name, text]) => [name.toLowerCase(), String(text)])),
    body: { ...(top.type === 'error' && { type: 'error' }), error },
  };
}

function errorOf(top: Fields, named: boolean): Fields | undefined {
  const { type, message, msg, code } = top;
  // Every event of the Responses protocol has an `error`, which is usually null.
  const reported = filled(top.error) ?? filled(fieldsOf(top.response)?.error);
  const error = typeof reported === 'string' ? { message: reported } : reported;
  // On a socket it is an object as over HTTP; an event of a stream has its fields at the top.
  if (named || type === 'error' || type === 'response.failed')
    return error ?? { message: message ?? msg, code };
  if (type !== undefined) return undefined;
  if (error) return error;
  if (top.success === false) return { ...plain(top), code: code ?? undefined };
  if (answers(top)) return undefined;
  if (top.error !== undefined && top.error !== null && top.error !== false) return { ...plain(top) };
  const words = fieldsOf(top.base_resp);
  const number = [code, top.status, top.error_code, words?.status_code].find((one) => Number(one) >= 400);
  const reason = message ?? msg ?? top.error_msg ?? words?.status_msg;
  return number !== undefined && typeof reason === 'string'
    ? { message: reason, code: String(number) }
    : undefined;
}

const plain = ({ message, msg }: Fields): Fields => {
  const said = message ?? msg;
  return typeof said === 'string' ? { message: said } : {};
};

const filled = (error: unknown): Fields | string | undefined => {
  if (typeof error === 'string') return error === '' ? undefined : error;
  const fields = fieldsOf(error);
  return fields && Object.keys(fields).length > 0 ? fields : undefined;
};

/** Whether it has any part of an answer; the last event of a stream may have only token counts and an empty list. */
const answers = (top: Fields): boolean =>
  (Array.isArray(top.choices) && fieldsOf(top.usage) !== undefined) ||
  ['choices', 'candidates', 'content', 'output', 'data', 'result', 'results', 'embedding', 'embeddings'].some(
    (name) => {
      const part = top[name];
      return Array.isArray(part) ? part.length > 0 : part !== undefined && part !== null;
    },
  );

/** Statuses that mean the same in a body; any other (a 404 for a route of its own) is the upstream's. */
const meant: ReadonlySet<number> = new Set([400, 401, 402, 403, 408, 413, 422, 429]);

function statusIn(top: Fields, error: Fields): number {
  const frame = top.status ?? top.status_code;
  if (top.type === 'error' && Number.isInteger(frame) && Number(frame) >= 400 && Number(frame) < 600)
    return Number(frame);
  const reported = [frame, error.code, error.status, error.status_code, top.code].map(Number);
  const number = reported.find((one) => meant.has(one) || (one >= 500 && one < 600));
  const words = [error.code, error.type, error.status].map((word) => statusOf(String(word)));
  return number ?? words.find((status) => status !== undefined) ?? 502;
}

const statusOf = (word: string): number | undefined =>
  statusWords[word] ?? (ofRequest.test(word) ? 400 : undefined);

/** Codes about the request itself, in a stream of OpenAI's: any other key would get the same answer. */
const ofRequest =
  /^(invalid_(image|base64|value|type)|image_|unsupported_(image|file|media|value|parameter)|empty_image|failed_to_download_image|content_(filter|policy)|cyber_policy|string_above_max|bio_policy)/;

const statusWords: Readonly<Record<string, number>> = {
  invalid_prompt: 400,
  context_length_exceeded: 400,
  invalid_api_key: 401,
  authentication_error: 401,
  UNAUTHENTICATED: 401,
  billing_error: 402,
  permission_error: 403,
  PERMISSION_DENIED: 403,
  insufficient_quota: 429,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  usage_limit_reached: 429,
  RESOURCE_EXHAUSTED: 429,
  INVALID_ARGUMENT: 400,
  invalid_request_error: 400,
  server_is_overloaded: 503,
  UNAVAILABLE: 503,
  overloaded_error: 529,
};
