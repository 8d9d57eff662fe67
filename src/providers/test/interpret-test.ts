import type { Secret } from '../../base/secrets/secret.ts';
import { formatDuration } from '../../base/text/duration.ts';
import type { OutsideAnswer, OutsideEnd, TransportError } from '../../contract/outside.ts';
import {
  type Explained,
  type ReadRefusal,
  type RefusalCause,
  readAnswer,
  readRefusal,
} from '../answers/refusal.ts';
import type { Provider } from '../provider.ts';
import { transportErrorText } from './transport-error-text.ts';
import { words } from './words.ts';

/** Whether a key works and why not; each has its own symbol on the screen. */
export type TestCause =
  | 'ok'
  | RefusalCause
  /** It redirects elsewhere, and the key was not sent there. */
  | 'redirect'
  /** The answer is not from an API of this kind: a web page, another program. */
  | 'no-api'
  /** A request without the key gets the same answer. */
  | 'open'
  | Exclude<TransportError['kind'], 'cancelled'>;

/** `limited`: valid, but not usable now; `unclear`: the answer says nothing about the key. */
export type TestState = 'works' | 'limited' | 'refused' | 'unclear' | 'unreachable';

export interface TestVerdict {
  readonly state: TestState;
  readonly cause: TestCause;
  /** Cause and remedy, one sentence without a secret; from outside, made safe for a terminal. */
  readonly message: string;
  readonly status?: number;
  /** ms from now until another request may be sent. */
  readonly retryAfterMs?: number;
  /** Of a model list. */
  readonly models?: readonly string[];
}

interface TestedKey {
  readonly provider: Provider;
  /** Its name in the sentence. */
  readonly subject: string;
  /** The address of the request. */
  readonly url: string;
  readonly key: Secret | undefined;
  readonly proxyUrl: string | undefined;
  readonly now: number;
}

/** What the answer to a test says about the key. */
export function interpretTest(asked: TestedKey, end: OutsideEnd): TestVerdict {
  if (end.kind !== 'answer') return unreachable(asked, end);
  const { status } = end;
  if (status >= 300 && status < 400) return redirected(asked, end);
  const verdict = status < 300 ? accepted(asked, end) : refused(asked, end);
  return { ...verdict, status };
}

export function unreachable({ url, proxyUrl }: TestedKey, error: TransportError): TestVerdict {
  const cause = error.kind === 'cancelled' ? 'other' : error.kind;
  const [host, proxy] = [hostOf(url), proxyUrl && hostOf(proxyUrl)];
  return {
    state: 'unreachable',
    cause,
    message: transportErrorText(error, { host, proxy, setting: 'base-url' }),
  };
}

/** Host and port, without name and password. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : words().theAddress);

function redirected({ subject, url }: TestedKey, { status, headers }: OutsideAnswer): TestVerdict {
  const { location = '' } = headers;
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const where = target ? target.origin + target.pathname : 'elsewhere';
  const message = words().test.redirects(subject, where, status);
  return { state: 'unreachable', cause: 'redirect', message, status };
}

function accepted({ provider, subject, key }: TestedKey, { body, cut }: OutsideAnswer): TestVerdict {
  const { json } = readAnswer(body, key);
  const models = provider.keyTest?.request === provider.modelList?.request && provider.modelList?.read(json);
  if ((json === undefined && !cut) || (models === undefined && !cut)) return noApi(subject, provider);
  const more = models ? { models } : {};
  const message =
    provider.keyTest?.answered ??
    words().test.works(subject, key !== undefined, models ? models.length : undefined);
  return { state: 'works', cause: 'ok', message, ...more };
}

function noApi(subject: string, provider: Provider): TestVerdict {
  const hint = provider.keyTest?.request.baseHint;
  const message = words().test.noApi(subject, hint);
  return { state: 'unreachable', cause: 'no-api', message };
}

function refused({ provider, subject, url, key, now }: TestedKey, answer: OutsideAnswer): TestVerdict {
  const refusal = readRefusal(answer, { explain: provider.explain, key }, now, 200);
  if (
    refusal.json === undefined &&
    answer.status === 403 &&
    /html/.test(answer.headers['content-type'] ?? '')
  )
    return blocked(subject, url);
  const good = provider.keyTest?.accepts?.(refusal);
  if (good !== undefined) return { state: 'works', cause: 'ok', message: good };
  const { cause, text } = explained(provider, refusal, key, now);
  const wait = refusal.waitMs;
  const after = wait === undefined ? '' : words().test.later(formatDuration(wait));
  const hint = cause === 'not-found' ? provider.keyTest?.request.baseHint : undefined;
  const message = words().test.answered(subject, answer.status, text, hint, after);
  return { state: stateOf[cause], cause, message, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** Something between here and the API refuses machines or countries; that says nothing about the key. */
const blocked = (subject: string, url: string): TestVerdict => ({
  state: 'unclear',
  cause: 'no-api',
  message: words().test.blocked(subject, hostOf(url)),
});

function explained(
  provider: Provider,
  refusal: ReadRefusal,
  key: Secret | undefined,
  now: number,
): Explained {
  if (refusal.cause !== 'key') return refusal;
  if (!key) return { cause: 'key', text: words().test.noneSet };
  const looks = provider.keyTest?.looks?.(key.reveal(), now);
  return looks === undefined ? refusal : { cause: 'key', text: `${looks} (${refusal.message})` };
}

const stateOf: Readonly<Record<RefusalCause, TestState>> = {
  key: 'refused',
  forbidden: 'refused',
  credits: 'limited',
  'rate-limit': 'limited',
  'not-found': 'unreachable',
  down: 'unreachable',
  request: 'unclear',
};
