import {
  type AuthFile,
  authFileState,
  authFileStates,
  nextAuthFileState,
} from '../../../contract/auth-file.ts';
import { restartNeeded } from '../../../contract/change.ts';
import {
  type ClientKey,
  clientKeyState,
  clientKeyStates,
  limitOver,
  stopsAt,
} from '../../../contract/client-key.ts';
import { providerKeyStatuses } from '../../../contract/provider-states.ts';
import type { QuotaWindow } from '../../../contract/quota/quota.ts';
import {
  nextQuotaChange,
  quotaNearFull,
  tightestWindow,
  usedNow,
} from '../../../contract/quota/read-quota.ts';
import { leftPercent } from '../../../operations/index.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { age, ago, type FrameTime, perItem } from '../../clock.ts';
import { widthOf } from '../../components/fit.ts';
import type { Span } from '../../components/text.tsx';
import type { Role, Sign } from '../../theme.ts';
import { versionText } from '../../words/frame.ts';
import { keySigns } from '../client-keys/rows.ts';
import { words as clientKeyWords } from '../client-keys/words.ts';
import { keyStatusOf, providerSigns, statedKeys } from '../providers/rows.ts';
import { words as providerWords } from '../providers/words.ts';
import { quotaRank } from '../sessions/quota.tsx';
import { sessionName, sessionSigns } from '../sessions/rows.ts';
import { words as sessionWords } from '../sessions/words.ts';
import { words } from './words.ts';

/** Of the labels, and of the numbers, in the panel of the upstreams and the server. */
export const statusColumns = { labels: 10, counts: 4, gap: 2 };

/** A row of the panel of the upstreams and the server. `count`: undefined if not counted. */
type Status = readonly [label: string, count: number | undefined, spans: readonly Span[]];

/** The working ones first, then worst first. */
const keyStatuses = [...providerKeyStatuses.slice(-1), ...providerKeyStatuses.slice(0, -1)];

interface Options {
  readonly time: FrameTime;
  /** Shows the names of states, not only their signs. */
  readonly wide: boolean;
  /** Columns beside the labels. */
  readonly room: number;
  /** Has a row for the quota, as no panel shows it. */
  readonly quotaRow: boolean;
  /** When config.yaml was last changed, ms since the epoch. */
  readonly changedAt: number | undefined;
}

/**
 * `● 10 active  ✕ 1 rejected`, where the last ones lose their names if these do not fit; `10 ● 1 ✕` if space is short,
 * without disabled items. @param order of the states
 */
function countsOf<State extends string>(
  states: readonly State[],
  order: readonly State[],
  looks: Readonly<Record<State, Sign>>,
  names: Readonly<Record<State, string>>,
  { wide, room }: Options,
): readonly Span[] {
  const most = room - statusColumns.counts - statusColumns.gap;
  const counted = order.flatMap((state) => {
    const count = states.filter((one) => one === state).length;
    const [sign, role] = looks[state];
    return count > 0 ? [{ count, sign, role, text: `${sign} ${count} ${names[state]}` }] : [];
  });
  if (!wide) {
    const signs = bySign(counted);
    const shown = signs.length > 1 ? signs.filter(({ sign }) => sign !== providerSigns.disabled[0]) : signs;
    if (shown.length === 0) return [{ text: '0' }];
    return shown.flatMap(({ sign, role, count }, place): Span[] => [
      { text: `${place === 0 ? '' : ' '}${count} ` },
      { text: sign, role },
    ]);
  }
  let named = counted.length;
  const texts = () => [...counted.slice(0, named), ...bySign(counted.slice(named))];
  while (named > 1 && texts().reduce((sum, { text }) => sum + widthOf(text) + 2, -2) > most) named -= 1;
  return texts().flatMap(({ text, role }, place): Span[] => [
    { text: place === 0 ? '' : '  ' },
    { text, role },
  ]);
}

interface Counted {
  readonly count: number;
  readonly sign: string;
  readonly role: Role;
  readonly text: string;
}

/** States of one sign together, without their names. */
function bySign(counted: readonly Counted[]): readonly Counted[] {
  const sums = new Map<string, Counted>();
  for (const { sign, role, count } of counted) {
    const sum = count + (sums.get(sign)?.count ?? 0);
    sums.set(sign, { sign, role, count: sum, text: `${sign} ${sum}` });
  }
  return [...sums.values()];
}

