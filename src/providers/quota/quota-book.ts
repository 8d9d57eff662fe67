import { parseJson } from '../../base/json/parse-json.ts';
import { retryAfterMs } from '../../base/retry-after.ts';
import { formatDuration } from '../../base/text/duration.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import {
  learnQuota,
  type Quota,
  type Quotas,
  quotaAskGap,
  type SeenQuota,
} from '../../contract/quota/quota.ts';
import type { Fields } from '../json-fields.ts';
import type { Provider } from '../provider.ts';
import type { AnswerHeaders, QuotaRequest } from './provider-quota.ts';
import { words } from './words.ts';

/** Keeps what is known over restarts. */
export interface QuotaFile {
  read(): Promise<Outcome<Quotas>>;
  /** Adds to what is there. */
  add(quotas: Quotas): Promise<Outcome<void>>;
}

interface QuotaBookOptions {
  /** Absent: in memory only. */
  readonly file?: QuotaFile | undefined;
  readonly now: () => number;
  /** Something new is known, at most once in two seconds. */
  readonly changed: (ids: readonly string[]) => void;
  readonly onProblem?: (message: string) => void;
}

/** Sends one request with the account's token in `Authorization`, to the host of its provider alone. */
export type AskProvider = (
  request: QuotaRequest,
) => Promise<Outcome<{ readonly status: number; readonly headers: AnswerHeaders; readonly body: string }>>;

interface AskedAccount {
  /** Of the book. */
  readonly id: string;
  readonly provider: Pick<Provider, 'id' | 'quota' | 'oauth'>;
  /** Its auth file, or its entry in a server's list. */
  readonly about: Fields;
}

/** What is known about the quotas of accounts, learnt from answers (N5). No timer runs while nothing changes. */
interface QuotaBook {
  of(id: string): Quota | undefined;
  /** What an answer to a client says; undefined: nothing. */
  hear(id: string, seen: SeenQuota | undefined, at: number): void;
  /** Asks the provider, once a minute at most. */
  ask(account: AskedAccount, send: AskProvider): Promise<Outcome<Quota>>;
  /** After a new login, which may be to another plan: the one in its file counts again. */
  forgetPlan(id: string): void;
  /** Writes what is new. */
  close(): Promise<void>;
}

/** ms */
const notifyMs = 2_000;
const writeMs = 15_000;

/** @returns once what was known before is read */
export async function openQuotaBook(options: QuotaBookOptions): Promise<QuotaBook> {
  const { file, now, changed, onProblem } = options;
  const known = new Map<string, Quota>();
  const unwritten = new Set<string>();
  const unsent = new Set<string>();
  let notifyTimer: NodeJS.Timeout | undefined;
  let writing: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();

  const stored = await file?.read();
  if (stored && !stored.ok) onProblem?.(`could not read the quotas of accounts: ${stored.message}`);
  for (const [id, quota] of Object.entries(stored?.ok ? stored.value : {})) known.set(id, quota);

  const notify = () => {
    notifyTimer = undefined;
    const ids = [...unsent];
    unsent.clear();
    changed(ids);
  };
  const write = () => {
    clearTimeout(writing);
    writing = undefined;
    const ids = [...unwritten];
    unwritten.clear();
    const quotas = Object.fromEntries(ids.flatMap((id) => [[id, known.get(id) ?? { windows: [] }]]));
    written = written.then(async () => {
      const done = ids.length > 0 ? await file?.add(quotas) : undefined;
      if (done && !done.ok) onProblem?.(`could not save the quotas of accounts: ${done.message}`);
    });
    return written;
  };
  const set = (id: string, quota: Quota) => {
    known.set(id, quota);
    unwritten.add(id);
    unsent.add(id);
    notifyTimer ??= setTimeout(notify, notifyMs).unref();
    if (file) writing ??= setTimeout(() => void write(), writeMs).unref();
  };

  return {
    of: (id) => known.get(id),
    hear(id, seen, at) {
      if (seen) set(id, learnQuota(known.get(id), seen, { at, source: 'headers' }));
    },
    forgetPlan(id) {
      const before = known.get(id);
      // Empty, as what is absent leaves the file as it is.
      if (before?.plan) set(id, { ...before, plan: '' });
    },
    async ask({ id, provider, about }, send) {
      const request = provider.quota?.request?.(about);
      if (!request) return notAsked(provider);
      const at = now();
      const before = known.get(id);
      const wait = (before?.askedAt ?? Number.NEGATIVE_INFINITY) + quotaAskGap - at;
      if (wait > 0 && wait <= quotaAskGap) {
        const [ago, left] = [formatDuration(quotaAskGap - wait), formatDuration(wait + 999)];
        return failure('failed', words().asked(ago, left));
      }
      // Before the answer, so that two questions at once are one.
      set(id, { ...(before ?? { windows: [] }), askedAt: at });
      const { plan: asksPlan } = provider.quota ?? {};
      const [answer, said] = await Promise.all([send(request), asksPlan && send(asksPlan.request)]);
      const plan = said?.ok && isGood(said.value) ? asksPlan?.read(parseJson(said.value.body)) : undefined;
      if (plan !== undefined) set(id, { ...(known.get(id) ?? { windows: [] }), plan });
      if (!answer.ok) return answer;
      const { status, headers, body } = answer.value;
      if (!isGood(answer.value)) return refusal(titleOf(provider), status, headers, now());
      const seen = provider.quota?.read?.(parseJson(body), now());
      if (!seen) return failure('failed', words().unknownFormat(titleOf(provider)));
      const quota = learnQuota(known.get(id), seen, { at: now(), source: 'asked' });
      set(id, quota);
      return success(quota);
    },
    async close() {
      clearTimeout(notifyTimer);
      await write();
    },
  };
}

const isGood = ({ status }: { readonly status: number }): boolean => status >= 200 && status <= 299;

const titleOf = ({ id, oauth }: AskedAccount['provider']): string => oauth?.title ?? id;

/** Why the quota of a provider's accounts cannot be asked for. */
export const notAsked = (provider: AskedAccount['provider']) =>
  failure(
    'unsupported',
    provider.quota?.notAsked ??
      (provider.quota?.request ? words().notNamed : words().none)(titleOf(provider)),
  );

function refusal(title: string, status: number, headers: AnswerHeaders, now: number) {
  const asked = headers['retry-after'];
  const wait = retryAfterMs(typeof asked === 'string' ? asked : asked?.[0], now);
  if (status === 401) return failure('failed', words().refused(title));
  if (status === 429)
    return failure('failed', words().limited(title, wait === undefined ? undefined : formatDuration(wait)));
  if (status === 403) return failure('failed', words().notAnswered(title));
  return failure('failed', words().status(title, status));
}
