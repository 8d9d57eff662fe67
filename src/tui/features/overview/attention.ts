import { commas } from '../../../base/text/commas.ts';
import { type AuthFile, authFileState, nextAuthFileState } from '../../../contract/auth-file.ts';
import { isModeWarning } from '../../../contract/change.ts';
import { type ClientKey, clientKeyState, stopsAt } from '../../../contract/client-key.ts';
import type { ProviderKeyStatus } from '../../../contract/provider-states.ts';
import { nextQuotaChange } from '../../../contract/quota/read-quota.ts';
import type { Diagnosis, Finding } from '../../../operations/health/finding.ts';
import { storedReason } from '../../../providers/answers/refusal.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import type { ConsoleState, ServerView } from '../../../store/state.ts';
import { ago, type FrameTime, left, perItem } from '../../clock.ts';
import { percent, wholeNumber } from '../../numbers.ts';
import type { ScreenId } from '../../ui/ui-state.ts';
import { listWords } from '../../words/list.ts';
import { labelOf, nameOf, soonMs, unusedDays } from '../client-keys/rows.ts';
import { words as keyWords } from '../client-keys/words.ts';
import { fixText, remedyOf, subjectOf } from '../health/findings.ts';
import { keyStatusOf, type StatedProviderKey } from '../providers/rows.ts';
import { words as providerWords } from '../providers/words.ts';
import { quotaHint } from '../sessions/quota.tsx';
import { reasonOf, sessionName } from '../sessions/rows.ts';
import { fieldTerm } from '../usage/filter.ts';
import { words } from './words.ts';

/** Worst first. */
const tones = ['danger', 'warning', 'notice'] as const;
export type Tone = (typeof tones)[number];

/** An item that needs attention. */
export interface Attention {
  readonly id: string;
  readonly tone: Tone;
  readonly what: string;
  /** Empty if `what` is enough. */
  readonly fact: string;
  /** Where Enter leads, or the act whose box it opens; `sentence`: a box with the full text. */
  readonly to: Spot | { readonly act: string } | 'sentence';
  /** What the key `f` does. */
  readonly fix?: Fix;
}

export interface Spot {
  readonly screen: ScreenId;
  readonly id?: string;
  /** Replaces the filter of that screen. */
  readonly filter?: string;
  /** Column to sort its list by. */
  readonly sort?: string;
}

interface Fix {
  /** Id of the act, and what it does in a word or two: `replace`, `log in again`. */
  readonly act: string;
  readonly title: string;
  /** The item that it works on; `marks`: ids of several. */
  readonly on?: Spot;
  readonly marks?: readonly string[];
}

/** Data from other screens: nothing is loaded only for this list. */
export interface Known {
  readonly diagnosis?: Diagnosis | undefined;
  /** Requests of the last hour. */
  readonly lastHour?: { readonly requests: number; readonly failed: number } | undefined;
  readonly providers?: readonly StatedProviderKey[];
  /** When the states of the provider keys were read, ms since the epoch. */
  readonly statesAt?: number | undefined;
  readonly sessions?: readonly AuthFile[];
  readonly login?: ConsoleState['login'];
  /** Whether there is neither a provider key nor a session. */
  readonly noUpstream?: boolean;
}

/** Thresholds for failed requests in an hour: their number, and their share of all. */
const failing = { requests: 5, share: 0.05 };

/** What needs attention, worst first (A2, A4, A7, A8, M1): only facts that this server reports. */
export function attentionOf(server: ServerView, time: FrameTime, known: Known = {}): readonly Attention[] {
  const { diagnosis, lastHour, providers = [], statesAt, sessions = [], login, noUpstream } = known;
  const { attention } = words();
  const ofSessions = aboutSessions(sessions, time);
  const ofItems = new Set([
    ...providers.filter((key) => bad.has(keyStatusOf(key, time.now))).map(({ id }) => id),
    ...ofSessions.map(({ to }) => (typeof to === 'object' && 'id' in to ? to.id : undefined)),
  ]);
  const items = [
    ...aboutServer(server, diagnosis),
    // A hidden login that is still waiting.
    ...(login && 'start' in login.flow
      ? [item('login', 'warning', [attention.login(login.title), attention.loginFact], { act: 'log-in' })]
      : []),
    ...aboutProviders(providers, statesAt, time),
    ...aboutRequests(lastHour),
    ...aboutFindings(diagnosis, ofItems),
    ...ofSessions,
    ...aboutClientKeys(server.clientKeys, time),
  ];
  if (noUpstream) {
    // The screen shows the next steps, unless something is worse than a notice.
    if (items.every(({ tone }) => tone === 'notice')) return [];
    const on = { screen: 'providers' } as const;
    const fix = { act: 'add-provider-key', title: attention.fixes.addProvider, on };
    items.push(item('no-upstream', 'warning', [attention.noUpstream, attention.noUpstreamFact], on, fix));
  }
  return tones.flatMap((tone) => items.filter((item) => item.tone === tone));
}

