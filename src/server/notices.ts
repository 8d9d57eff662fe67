import { formatDuration } from '../base/text/duration.ts';
import { stripControl } from '../base/text/terminal-text.ts';
import { type AuthFile, authFileState, isSurelyExpired } from '../contract/auth-file.ts';
import type { Config } from '../contract/config.ts';
import type { Outcome } from '../contract/outcome.ts';
import { quotaNearFull, usedNow } from '../contract/quota/read-quota.ts';
import type { Log } from './log/server-log.ts';
import type { ServerStatus } from './server-status.ts';

/** What a notice can be about; `notify.on` chooses among them. */
const noticeKinds = ['key-expiring', 'rotation-overdue', 'account', 'quota', 'provider-cooling'] as const;
type NoticeKind = (typeof noticeKinds)[number];

/** What the command gets on its stdin, as JSON; no secret. */
export interface Notice {
  readonly event: NoticeKind;
  /** Label of a key, name of an auth file, or a provider. */
  readonly subject: string;
  /** One sentence. */
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Runs the command without waiting for more than it takes; a failure says why. */
export type RunNotice = (command: readonly string[], notice: Notice) => Promise<Outcome<void>>;

/** When which notice was last sent, over restarts: id → ms since the epoch. */
export interface NoticeFile {
  read(): Promise<Outcome<unknown>>;
  write(data: unknown): Promise<Outcome<void>>;
}

interface NoticesOptions {
  readonly config: () => Config;
  readonly serverStatus: () => Promise<ServerStatus>;
  readonly run: RunNotice;
  readonly file?: NoticeFile | undefined;
  readonly now: () => number;
  readonly log: Log;
  /** ms between two looks. */
  readonly everyMs?: number | undefined;
}

interface Notices {
  /** Looks now, and resolves when the commands have ended. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const hour = 3_600_000;
const day = 24 * hour;
const usualMs = 60_000;
/** What lasts is repeated this often. */
const againMs = day;
/** A key is expiring from then on, and its old key is due. */
const [expiringMs, overdueMs] = [7 * day, day];
/** At most this many commands of one look: after a fault of many accounts the others follow. */
const maxAtOnce = 10;

/** Runs the user's command when a key, an account or a provider needs attention (N12). Requests never wait for it. */
export function openNotices(options: NoticesOptions): Notices {
  const { config, serverStatus, run, file, now, log } = options;
  const settings = () => config().notify ?? {};
  let sent: Map<string, number> | undefined;
  let failing = false;
  let running: Promise<void> = Promise.resolve();
  let warned = '';

  const wanted = (): ReadonlySet<string> => {
    const { on } = settings();
    const unknown = (on ?? []).filter((name) => !(noticeKinds as readonly string[]).includes(name));
    if (unknown.length > 0 && warned !== unknown.join()) {
      warned = unknown.join();
      log(
        'warn',
        `notify.on names no such event: ${stripControl(warned)}. Events: ${noticeKinds.join(', ')}`,
      );
    }
    return new Set(on ?? noticeKinds);
  };
  const recall = async (): Promise<Map<string, number>> => {
    const read = await file?.read();
    const stored = read?.ok ? Object.entries((read.value ?? {}) as Record<string, unknown>) : [];
    return new Map(stored.filter((one): one is [string, number] => typeof one[1] === 'number'));
  };
  const look = async (): Promise<void> => {
    const command = settings().command ?? [];
    if (command.length === 0) return;
    sent ??= await recall();
    const at = now();
    const on = wanted();
    const found = noticesOf(await serverStatus(), at, settings()['quota-percent'] ?? quotaNearFull);
    const due = found.filter(
      ({ notice, id }) => on.has(notice.event) && (sent?.get(id) ?? Number.NEGATIVE_INFINITY) <= at - againMs,
    );
    for (const { id, notice } of due.slice(0, maxAtOnce)) {
      // Also if it fails, as a broken command is not tried again every minute.
      sent.set(id, at);
      const done = await run(command, notice);
      if (!done.ok && !failing) log('warn', `the command of notify failed: ${done.message}`);
      failing = !done.ok;
    }
    // What is over for a while may be reported again when it comes back.
    const there = new Set(found.map(({ id }) => id));
    const kept = [...sent].filter(([id, last]) => there.has(id) || last > at - hour);
    const changed = due.length > 0 || kept.length !== sent.size;
    sent = new Map(kept);
    if (changed) await file?.write(Object.fromEntries(sent));
  };
  const inTurn = (): Promise<void> => {
    running = running.then(look).catch((error: unknown) => {
      log('error', `could not look for notices: ${(error as Error).message}`);
    });
    return running;
  };
  const timer = setInterval(() => void inTurn(), options.everyMs ?? usualMs).unref();
  return {
    look: inTurn,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

interface Found {
  /** Of the event and its subject. */
  readonly id: string;
  readonly notice: Notice;
}

function noticesOf(serverStatus: ServerStatus, now: number, quotaPercent: number): Found[] {
  const found: Found[] = [];
  const add = (event: NoticeKind, key: string, subject: string, message: string) => {
    const notice = { event, subject: stripControl(subject), message: stripControl(message) };
    found.push({ id: `${event} ${key}`, notice: { ...notice, at: new Date(now).toISOString() } });
  };
  for (const { fingerprint, name, record, lastHour } of serverStatus.clientKeys) {
    const ends = Date.parse(record?.expiresAt ?? '');
    if (ends > now - day && ends < now + expiringMs) {
      const when = ends > now ? `expires in ${formatDuration(ends - now)}` : 'has expired';
      add('key-expiring', fingerprint, name, `Client key ${name} ${when}.`);
    }
    const deadline = Date.parse(record?.retiring?.deadline ?? '');
    if (deadline < now + overdueMs && lastHour > 0) {
      const stops = deadline > now ? `stops in ${formatDuration(deadline - now)}` : 'is past its deadline';
      const served = `served ${lastHour === 1 ? '1 request' : `${lastHour} requests`} in the last hour`;
      add('rotation-overdue', fingerprint, name, `The old key of ${name} ${served} and ${stops}.`);
    }
  }
  for (const file of serverStatus.sessions) {
    const name = nameOf(file);
    const trouble = troubleOf(file, now);
    if (trouble) add('account', file.name, file.name, `${name} ${trouble}.`);
    for (const window of file.quota?.windows ?? []) {
      const used = usedNow(window, now);
      if (used === undefined || used < quotaPercent) continue;
      const what = used >= 100 ? 'is full' : `is ${Math.round(used)}% used`;
      const resets =
        window.resetsAt === undefined ? '' : `, and resets in ${formatDuration(window.resetsAt - now)}`;
      add(
        'quota',
        `${file.name} ${window.id}`,
        file.name,
        `The ${window.label} quota of ${name} ${what}${resets}.`,
      );
    }
  }
  for (const [provider, ends] of coolingOf(serverStatus, now)) {
    const first = formatDuration(Math.min(...ends) - now);
    const all = ends.length === 1 ? 'The only key or account' : `All ${ends.length} keys and accounts`;
    const are = ends.length === 1 ? 'is' : 'are';
    add(
      'provider-cooling',
      provider,
      provider,
      `${all} of ${provider} ${are} cooling down; the first is back in ${first}.`,
    );
  }
  return found;
}

const nameOf = ({ provider, account, name }: AuthFile): string =>
  account === undefined ? name : `${provider ?? 'account'} ${account}`;

function troubleOf(file: AuthFile, now: number): string | undefined {
  switch (authFileState(file, now)) {
    case 'broken':
      return 'cannot be read';
    case 'needs verification':
      return 'must be verified with its provider';
    case 'failing':
      // A failed attempt alone may be over with the next one.
      return file.trouble && 'is failing';
    case 'expired':
      return isSurelyExpired(file, now) ? 'has expired. Log in again' : undefined;
    default:
      return undefined;
  }
}

/** The providers of whose keys and accounts each one is cooling down, with the ends of their cooldowns. */
function coolingOf({ providerKeys, sessions }: ServerStatus, now: number): Map<string, number[]> {
  const until = new Map<string, number[]>();
  const put = (provider: string, end = 0) => until.set(provider, [...(until.get(provider) ?? []), end]);
  for (const { provider, state } of providerKeys) put(provider, state?.coolingUntil);
  for (const { provider = '', coolingUntil } of sessions) put(provider, coolingUntil);
  return new Map([...until].filter(([, ends]) => ends.every((end) => end > now)));
}
