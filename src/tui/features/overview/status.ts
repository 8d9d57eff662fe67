import {
  type AuthFile,
  authFileState,
  authFileStates,
  nextAuthFileState,
} from '../../../contract/auth-file.ts';
import { restartNeeded } from '../../../contract/change.ts';
import { type ClientKey, clientKeyState, clientKeyStates, stopsAt } from '../../../contract/client-key.ts';
import type { ProviderKeyStanding } from '../../../contract/provider-states.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { shortPath, widthOf } from '../../components/fit.ts';
import type { Span } from '../../components/text.tsx';
import type { Moment } from '../../moment.ts';
import type { Role, Sign } from '../../theme.ts';
import { keySigns } from '../client-keys/key-texts.ts';
import { providerSigns, type StatedProviderKey, standingOf } from '../providers/rows.ts';
import { words as providerWords } from '../providers/words.ts';
import { sessionSigns } from '../sessions/rows.ts';
import { words as sessionWords } from '../sessions/words.ts';
import { words } from './words.ts';

/** One row of the panel of the upstreams and the server. */
export interface Status {
  readonly label: string;
  /** How many there are; undefined: nothing is counted here. */
  readonly count: number | undefined;
  readonly spans: readonly Span[];
}

interface Options {
  readonly moment: Moment;
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
  looks: Readonly<Record<State, Sign>>,
  names: Readonly<Record<State, string>>,
  { wide, room }: Options,
): readonly Span[] {
  const counted = order
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0);
  if (!wide) {
    const bySign = new Map<string, { role: Role; sum: number }>();
    for (const { state, count } of counted) {
      const [sign, role] = looks[state];
      bySign.set(sign, { role, sum: count + (bySign.get(sign)?.sum ?? 0) });
    }
    if (bySign.size > 1) bySign.delete(providerSigns.disabled[0]);
    return [...bySign].flatMap(([sign, { role, sum }], place): Span[] => [
      { text: `${place === 0 ? '' : ' '}${sum} ` },
      { text: sign, role },
    ]);
  }
  const texts = counted.map(({ state, count }) => `${looks[state][0]} ${count} ${names[state]}`);
  for (let last = texts.length - 1; last > 0 && widthOf(texts.join('  ')) > room; last -= 1) {
    const { state, count } = counted[last] as (typeof counted)[number];
    texts[last] = `${looks[state][0]} ${count}`;
  }
  return counted.flatMap(({ state }, place): Span[] => [
    { text: place === 0 ? '' : '  ' },
    { text: texts[place] ?? '', role: looks[state][1] },
  ]);
}

type Of<Part extends keyof ConsoleState> = Pick<ConsoleState, Part>;

/** What there is on the server and how it is, a row each. @param keys of the providers, with their states */
export function statusOf(
  console: Of<'server' | 'providerStates' | 'sessions' | 'connection' | 'capabilities' | 'configPath'>,
  keys: readonly StatedProviderKey[],
  options: Options,
): readonly Status[] {
  const { status } = words();
  const { server, sessions, capabilities } = console;
  if (!server) return [];
  const { clientKeys } = server;
  const files = sessions?.files;
  const rows: (Status | false)[] = [
    { label: status.providers, count: keys.length, spans: providerSpans(console, keys, options) },
    capabilities?.sessions !== 'absent' && {
      ...{ label: status.sessions, count: files?.length, spans: sessionSpans(files, options) },
    },
    options.wide && {
      ...{ label: status.keys, count: clientKeys.length, spans: keySpans(clientKeys, options) },
    },
    { label: status.config, count: undefined, spans: configSpans(console, options) },
  ];
  return rows.filter((row) => row !== false);
}

const noneOf = ({ wide }: Options): readonly Span[] => (wide ? [] : [{ text: '0' }]);
const standingOrder: readonly ProviderKeyStanding[] = ['active', 'refused', 'failing', 'cooling', 'disabled'];

function providerSpans(
  { providerStates }: Of<'providerStates'>,
  keys: readonly StatedProviderKey[],
  options: Options,
): readonly Span[] {
  if (keys.length === 0) return noneOf(options);
  if (!providerStates?.states) {
    const count = options.wide ? '' : `${keys.length} `;
    return [{ text: count }, { text: words().status.notChecked, role: 'muted' }];
  }
  const { moment } = options;
  for (const { state } of keys) moment.changesAt(state?.coolingUntil ?? 0);
  const states = keys.map((key) => standingOf(key, moment.now));
  return countsOf(states, standingOrder, providerSigns, providerWords().states, options);
}

function sessionSpans(files: readonly AuthFile[] | undefined, options: Options): readonly Span[] {
  if (!files) return [{ text: words().status.notLoaded, role: 'muted' }];
  if (files.length === 0) return noneOf(options);
  const { moment } = options;
  for (const file of files) moment.changesAt(nextAuthFileState(file, moment.now));
  const states = files.map((file) => authFileState(file, moment.now));
  return countsOf(states, authFileStates.toReversed(), sessionSigns, sessionWords().states, options);
}

function keySpans(keys: readonly ClientKey[], options: Options): readonly Span[] {
  const { moment } = options;
  for (const { record } of keys) moment.changesAt(stopsAt(record));
  const states = keys.map((key) => clientKeyState(key, moment.now));
  return countsOf(states, clientKeyStates.toReversed(), keySigns, words().keyStates, options);
}

/** Whether the file and the running config are the same. */
function configSpans(
  { server, connection, configPath }: Of<'server' | 'connection' | 'configPath'>,
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