const item = (
  id: string,
  tone: Tone,
  [what, fact]: readonly [what: string, fact: string],
  to: Attention['to'],
  fix?: Fix,
): Attention => ({ id, tone, what, fact, to, ...(fix && { fix }) });

type Act = readonly [act: string, title: string];

/** About an item of a screen; the fix works on that item. */
function itemOn(
  screen: ScreenId,
  id: string,
  tone: Tone,
  texts: readonly [string, string],
  fix?: Act | false,
) {
  const on = { screen, id };
  return item(`${screen}-${id}`, tone, texts, on, fix ? { act: fix[0], title: fix[1], on } : undefined);
}

function aboutServer(
  { clientKeys, problem, warnings }: ServerView,
  diagnosis: Diagnosis | undefined,
): readonly Attention[] {
  const { openProxy, openProxyFact, unloaded, broken, fixes } = words().attention;
  // Findings about file modes come with their fix.
  const hasModes = diagnosis?.findings.some(({ check }) => check === 'file-modes') === true;
  const items = warnings
    .filter((text) => !hasModes || !isModeWarning(text))
    .map((text, place) => item(`warning-${place}`, 'warning', [text, ''], 'sentence'));
  if (problem?.unloaded) {
    const fix = { act: 'choose-config', title: fixes.choose };
    items.push(item('problem', 'danger', ['config.yaml', unloaded], { act: 'choose-config' }, fix));
  } else if (problem) {
    items.push(item('problem', 'danger', ['config.yaml', broken(problemText(problem))], 'sentence'));
  }
  if (clientKeys.length > 0) return items;
  const on = { screen: 'client-keys' } as const;
  const fix = { act: 'add-key', title: fixes.addKey, on };
  return [item('open', 'danger', [openProxy, openProxyFact], { ...on, filter: '' }, fix), ...items];
}

function aboutRequests({ requests, failed } = { requests: 0, failed: 0 }): readonly Attention[] {
  if (failed < failing.requests || failed / requests < failing.share) return [];
  const { failedRequests, failedOf } = words().attention;
  const fact = failedOf(wholeNumber(failed), wholeNumber(requests));
  const to = { screen: 'usage', filter: fieldTerm('status', 'failed') } as const;
  return [item('failed', 'warning', [failedRequests(percent(failed, requests)), fact], to)];
}

/** Already listed above, with current data. */
const saidAlready: ReadonlySet<string> = new Set([
  ...['open-proxy', 'config-broken', 'sample-keys', 'key-length', 'duplicate-keys'],
  ...['expired-keys', 'overdue-rotations', 'unused-keys', 'session-quotas'],
]);

const toneOf = { error: 'danger', warning: 'warning', notice: 'notice' } as const;

/** About a provider key or a session, which may be listed above as well. */
const ofAnItem: ReadonlySet<string> = new Set([
  'provider-keys',
  'failing-providers',
  'sessions',
  'failing-sessions',
]);

/** What the checks found when they last ran. @param listed ids of provider keys and sessions */
function aboutFindings(
  diagnosis: Diagnosis | undefined,
  listed: ReadonlySet<string | undefined>,
): readonly Attention[] {
  const isNew = (finding: Finding) =>
    !saidAlready.has(finding.check) && !(ofAnItem.has(finding.check) && listed.has(subjectOf(finding)));
  return (diagnosis?.findings.filter(isNew) ?? []).map((finding) => {
    const to = { screen: 'health', id: finding.id } as const;
    const texts = [finding.what.replace(/\.$/, ''), ''] as const;
    return item(`finding-${finding.id}`, toneOf[finding.severity], texts, to, fixOf(finding));
  });
}

