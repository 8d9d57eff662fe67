import { useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import {
  type ClientKey,
  clientKeyState,
  hoursOf,
  requestsIn,
  stopsAt,
} from '../../../contract/client-key.ts';
import { addressesText, type UsageGroup } from '../../../contract/usage-figures.ts';
import { statusText } from '../../../contract/usage-record.ts';
import { ampViewOf, ampWords } from '../../../providers/kinds/amp-view.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { clockText, type FrameTime, left } from '../../clock.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { withoutScheme } from '../../components/fit.ts';
import { barSpans, shareLook } from '../../components/graphs/cells.ts';
import { ListScreen } from '../../components/list-screen.tsx';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useAt, useFrameTime, useServerWithoutTraffic, useTheme, useUi } from '../../context.tsx';
import { unknown, wholeNumber, wholePercent } from '../../numbers.ts';
import type { ItemUsage } from '../../ui/ui-state.ts';
import type { Feature } from '../feature.ts';
import { hoursRow, instantText, usageRows, watchRequests } from '../item-details.tsx';
import { clientKeyActs } from './acts.tsx';
import {
  clientKeyList,
  fullNameOf,
  type KeyRow,
  keyColumns,
  type LimitUse,
  labelOf,
  lastUsed,
  limitTitle,
  limitUses,
  notRotated,
  purposeText,
  rotationAt,
  stateOf,
  stateWord,
  titleOf,
  unusedSince,
} from './rows.ts';
import { words } from './words.ts';

const maxApps = 3;

interface KeyDetailsProps {
  readonly clientKey: ClientKey;
  /** Columns of the text. */
  readonly width: number;
}

/** All details of a client key, with absolute and relative times. */
function KeyDetails({ clientKey: key, width }: KeyDetailsProps): ReactElement {
  const console = useServerWithoutTraffic();
  const usage = useUi((ui) => (ui.itemUsage?.id === key.id ? ui.itemUsage : undefined));
  const time = useFrameTime();
  return (
    <Details
      width={width}
      rows={[
        <Line key="state" of={stateCell(key, time)} wrap="wrap" />,
        rotationRow(key, console),
        ...warningRows(key, console, time),
        'blank',
        ...useRows(key, console, usage, time),
        ...(console.hasUsage ? usageRows(usage, width) : []),
        ...limitRows(key, console, time),
        'blank',
        ...factRows(key, console, time),
      ]}
    />
  );
}

/** `◌ retiring · stops 22 Nov 09:00 (2 d)` */
function stateCell(key: ClientKey, time: FrameTime): Cell {
  const { details, states } = words();
  const stops = stopsAt(key.record);
  if (stops === Number.POSITIVE_INFINITY) return stateOf(key, time);
  const [sign = { text: '' }, word] = stateOf(key, time, true);
  const state = clientKeyState(key, time.now);
  const instant = formatInstant(stops, time.now);
  const when = state === 'expired' ? details.stopped(instant) : details.stops(instant, left(time, stops));
  return [sign, { text: states[state], role: word?.role }, { text: ` · ${when}` }];
}

function rotationRow(key: ClientKey, { server }: ConsoleState): Detail {
  const { old, replacement } = rotationAt(server?.clientKeys ?? [], key) ?? {};
  if (!old) return undefined;
  const { details } = words();
  const isOld = old.id === key.id;
  const other = isOld ? replacement : old;
  const mask = other && labelOf(other) !== undefined ? ` ${other.key.mask}` : '';
  const value = other ? `${fullNameOf(other)}${mask}` : details.goneKey;
  return { label: isOld ? details.replacedBy : details.replaces, value };
}

