import {
  type AuthFileState,
  authFileState,
  authFileStates,
  nextAuthFileState,
} from '../../../contract/auth-file.ts';
import { restartNeeded } from '../../../contract/change.ts';
import { clientKeyState, clientKeyStates, stopsAt } from '../../../contract/client-key.ts';
import { type ProviderKeyStanding, providerKeyStanding } from '../../../contract/provider-states.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { shortPath, widthOf } from '../../components/fit.ts';
import type { Span } from '../../components/text.tsx';
import type { Moment } from '../../moment.ts';
import type { Glyphs, Role } from '../../theme.ts';
import type { StatedProviderKey } from '../providers/rows.ts';
import { words as providerWords } from '../providers/words.ts';
import { words as sessionWords } from '../sessions/words.ts';
import { words } from './words.ts';

/** One row of the panel of the upstreams and the server. */
export interface Status {
  readonly label: string;
  /** How many there are; undefined: nothing is counted here. */
  readonly count: number | undefined;
  readonly spans: readonly Span[];
}

/** Sign and role of a state. */
type Look = readonly [sign: keyof Glyphs, role: Role];

const providerLooks: Readonly<Record<ProviderKeyStanding, Look>> = {
  active: ['good', 'success'],
  disabled: ['disabled', 'muted'],
  cooling: ['cooldown', 'warning'],
  failing: ['error', 'danger'],
  refused: ['error', 'danger'],
};
const sessionLooks: Readonly<Record<AuthFileState, Look>> = {
  active: ['good', 'success'],
  expiring: ['warning', 'warning'],
  cooling: ['cooldown', 'warning'],
  failing: ['error', 'danger'],
  expired: ['error', 'danger'],
  'needs verification': ['warning', 'warning'],
  disabled: ['disabled', 'muted'],
  broken: ['error', 'danger'],
};
const keyLooks = {
  active: ['good', 'success'],
  retiring: ['retiring', 'info'],
  'over limit': ['warning', 'warning'],
  weak: ['warning', 'warning'],
  sample: ['error', 'danger'],
  expired: ['error', 'danger'],
} as const satisfies Readonly<Record<(typeof clientKeyStates)[number], Look>>;

interface Options {
  readonly moment: Moment;
  readonly glyphs: Glyphs;
  /** With the words of the states and not their signs alone. */
  readonly wide: boolean;
  /** Columns for the counts. */
  readonly room: number;
}

/**
 * `● 10 active  ✕ 1 rejected`, the last words left out where they do not fit; where there is little room `10 ● 1 ✕`
 * by sign, without what is disabled. The good state first.
 */
function countsOf<State extends string>(
  states: readonly State[],
  order: readonly State[],
  looks: Readonly<Record<State, Look>>,
  names: Readonly<Record<State, string>>,
  { glyphs, wide, room }: Options,
): readonly Span[] {
  const counted = order
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0);
  if (!wide) {
    const bySign = new Map<Look[0], { role: Role; sum: number }>();
    for (const { state, count } of counted) {
      const [sign, role] = looks[state];
      bySign.set(sign, { role, sum: count + (bySign.get(sign)?.sum ?? 0) });
    }
    if (bySign.size > 1) bySign.delete('disabled');
    return [...bySign].flatMap(([sign, { role, sum }], place): Span[] => [
      { text: `${place === 0 ? '' : ' '}${sum} ` },
      { text: String(glyphs[sign]), role },
    ]);
  }
  const texts = counted.map(
    ({ state, count }) => `${String(glyphs[looks[state][0]])} ${count} ${names[state]}`,
  );
  for (let last = texts.length - 1; last > 0 && widthOf(texts.join('  ')) > room; last -= 1) {
    const { state, count } = counted[last] as (typeof counted)[number];
    texts[last] = `${String(glyphs[looks[state][0]])} ${count}`;
  }
  return counted.flatMap(({ state }, place): Span[] => [
    { text: place === 0 ? '' : '  ' },
    { text: texts[place] ?? '', role: looks[state][1] },
  ]);
}