/** Like on Health: its own fix, or an act of the screen of the item. */
function fixOf(finding: Finding): Fix | undefined {
  const { title } = fixText(finding);
  if (finding.fix !== undefined) {
    return { act: 'fix-findings', title, on: { screen: 'health', id: finding.id } };
  }
  const remedy = remedyOf(finding);
  const id = subjectOf(finding);
  return remedy && { act: remedy.act, title, on: { screen: remedy.screen, ...(id !== undefined && { id }) } };
}

/** Puts the position first, where it is not truncated, and only once: `line 3:1: A quote is open`. */
function problemText({ message, line, column }: NonNullable<ServerView['problem']>): string {
  const text = message.replace(/[.。]$/, '');
  return line === undefined ? text : words().attention.at(text, line, column ?? 1);
}

type Reason = readonly [tone: Tone, fact: string, fix?: Act];

/** One row per client key with all its problems, and one for all keys without a label. */
function aboutClientKeys(keys: readonly ClientKey[], time: FrameTime): readonly Attention[] {
  const repeated = new Set(keys.filter(({ duplicate }) => duplicate).map(({ fingerprint }) => fingerprint));
  // A repeated key is represented by its first entry.
  const single = keys.filter(({ duplicate }) => !duplicate);
  const items = single.flatMap((key) => {
    const isRepeated = repeated.has(key.fingerprint);
    const reasons = isRepeated ? reasonsOf(key, time, true) : knownReasons(key, time);
    const [worst] = reasons;
    if (!worst) return [];
    const [tone, , fix] = worst;
    const facts = reasons.map(([, fact]) => fact).join(commas().items);
    return [itemOn('client-keys', key.id, tone, [nameOf(key), facts], fix)];
  });
  return [...items, ...aboutLabels(single)];
}

/** All problems of a key, worst first; a missing label is not a problem (A4, A7, A8, M1). */
function reasonsOf(key: ClientKey, time: FrameTime, repeated = false): readonly Reason[] {
  const { attention } = words();
  const { fixes } = attention;
  const { activity, sample, weak, record } = key;
  const state = clientKeyState(key, time.now);
  const stops = stopsAt(record);
  const requests = activity?.lastHour ?? 0;
  const unused = unusedDays(key, time);
  time.changesAt(stops);
  time.changesAt(stops - soonMs);
  const rotate = ['rotate-key', fixes.rotate] as const;
  const found: (Reason | false)[] = [
    state === 'expired' && ['danger', attention.expiredKey, ['revoke-keys', fixes.revoke]],
    sample && ['danger', attention.sampleKey, rotate],
    weak && !sample && ['warning', attention.weakKey, rotate],
    repeated && ['warning', attention.repeatedKey],
    state === 'retiring' &&
      (requests > 0
        ? ['warning', attention.oldKeyUsed(requests, left(time, stops))]
        : ['notice', attention.rotating(left(time, stops)), ['finish-rotation', fixes.finish]]),
    !['retiring', 'expired'].includes(state) &&
      stops - time.now < soonMs && ['warning', attention.expiresSoon(left(time, stops))],
    unused !== undefined && ['notice', attention.unused(unused)],
  ];
  return found.filter((reason) => reason !== false);
}

const knownReasons = perItem((key: ClientKey, time) => reasonsOf(key, time));

function aboutLabels(keys: readonly ClientKey[]): readonly Attention[] {
  const without = keys.filter((key) => labelOf(key) === undefined);
  const [first] = without;
  if (!first) return [];
  const { attention } = words();
  const several = without.length > 1;
  const on: Spot = {
    screen: 'client-keys',
    ...(several ? { filter: keyWords().noLabel } : { id: first.id }),
  };
  const marks = several ? { marks: without.map(({ id }) => id) } : {};
  const fix = { act: 'edit-key', title: attention.fixes.label, on, ...marks };
  return [item('unlabelled', 'notice', [attention.withoutLabel(without.length), ''], on, fix)];
}

/** More failing provider keys than this are summarized in one row. */
const fewFailing = 5;

/** States in which a person should look at a provider key. */
const bad: ReadonlySet<ProviderKeyStatus> = new Set(['rejected', 'no credit', 'failing']);

