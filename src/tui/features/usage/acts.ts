import { Secret } from '../../../base/secrets/secret.ts';
import { logTerm } from '../../../operations/logs/log-filter.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { type Act, type At, actsIn, type Console, type Reason } from '../../act.ts';
import { cycle } from '../../cycle.ts';
import { frameWords } from '../../words/frame.ts';
import { isAbout } from '../logs/logs-shown.ts';
import { providerKeyList } from '../providers/rows.ts';
import { openExport, openGroupWhy } from './dialogs.tsx';
import { keyValue } from './filter.ts';
import { detailText, refusedKeys } from './request-detail.tsx';
import { selectedRecord, unknownGroup, usageShown } from './usage-shown.ts';
import { groupings, nextSort, spans, type UsageAction, type UsageUi } from './usage-state.ts';
import { words } from './words.ts';

const usage = ({ ui }: Console, action: UsageAction) => ui.dispatch({ type: 'usage', action });

/** Usage is not read, and would be if the user said so (`F`). */
export const isUpToUser = ({ feedQuestion, feedAnswer }: ConsoleState): boolean =>
  feedQuestion !== undefined || feedAnswer === false;

/** Why there is no usage on this server, and what to do about it; undefined if there is. */
export function noUsage({ console }: Pick<At, 'console'>): string | undefined {
  const { hasUsage, capabilities } = console;
  if (hasUsage) return undefined;
  if (isUpToUser(console)) return words().noUsage.ask;
  const counted = capabilities?.activity !== undefined && capabilities.activity !== 'absent';
  return counted ? words().noUsage.keysOnly : words().noUsage.notRead;
}

const inDetails = (at: At) => noUsage(at) ?? (at.ui.detail ? words().inDetails : undefined);
const notInDetails = (at: At) => noUsage(at) ?? (at.ui.detail ? undefined : words().onlyInDetails);

function noRow({ ui: { usage: state, lists } }: At): string | undefined {
  if (lists[state.focus].cursor !== undefined) return undefined;
  return state.focus === 'requests' ? words().noRequest : words().noGroup;
}

/** Rows with an unknown value cannot be named in a filter or query. */
const nothingInCommon = (at: At) => {
  const { usage: state, lists } = at.ui;
  return (
    noUsage(at) ??
    noRow(at) ??
    (state.focus === 'groups' && lists.groups.cursor === unknownGroup ? words().nothingInCommon : undefined)
  );
};

/** Only a server reports requests as they end. */
const notLive = (at: At) => inDetails(at) ?? (isDisk(at) ? words().notLive : undefined);

const showDetail = ({ ui }: Console, detail: boolean) =>
  ui.dispatch({ type: 'set', ui: { detail, detailTop: 0 } });

function open(console: Console): void {
  const at = console.at();
  const { focus, by } = at.ui.usage;
  const id = at.ui.lists.groups.cursor;
  if (focus === 'requests') showDetail(console, !at.ui.detail);
  else if (id !== undefined)
    usage(console, { type: 'entered', id, value: by === 'key' ? keyValue(id, usageShown(at).names) : id });
}

function explain(console: Console): void {
  const { usage: state, lists } = console.at().ui;
  // The details of a request explain it.
  if (state.focus === 'requests') showDetail(console, true);
  else if (lists.groups.cursor !== undefined) openGroupWhy(console, lists.groups.cursor);
}

function copy(console: Console): unknown {
  const at = console.at();
  const record = selectedRecord(at);
  if (!record) return undefined;
  const { names, figures } = usageShown(at);
  const text = detailText(record, names, figures?.totals.latency, console.now());
  return console.copy(new Secret(text), words().detail.copied);
}

/** The lines of the request whose details are open in Usage. */
function openLines(console: Console): void {
  const { ui } = console.at();
  const record = selectedRecord(console.at());
  if (!record) return;
  const item = [...ui.logs.items, ...ui.logs.held].find((one) => isAbout(one, record));
  console.go('logs', { filter: logTerm('request', item?.request ?? record.id) });
}

/** What helps a provider key that refused an attempt, and the act of Providers for it. */
const remedies = { replace: 'rotate-provider-key', test: 'check-provider-keys' } as const;

/** The first provider key of the open request that needs this remedy, among those of this server. */
function refusedKey(at: At, remedy: keyof typeof remedies) {
  const record = at.ui.detail ? selectedRecord(at) : undefined;
  const refused = record ? refusedKeys(record) : [];
  return providerKeyList(at).all.find((key) =>
    refused.some(
      ({ provider, account, next }) =>
        next === remedy && account === key.mask && (provider === key.provider || provider === key.name),
    ),
  );
}

const noRefusedKey =
  (remedy: keyof typeof remedies): Reason =>
  (at) =>
    notInDetails(at) ?? (refusedKey(at, remedy) ? undefined : words().noRefusedKey[remedy]);

/** To the key in Providers, where its remedy opens. */
const remedy =
  (id: keyof typeof remedies): Run =>
  (console) => {
    const key = refusedKey(console.at(), id);
    if (key) console.performOn(remedies[id], 'providers', key.id);
  };