function warningRows(key: ClientKey, console: ConsoleState, time: FrameTime): readonly Detail[] {
  const { details } = words();
  const texts: string[] = [];
  const { expiresAt, retiring } = key.record ?? {};
  const instant = (at: string) => formatInstant(Date.parse(at), time.now);
  if (console.capabilities?.expiry !== 'enforced' && (expiresAt ?? retiring) !== undefined) {
    if (console.connection.kind === 'disk') texts.push(details.onlyServerEnforces);
    else if (retiring) texts.push(details.deadlineNotEnforced(instant(retiring.deadline)));
    else if (expiresAt) texts.push(details.expiryNotEnforced(instant(expiresAt)));
  }
  if (key.sample) texts.push(details.sample);
  else if (key.weak) texts.push(details.weak);
  if (key.duplicate) texts.push(details.duplicate);
  return texts.map((text) => <Line key={text} of={{ text: `! ${text}`, role: 'warning' }} wrap="wrap" />);
}

function useRows(
  key: ClientKey,
  { hasUsage }: ConsoleState,
  usage: ItemUsage | undefined,
  time: FrameTime,
): readonly Detail[] {
  const { details } = words();
  const { activity, record } = key;
  const last = usage?.figures?.records[0];
  const apps = usage?.figures?.groups.application ?? [];
  const requests = (span: 'lastHour' | 'today', old: boolean) => {
    const count = requestsIn(key, span, time.now);
    return count === undefined ? unknown : details.requests(wholeNumber(count), old);
  };
  const isOld = record?.retiring !== undefined;
  // A server that counts them may not be able to read them now.
  const uncounted = hasUsage ? unknown : `${unknown} ${details.notCounted}`;
  const lastHour = activity ? requests('lastHour', isOld) : uncounted;
  const since = unusedSince(key, time.now);
  const noneSince = since && details.noneSince(since);
  const lastText = last && `${clockText(last.at + last.latencyMs)} · ${statusText(last)}`;
  return [
    { label: details.key, value: key.key.mask },
    { label: details.lastHour, value: lastHour },
    { label: details.today, value: activity && requests('today', false) },
    { label: details.usedBy, value: apps.length > 0 ? appsText(apps) : undefined },
    { label: details.from, value: addressesText(usage?.figures) },
    { label: details.lastRequest, value: lastText ?? noneSince ?? lastUsed(key, time) },
    activity && 'blank',
    hoursRow(hoursOf(key, time.now), time.now),
  ];
}

/** `Cline 4 · curl 1` */
const appsText = (groups: readonly UsageGroup[]): string =>
  groups
    .slice(0, maxApps)
    .map(({ value, requests }) => `${value ?? words().details.unknownApp} ${wholeNumber(requests)}`)
    .join(' · ');

function limitRows(key: ClientKey, { capabilities }: ConsoleState, time: FrameTime): readonly Detail[] {
  const { details } = words();
  const { models } = key.record?.limits ?? {};
  const isEnforced = capabilities?.limits === 'enforced';
  const uses = limitUses(key, time.now);
  if (uses.length === 0 && !models) return [];
  return [
    'blank',
    { label: details.limit, value: { text: details.used, role: 'muted' } },
    ...uses.map((use): Detail => {
      time.changesAt(use.resetsAt ?? 0);
      return {
        label: limitTitle(use),
        value: isEnforced ? (room) => <Used use={use} room={room} time={time} /> : details.notEnforced,
      };
    }),
    {
      label: details.models,
      value:
        models && (models.join(', ') || details.noModels) + (isEnforced ? '' : ` · ${details.notEnforced}`),
    },
  ];
}

/** Usage as a bar; requests as a number, tokens as a share. */
function Used(props: {
  readonly use: LimitUse;
  readonly room: number;
  readonly time: FrameTime;
}): ReactElement {
  const { use, room, time } = props;
  const { limit, used, most, refusedUntil } = use;
  const { glyphs } = useTheme();
  const spoken = useIsScreenReaderEnabled();
  if (refusedUntil !== undefined) {
    return <Text role="danger">{words().details.again(left(time, refusedUntil))}</Text>;
  }
  if (used === undefined) return <Text>{unknown}</Text>;
  const { role, word } = shareLook(used / most);
  const text = limit === 'requestsPerMinute' ? wholeNumber(used) : wholePercent(Math.min(1, used / most));
  return (
    <Line
      of={[
        ...(spoken
          ? []
          : [...barSpans(used / most, Math.max(8, Math.min(20, room - 13)), glyphs), { text: ' ' }]),
        { text },
        { text: word === undefined ? '' : ` ${word}`, role, bold: true },
      ]}
    />
  );
}