/** Provider keys that fail or are cooling down. @param at when their states were read, ms since the epoch */
function aboutProviders(
  keys: readonly StatedProviderKey[],
  at: number | undefined,
  time: FrameTime,
): readonly Attention[] {
  const { attention } = words();
  const keyStatus = (key: StatedProviderKey) => keyStatusOf(key, time.now);
  const failing = keys.filter((key) => bad.has(keyStatus(key)));
  // Their states may be older than the rest of the screen.
  const asOf = failing.length === 0 || at === undefined ? '' : attention.asOf(ago(time, at));
  const cooling = keys.filter((key) => keyStatus(key) === 'cooling').map((key) => coolingKey(key, time));
  if (failing.length > fewFailing) {
    const what = attention.providersFailing(failing.length);
    const to = { screen: 'providers', filter: '', sort: 'state' } as const;
    return [item('providers-failing', 'danger', [what, asOf], to), ...cooling];
  }
  return [...failing.map((key) => failingKey(key, keyStatus(key), asOf)), ...cooling];
}

function failingKey(key: StatedProviderKey, keyStatus: ProviderKeyStatus, asOf: string): Attention {
  const status = key.state?.lastError?.status;
  const message = storedReason(key.state?.lastError) ?? '';
  // Most messages already name the status.
  const named = status !== undefined && message.includes(String(status));
  const said = [named ? undefined : status, message].filter(Boolean).join(' ');
  const fact = [providerWords().states[keyStatus], said, asOf].filter(Boolean).join(' · ');
  const fix = ['rotate-provider-key', words().attention.fixes.replace] as const;
  return itemOn(
    'providers',
    key.id,
    'danger',
    [nameOfProviderKey(key), fact],
    keyStatus === 'rejected' && fix,
  );
}

function coolingKey(key: StatedProviderKey, time: FrameTime): Attention {
  const { coolingUntil = 0, lastError } = key.state ?? {};
  time.changesAt(coolingUntil);
  const status = lastError?.status === undefined ? '' : ` · ${lastError.status}`;
  const fact = words().attention.cooling(left(time, coolingUntil)) + status;
  return itemOn('providers', key.id, 'warning', [nameOfProviderKey(key), fact]);
}

/** Sessions that stop working soon, or already have. */
function aboutSessions(files: readonly AuthFile[], time: FrameTime): readonly Attention[] {
  return files.flatMap((file) => {
    const near = file.disabled ? undefined : knownNear(file, time);
    const trouble =
      knownTrouble(file, time) ?? (near === undefined ? undefined : (['warning', near] as const));
    if (!trouble) return [];
    const [tone, fact, logIn] = trouble;
    const again = ['log-in-again', words().attention.fixes.logInAgain] as const;
    return itemOn('sessions', file.name, tone, [sessionName(file), fact], logIn && again);
  });
}

/** What is wrong with a session, and whether a new login helps. */
function troubleOf(
  file: AuthFile,
  time: FrameTime,
): readonly [tone: Tone, fact: string, logIn?: true] | undefined {
  const { attention } = words();
  const { expiresAt = 0, renewable, broken } = file;
  time.changesAt(nextAuthFileState(file, time.now));
  const because = (fact: string, reason: string | undefined) =>
    reason === undefined ? fact : fact + listWords().colon + reason;
  switch (authFileState(file, time.now)) {
    case 'broken':
      return ['danger', because(attention.brokenFile, broken)];
    case 'expired':
      return ['danger', attention.expiredToken(ago(time, expiresAt)), true];
    case 'failing':
      return ['danger', because(attention.failing, reasonOf(file))];
    case 'needs verification':
      return ['warning', because(attention.needsVerification, reasonOf(file))];
    case 'expiring': {
      // A token that is renewed automatically needs no action.
      if (renewable === true) return undefined;
      const say = renewable === false ? attention.tokenExpires : attention.tokenExpiresMaybe;
      return ['warning', say(left(time, expiresAt)), true];
    }
    default:
      return undefined;
  }
}

const knownTrouble = perItem(troubleOf);
const knownNear = perItem((file: AuthFile, time) => {
  time.changesAt(nextQuotaChange(file.quota, time.now));
  return quotaHint(file, time.now);
});