/** Counts and states on the server, one row each. */
export function statusOf(console: ConsoleState, options: Options): readonly Status[] {
  const { status } = words();
  const { server, capabilities, providerStates } = console;
  if (!server) return [];
  const { time, wide } = options;
  const { now } = time;
  const { clientKeys } = server;
  const files = console.sessions?.files;
  const keys = statedKeys(console);
  for (const { state } of keys) time.changesAt(state?.coolingUntil ?? 0);
  for (const file of files ?? []) time.changesAt(nextAuthFileState(file, now));
  const notYet = (text: string): readonly Span[] => [{ text, role: 'muted' }];
  const counts = <State extends string>(
    states: readonly State[],
    order: readonly State[],
    ...looks: readonly [Readonly<Record<State, Sign>>, Readonly<Record<State, string>>]
  ) => countsOf(states, order, ...looks, options);
  const ofKeys = keys.map((key) => keyStatusOf(key, now));
  const ofFiles = (files ?? []).map((file) => authFileState(file, now));
  const unchecked = keys.length > 0 && !providerStates?.states;
  // biome-ignore format: one row a record
  const rows: readonly (Status | false)[] = [
    [status.providers, keys.length, unchecked
      ? [{ text: wide ? '' : `${keys.length} ` }, ...notYet(status.notChecked)]
      : counts(ofKeys, keyStatuses, providerSigns, providerWords().states)],
    capabilities?.sessions !== 'absent' && [status.sessions, files?.length, files
      ? counts(ofFiles, authFileStates.toReversed(), sessionSigns, sessionWords().states)
      : notYet(status.notLoaded)],
    ...(options.quotaRow ? quotaStatus(quotaFiles(console), options) : []),
    wide && [status.keys, clientKeys.length, counts(clientKeys.map((key) => keyStateAt(key, time)), clientKeyStates.toReversed(), keySigns, clientKeyWords().states)],
    [status.config, undefined, configSpans(console, options)],
    wide && console.version !== undefined && [status.server, undefined, [{ text: serverText(console, time) }]],
  ];
  return rows.filter((row) => row !== false);
}

const keyStateAt = perItem((key: ClientKey, time) => {
  time.changesAt(stopsAt(key.record));
  time.changesAt(limitOver(key, time.now)?.until ?? 0);
  return clientKeyState(key, time.now);
});

/** The least that an account has left; the tightest window of all. */
function quotaStatus(files: readonly AuthFile[], { time: { now }, wide }: Options): readonly Status[] {
  let file: AuthFile | undefined;
  for (const one of files) {
    if (one.quota && (!file || quotaRank(one, now) < quotaRank(file, now))) file = one;
  }
  const window = tightestWindow(file?.quota, now);
  const used = window && usedNow(window, now);
  if (!file || !window || used === undefined) return [];
  const { full, left } = sessionWords().quota;
  const said = `${window.label} ${used >= 100 ? full : left(leftPercent(used))}`;
  const text = wide ? `${said} · ${sessionName(file)}` : said;
  return [[words().status.quota, undefined, [{ text, role: used >= quotaNearFull ? 'warning' : 'text' }]]];
}

/** A window with its account; both undefined: nothing is known of the account. */
interface QuotaLine {
  /** Unique: accounts and windows may have equal names. */
  readonly id: string;
  readonly name: string;
  readonly window: QuotaWindow | undefined;
  readonly used: number | undefined;
}

/** The accounts whose quota is shown. */
export const quotaFiles = ({ sessions }: Pick<ConsoleState, 'sessions'>): readonly AuthFile[] =>
  (sessions?.files ?? []).filter(({ disabled }) => !disabled);

/** The windows of the accounts, that with the least left first; at the end the accounts without a known one. */
export function quotaLines(files: readonly AuthFile[], time: FrameTime): readonly QuotaLine[] {
  const lines = files.flatMap((file): readonly QuotaLine[] => {
    time.changesAt(nextQuotaChange(file.quota, time.now));
    const name = sessionName(file);
    const known = (file.quota?.windows ?? []).flatMap((window) => {
      const used = usedNow(window, time.now);
      return used === undefined ? [] : [{ id: `${file.name} ${window.id}`, name, window, used }];
    });
    return known.length > 0 ? known : [{ id: file.name, name, window: undefined, used: undefined }];
  });
  return lines.sort((one, other) => (other.used ?? -1) - (one.used ?? -1));
}

/** Since when it runs, where it says so, and its version. */
function serverText(console: ConsoleState, time: FrameTime): string {
  const { startedAt } = console.server ?? {};
  const isUp = startedAt !== undefined && console.connection.kind === 'live';
  return [isUp && words().status.up(age(time, startedAt)), versionText(console)].filter(Boolean).join(' · ');
}

/** Whether the file and the running config are the same. */
function configSpans(
  { server, connection }: ConsoleState,
  { wide, room, time, changedAt }: Options,
): readonly Span[] {
  const { status } = words();
  const problem = server?.problem;
  const said = (short: string, full: string, role?: Role): readonly Span[] => {
    if (!wide) return [{ text: short, role }];
    const changed = changedAt === undefined ? '' : ` · ${status.changed(ago(time, changedAt))}`;
    return [{ text: full, role }, { text: widthOf(full + changed) <= room ? changed : '' }];
  };
  if (problem?.unloaded) return said(status.edited, status.editedFull, 'danger');
  if (problem) return said(status.hasError, status.notEnforced, 'danger');
  if (server?.warnings.includes(restartNeeded())) return said(status.restart, status.restartFull, 'warning');
  if (connection.kind === 'disk') return said(status.files, status.filesFull);
  return said(status.inSync, status.inSyncFull);
}
