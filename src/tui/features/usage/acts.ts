import { Secret } from '../../../base/secret.ts';
import type { Act, At, Console } from '../../act.ts';
import { openExport } from './export.ts';
import { keyValue } from './filter.ts';
import type { UsageAction } from './reduce-usage.ts';
import { detailText } from './request-facts.ts';
import { selectedRecord, unknownGroup, usageSight } from './sight.ts';
import { nextSort, type UsageFocus } from './usage-state.ts';
import { openGroupWhy } from './why.tsx';
import { words } from './words.ts';

const usage = ({ ui }: Console, action: UsageAction) => ui.dispatch({ type: 'usage', action });

/** Why there is nothing here on this server, and what to do about it; undefined: there is. */
export function noUsage({
  console: { hasUsage, feedQuestion, capabilities },
}: Pick<At, 'console'>): string | undefined {
  if (hasUsage) return undefined;
  if (feedQuestion !== undefined) return words().noUsage.ask;
  const counted = capabilities?.activity !== undefined && capabilities.activity !== 'absent';
  return counted ? words().noUsage.keysOnly : words().noUsage.notRead;
}

const inDetails = (at: At) => noUsage(at) ?? (at.ui.usage.detail ? words().inDetails : undefined);
const notInDetails = (at: At) => noUsage(at) ?? (at.ui.usage.detail ? undefined : words().onlyInDetails);

const noRow = ({ ui: { usage: state } }: At) =>
  state.focus === 'requests'
    ? state.requests.cursor === undefined
      ? words().noRequest
      : undefined
    : state.groups.cursor === undefined
      ? words().noGroup
      : undefined;

/** Rows whose value is not known have nothing that a filter or a question could name. */
const nothingInCommon = (at: At) => {
  const { focus, groups } = at.ui.usage;
  return (
    noUsage(at) ??
    noRow(at) ??
    (focus === 'groups' && groups.cursor === unknownGroup ? words().nothingInCommon : undefined)
  );
};

const focusOn =
  (focus: UsageFocus) =>
  (console: Console): void =>
    usage(console, { type: 'focus', focus });

function open(console: Console): void {
  const at = console.at();
  const { focus, groups, by, detail } = at.ui.usage;
  const id = groups.cursor;
  if (focus === 'requests') usage(console, { type: 'detail', open: !detail });
  else if (id !== undefined)
    usage(console, { type: 'entered', id, value: by === 'key' ? keyValue(id, usageSight(at).names) : id });
}

function explain(console: Console): void {
  const { focus, groups } = console.at().ui.usage;
  // The details of a request say it in place.
  if (focus === 'requests') usage(console, { type: 'detail', open: true });
  else if (groups.cursor !== undefined) openGroupWhy(console, groups.cursor);
}

function copy(console: Console): unknown {
  const at = console.at();
  const record = selectedRecord(at);
  if (!record) return undefined;
  const { names, figures } = usageSight(at);
  const text = detailText(record, names, figures?.totals.latency, console.now());
  return console.copy(new Secret(text), words().detail.copied);
}

const text = (id: Exclude<keyof ReturnType<typeof words>['acts'], 'table' | 'resume'>) => () =>
  words().acts[id];
const scope = 'usage' as const;

/** The usage screen, in the order of its help. */
export const usageActs: readonly Act[] = [
  {
    id: 'usage-open',
    scope,
    keys: ['enter'],
    words: text('open'),
    footer: 1,
    disabled: nothingInCommon,
    run: open,
  },
  {
    id: 'usage-group',
    scope,
    keys: ['g'],
    words: text('group'),
    footer: 2,
    palette: true,
    disabled: inDetails,
    run: (console) => usage(console, { type: 'grouping', by: 1 }),
  },
  {
    id: 'usage-time',
    scope,
    keys: ['t'],
    words: text('range'),
    footer: 3,
    palette: true,
    disabled: inDetails,
    run: (console) => usage(console, { type: 'span', by: 1 }),
  },
  {
    id: 'usage-time-back',
    scope,
    keys: ['T'],
    words: text('rangeBack'),
    disabled: inDetails,
    run: (console) => usage(console, { type: 'span', by: -1 }),
  },
  {
    id: 'usage-live',
    scope,
    keys: ['l'],
    words: text('live'),
    title: ({ ui }) => (ui.usage.focus === 'requests' ? words().acts.table : words().acts.live.title),
    footer: 4,
    disabled: inDetails,
    run: (console) => focusOn(console.at().ui.usage.focus === 'groups' ? 'requests' : 'groups')(console),
  },
  {
    id: 'usage-table',
    scope,
    keys: ['left'],
    words: text('previousPanel'),
    disabled: inDetails,
    run: focusOn('groups'),
  },
  {
    id: 'usage-requests',
    scope,
    keys: ['right'],
    words: text('nextPanel'),
    disabled: inDetails,
    run: focusOn('requests'),
  },
  {
    id: 'usage-pause',
    scope,
    keys: ['space'],
    words: text('pause'),
    title: ({ ui }) => (ui.usage.paused ? words().acts.resume : words().acts.pause.title),
    footer: 70,
    palette: true,
    disabled: inDetails,
    run: (console) => usage(console, { type: 'paused', on: !console.at().ui.usage.paused }),
  },
  {
    id: 'usage-why',
    scope,
    keys: ['w'],
    words: text('why'),
    footer: 5,
    palette: true,
    disabled: nothingInCommon,
    run: explain,
  },
  {
    id: 'usage-export',
    scope,
    keys: ['E', 'e'],
    words: text('export'),
    footer: 6,
    palette: true,
    disabled: (at) => noUsage(at) ?? (usageSight(at).figures ? undefined : words().figuresLoading),
    run: openExport,
  },
  {
    id: 'usage-sort',
    scope,
    keys: ['o'],
    words: text('sort'),
    footer: 72,
    disabled: inDetails,
    run(console) {
      const { ui } = console.at();
      usage(console, { type: 'sorted', column: nextSort(ui.usage.sort.column, ui.columns) });
    },
  },
  {
    id: 'usage-reverse',
    scope,
    keys: ['O'],
    words: text('reverse'),
    disabled: inDetails,
    run: (console) => usage(console, { type: 'sort-reversed' }),
  },
  {
    id: 'usage-next',
    scope,
    keys: [']'],
    words: text('nextRequest'),
    disabled: notInDetails,
    run: (console) => usage(console, { type: 'requests', action: { type: 'moved', by: 1 } }),
  },
  {
    id: 'usage-previous',
    scope,
    keys: ['['],
    words: text('previousRequest'),
    disabled: notInDetails,
    run: (console) => usage(console, { type: 'requests', action: { type: 'moved', by: -1 } }),
  },
  { id: 'usage-copy', scope, keys: ['c'], words: text('copy'), footer: 8, disabled: notInDetails, run: copy },
  {
    id: 'usage-filter',
    scope,
    keys: ['/'],
    words: text('filter'),
    footer: 7,
    disabled: inDetails,
    run: ({ ui }) => ui.dispatch({ type: 'filter-opened' }),
  },
];