function factRows(key: ClientKey, console: ConsoleState, time: FrameTime): readonly Detail[] {
  const { details, noExpiry } = words();
  const { purpose, createdAt, rotatedAt, expiresAt, limits } = key.record ?? {};
  const instant = (at: string | undefined, none: string) =>
    at === undefined ? none : instantText(Date.parse(at), time);
  const since = key.activity && formatInstant(key.activity.countedSince, time.now);
  return [
    { label: details.purpose, value: purposeText(purpose) ?? unknown },
    { label: details.created, value: instant(createdAt, unknown) },
    { label: details.rotated, value: instant(rotatedAt, notRotated(key)) },
    { label: details.expires, value: instant(expiresAt, noExpiry) },
    { label: details.limits, value: limits ? undefined : details.noLimits },
    { label: details.fingerprint, value: key.fingerprint },
    { label: details.amp, value: ampText(key, console) },
    { label: details.counted, value: since },
  ];
}

/** Which Amp upstream key the client key gets, and why (F1, F2), masked; undefined if Amp is not set up. */
function ampText(key: ClientKey, { server, providerStates }: ConsoleState): string | undefined {
  if (!server) return undefined;
  const client = { ...key, id: key.fingerprint };
  const view = ampViewOf(server.config, [client], providerStates?.environment);
  return view.clients[0] && view.upstreamUrl !== undefined ? ampWords(view.clients[0], true) : undefined;
}

const isPair = ({ follows }: KeyRow): boolean => follows;

function ClientKeysScreen(): ReactElement {
  const at = useAt();
  const items = clientKeyList(at);
  const { list, screen, columns } = words();
  const { server, place } = at.console;
  const { length } = items.all;
  return (
    <ListScreen
      screen="client-keys"
      name={screen.name}
      items={items}
      columns={keyColumns}
      headings={columns}
      pairOf={isPair}
      aside={[list.keys(length), at.ui.sorts['client-keys'].column === 'file' && columns.file]}
      empty={{
        loading: !server && list.loading(withoutScheme(place)),
        noMatch: list.noMatch,
        texts: [list.empty],
        keys: [
          ['a', list.create, 'add-key'],
          ['i', list.import, 'import-keys'],
          ['?', list.help, 'open-help'],
        ],
      }}
      titleOf={titleOf}
      shortOf={fullNameOf}
      details={(key, width) => <KeyDetails clientKey={key} width={width} />}
    />
  );
}

/** 2: the client keys, with their rotations (A). */
export const clientKeysFeature: Feature = {
  id: 'client-keys',
  number: '2',
  columns: { 'client-keys': keyColumns.map(({ id }) => id) },
  words: () => words().screen,
  Screen: ClientKeysScreen,
  acts: clientKeyActs,
  list: (at) => clientKeyList(at).listed,
  // The default order is by last use; the last step is the order of config.yaml.
  sorts: ['label', 'purpose', 'today', 'state', 'file'],
  search: (at) =>
    clientKeyList(at).all.map((key) => {
      const [name, { mask }] = [fullNameOf(key), key.key];
      const text = name === mask ? name : `${name} · ${mask}`;
      return { id: key.id, name, text, state: stateWord(key, at.now) };
    }),
  watch: watchRequests(
    'client-keys',
    ({ server }, id) => {
      const key = server?.clientKeys.find((one) => one.id === id);
      return (
        key && {
          query: { clientKey: key.fingerprint },
          has: ({ clientKey }) => clientKey === key.fingerprint,
        }
      );
    },
    true,
  ),
};