type Run = NonNullable<Act['run']>;

/** Changes the state of the screen. */
const sets =
  (change: (state: UsageUi) => Extract<UsageAction, { type: 'set' }>['usage']): Run =>
  (console) =>
    usage(console, { type: 'set', usage: change(console.at().ui.usage) });
const next =
  (by: number): Run =>
  ({ ui }) =>
    ui.dispatch({ type: 'list', screen: 'requests', action: { type: 'moved', by } });
const sortNext: Run = ({ ui }) => {
  const { sorts, columns } = ui.snapshot();
  ui.dispatch({ type: 'sorted', screen: 'groups', column: nextSort(sorts.groups.column, columns) });
};
/** To the other panel; from the details of a request to its lines in the log. */
const openLive: Run = (console) => {
  const { detail, usage: state } = console.at().ui;
  if (detail) openLines(console);
  else usage(console, { type: 'set', usage: { focus: cycle(['groups', 'requests'], state.focus) } });
};
const range = (by: number) => sets(({ span }) => ({ span: cycle([...spans.keys()], span, by) }));
/** The next range; in the details of a request, the test of the key that refused it. */
const rangeOrTest: Run = (console) => (console.at().ui.detail ? remedy('test') : range(1))(console);
const noRangeOrTest: Reason = (at) => (at.ui.detail ? noRefusedKey('test')(at) : noUsage(at));
const notAnswered = (at: At) => noUsage(at) ?? (usageShown(at).figures ? undefined : words().figuresLoading);
const isDisk = ({ console }: At) => console.connection.kind === 'disk';
const liveTitle = (at: At) =>
  at.ui.detail
    ? words().acts.lines
    : at.ui.usage.focus === 'requests'
      ? words().acts.table
      : isDisk(at)
        ? words().live.requests.toLowerCase()
        : words().acts.live.title;
const openTitle = ({ ui }: At) => (ui.detail ? frameWords().acts.close.title : words().acts.open.title);
const rangeTitle = ({ ui }: At) => (ui.detail ? words().acts.testKey : words().acts.range.title);
const pauseTitle = ({ ui }: At) => (ui.usage.paused ? words().acts.resume : words().acts.pause.title);

// biome-ignore format: one row a record reads as the table that it is
/** The usage screen, in the order of its help. */
export const usageActs = actsIn('usage', () => words().acts, [
  { id: 'usage-open', word: 'open', keys: ['enter'], footer: 1, disabled: nothingInCommon, title: openTitle, run: open },
  { id: 'usage-group', word: 'group', keys: ['g'], footer: 2, palette: true, disabled: inDetails, run: sets(({ by, answer }) => ({ by: cycle(groupings(answer?.figures?.servers), by) })) },
  { id: 'usage-time', word: 'range', keys: ['t'], footer: 3, palette: true, disabled: noRangeOrTest, title: rangeTitle, run: rangeOrTest },
  { id: 'usage-time-back', word: 'rangeBack', keys: ['T'], disabled: inDetails, run: range(-1) },
  { id: 'usage-live', word: 'live', keys: ['l'], footer: 4, disabled: noUsage, title: liveTitle, run: openLive },
  { id: 'usage-table', word: 'previousPanel', keys: ['left'], disabled: inDetails, run: sets(() => ({ focus: 'groups' })) },
  { id: 'usage-requests', word: 'nextPanel', keys: ['right'], disabled: inDetails, run: sets(() => ({ focus: 'requests' })) },
  { id: 'usage-pause', word: 'pause', keys: ['space'], footer: 70, palette: true, disabled: notLive, title: pauseTitle, run: sets(({ paused }) => ({ paused: !paused })) },
  { id: 'usage-why', word: 'why', keys: ['w'], footer: 5, palette: true, disabled: (at) => inDetails(at) ?? nothingInCommon(at), run: explain },
  { id: 'usage-export', word: 'export', keys: ['E', 'e'], footer: 6, palette: true, disabled: notAnswered, run: openExport },
  { id: 'usage-sort', word: 'sort', keys: ['o'], footer: 72, disabled: inDetails, run: sortNext },
  { id: 'usage-reverse', word: 'reverse', keys: ['O'], disabled: inDetails, run: ({ ui }) => ui.dispatch({ type: 'sort-reversed', screen: 'groups' }) },
  { id: 'usage-next', word: 'nextRequest', keys: [']'], disabled: notInDetails, run: next(1) },
  { id: 'usage-previous', word: 'previousRequest', keys: ['['], disabled: notInDetails, run: next(-1) },
  { id: 'usage-copy', word: 'copy', keys: ['c'], footer: 8, disabled: notInDetails, run: copy },
  { id: 'usage-replace', word: 'replace', keys: ['R'], footer: 2, write: true, contextual: true, disabled: noRefusedKey('replace'), run: remedy('replace') },
  { id: 'usage-filter', word: 'filter', keys: ['/'], footer: 7, disabled: inDetails, run: ({ ui }) => ui.dispatch({ type: 'set', ui: { filtering: true } }) },
]);