/** What there is on the server and how it is, a row each. @param keys of the providers, with their states */
export function statusOf(
  console: Pick<
    ConsoleState,
    'server' | 'providerStates' | 'sessions' | 'connection' | 'capabilities' | 'configPath'
  >,
  keys: readonly StatedProviderKey[],
  options: Options,
): readonly Status[] {
  const { status } = words();
  const { server, sessions, capabilities } = console;
  if (!server) return [];
  const withSessions = capabilities?.sessions !== 'absent';
  const files = sessions?.files;
  return [
    { label: status.providers, count: keys.length, spans: providerSpans(console, keys, options) },
    ...(withSessions
      ? [{ label: status.sessions, count: files?.length, spans: sessionSpans(files, options) }]
      : []),
    ...(options.wide
      ? [{ label: status.keys, count: server.clientKeys.length, spans: keySpans(server.clientKeys, options) }]
      : []),
    { label: status.config, count: undefined, spans: configSpans(console, options) },
  ];
}

const standingOrder: readonly ProviderKeyStanding[] = ['active', 'refused', 'failing', 'cooling', 'disabled'];

function providerSpans(
  { providerStates }: Pick<ConsoleState, 'providerStates'>,
  keys: readonly StatedProviderKey[],
  options: Options,
): readonly Span[] {
  const { status } = words();
  const { active, disabled, rejected: refused, coolingWord: cooling, failing } = providerWords().states;
  if (keys.length === 0) return options.wide ? [] : [{ text: '0' }];
  if (!providerStates?.states) {
    const count = options.wide ? '' : `${keys.length} `;
    return [{ text: count }, { text: status.notChecked, role: 'muted' }];
  }
  const { moment } = options;
  for (const { state } of keys) moment.changesAt(state?.coolingUntil ?? 0);
  const states = keys.map(({ disabled, state }) => providerKeyStanding(disabled, state, moment.now));
  const names = { active, disabled, refused, cooling, failing };
  return countsOf(states, standingOrder, providerLooks, names, options);
}

function sessionSpans(
  files: NonNullable<ConsoleState['sessions']>['files'],
  options: Options,
): readonly Span[] {
  if (!files) return [{ text: words().status.notLoaded, role: 'muted' }];
  if (files.length === 0) return options.wide ? [] : [{ text: '0' }];
  const { moment } = options;
  for (const file of files) moment.changesAt(nextAuthFileState(file, moment.now));
  const states = files.map((file) => authFileState(file, moment.now));
  return countsOf(states, [...authFileStates].reverse(), sessionLooks, sessionWords().states, options);
}

function keySpans(
  keys: NonNullable<ConsoleState['server']>['clientKeys'],
  options: Options,
): readonly Span[] {
  const { moment } = options;
  for (const { record } of keys) moment.changesAt(stopsAt(record));
  const states = keys.map((key) => clientKeyState(key, moment.now));
  return countsOf(states, [...clientKeyStates].reverse(), keyLooks, words().keyStates, options);
}

/** Whether the file and the running config are the same. */
function configSpans(
  { server, connection, configPath }: Pick<ConsoleState, 'server' | 'connection' | 'configPath'>,
  { wide, room }: Options,
): readonly Span[] {
  const { status } = words();
  const problem = server?.problem;
  const said = (short: string, full: string, role?: Role): readonly Span[] => [
    { text: wide ? full : short, role },
    ...(wide && configPath !== undefined
      ? [{ text: ` · ${shortPath(configPath, room - widthOf(full) - 3)}`, role: 'muted' as const }]
      : []),
  ];
  if (problem?.unloaded) return said(status.edited, status.editedFull, 'danger');
  if (problem) return said(status.hasError, status.notEnforced, 'danger');
  if (server?.warnings.includes(restartNeeded)) return said(status.restart, status.restartFull, 'warning');
  if (connection.kind === 'disk') return said(status.files, status.filesFull);
  return said(status.inSync, status.inSyncFull);
}
