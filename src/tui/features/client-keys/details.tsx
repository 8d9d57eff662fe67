import { Box, useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { type ClientKey, clientKeyState, stopsAt } from '../../../contract/client-key.ts';
import { type UsageGroup, whyNotRecording } from '../../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { ampViewOf, ampWords } from '../../../providers/kinds/amp-view.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import { barSpans, shareLook } from '../../components/graphs/cells.ts';
import { Spark } from '../../components/graphs/graphs.tsx';
import { type Cell, Line, type Span, Text } from '../../components/text.tsx';
import { useCalmServer, useMoment, useTheme, useUi } from '../../context.tsx';
import { ago, clockText, left, type Moment } from '../../moment.ts';
import { milliseconds, shortNumber, unknown, wholeNumber, wholePercent } from '../../numbers.ts';
import type { KeyCalls } from '../../ui/ui-state.ts';
import { costText } from '../usage/figures.ts';
import { fullNameOf, lastUsed, rotationAt, stateOf } from './key-texts.ts';
import { type LimitUse, limitUses } from './limits.ts';
import { words } from './words.ts';

/** Models that are named; `U` goes to all of them. */
const mostModels = 5;
const mostApps = 3;
const hours = 24;

export interface KeyDetailsProps {
  readonly clientKey: ClientKey;
  /** Columns of the text. */
  readonly width: number;
}

/** All that is known of one client key; instants absolute, with how far away they are. */
export function KeyDetails({ clientKey: key, width }: KeyDetailsProps): ReactElement {
  const console = useCalmServer();
  const calls = useUi((ui) => (ui.keyCalls?.fingerprint === key.fingerprint ? ui.keyCalls : undefined));
  const moment = useMoment();
  return (
    <Details
      rows={[
        <State key="state" of={key} moment={moment} />,
        ...rotationRows(key, console),
        ...warningRows(key, console, moment),
        'blank',
        ...useRows(key, calls, moment),
        ...graphRows(key, moment, width),
        ...usageRows(console.hasUsage, calls, width),
        ...limitRows(key, console, moment, width),
        'blank',
        ...factRows(key, console, moment),
      ]}
    />
  );
}

/** `◌ retiring · stops 22 Nov 09:00 (2 d)` */
function State({ of: key, moment }: { readonly of: ClientKey; readonly moment: Moment }): ReactElement {
  const { glyphs } = useTheme();
  const { details, states } = words();
  const stops = stopsAt(key.record);
  const state = clientKeyState(key, moment.now);
  if (stops === Number.POSITIVE_INFINITY) return <Line of={stateOf(key, moment, glyphs)} wrap="wrap" />;
  const [sign, word] = stateOf(key, moment, glyphs, true);
  const instant = formatInstant(stops, moment.now);
  const when = state === 'expired' ? details.stopped(instant) : details.stops(instant, left(moment, stops));
  const spans: readonly Span[] = [
    sign ?? { text: '' },
    { text: states[state], role: word?.role },
    { text: ` ${glyphs.separator} ${when}` },
  ];
  return <Line of={spans} wrap="wrap" />;
}

function rotationRows(key: ClientKey, { server }: ConsoleState): readonly Detail[] {
  const rotation = rotationAt(server?.clientKeys ?? [], key);
  if (!rotation) return [];
  const { details } = words();
  const isOld = rotation.old === key;
  const other = isOld ? rotation.replacement : rotation.old;
  const value = other ? `${fullNameOf(other)} ${other.key.mask}` : details.goneKey;
  return [{ label: isOld ? details.replacedBy : details.replaces, value }];
}

function warningRows(key: ClientKey, console: ConsoleState, moment: Moment): readonly Detail[] {
  const { details } = words();
  const texts: string[] = [];
  const { expiresAt, retiring } = key.record ?? {};
  const instant = (at: string) => formatInstant(Date.parse(at), moment.now);
  if (console.capabilities?.expiry !== 'enforced' && (expiresAt ?? retiring) !== undefined) {
    if (console.connection.kind === 'disk') texts.push(details.onlyServerEnforces);
    else if (retiring) texts.push(details.deadlineNotEnforced(instant(retiring.deadline)));
    else if (expiresAt) texts.push(details.expiryNotEnforced(instant(expiresAt)));
  }
  if (key.sample) texts.push(details.sample);
  else if (key.weak) texts.push(details.weak);
  if (key.duplicate) texts.push(details.duplicate);
  return texts.map((text) => (
    <Text key={text} role="warning">
      {`! ${text}`}
    </Text>
  ));
}

function useRows(key: ClientKey, calls: KeyCalls | undefined, moment: Moment): readonly Detail[] {
  const { details } = words();
  const { activity } = key;
  const last = calls?.figures?.records[0];
  const apps = calls?.figures?.groups.application ?? [];
  const rows: Detail[] = [{ label: details.key, value: key.key.mask }];
  if (!activity) rows.push({ label: details.lastHour, value: `${unknown} ${details.notCounted}` });
  else {
    const old = key.record?.retiring !== undefined;
    rows.push(
      { label: details.lastHour, value: details.requests(wholeNumber(activity.lastHour), old) },
      { label: details.today, value: details.requests(wholeNumber(activity.today), false) },
    );
  }
  if (apps.length > 0) rows.push({ label: details.usedBy, value: appsText(apps) });
  rows.push({
    label: details.lastRequest,
    value: last ? `${clockText(last.at + last.latencyMs)} · ${statusText(last)}` : lastUsed(key, moment),
  });
  return rows;
}

/** `Cline 4 · curl 1` */
export const appsText = (groups: readonly UsageGroup[]): string =>
  groups
    .slice(0, mostApps)
    .map(({ value, requests }) => `${value ?? words().details.unknownApp} ${shortNumber(requests)}`)
    .join(' · ');

/** `09:00              now` */
function axisOf(across: number, moment: Moment): string {
  const from = clockText(moment.now - across * 3_600_000).slice(0, 5);
  return from + fitText(words().details.now, across - from.length, 'right');
}

function graphRows(key: ClientKey, moment: Moment, width: number): readonly Detail[] {
  const { activity } = key;
  if (!activity) return [];
  const { details } = words();
  // Beside the longest label, which may be that of a limit.
  const limits = limitUses(key, undefined, moment).map(({ title }) => title);
  const label = Math.max(...[details.counted, details.lastRequest, ...limits].map(widthOf));
  const across = Math.min(hours, Math.max(6, width - label - 2));
  return [
    'blank',
    { label: details.graph, value: <Spark values={activity.hours.slice(-across)} width={across} /> },
    { label: '', value: { text: axisOf(across, moment), role: 'muted' } },
  ];
}

function usageRows(hasUsage: boolean, calls: KeyCalls | undefined, width: number): readonly Detail[] {
  if (!hasUsage) return [];
  const { details } = words();
  if (!calls) return ['blank', { label: details.last24, value: details.waiting }];
  const { figures, problem } = calls;
  if (!figures)
    return ['blank', { label: details.last24, value: { text: `✕ ${problem ?? ''}`, role: 'danger' } }];
  if (figures.totals.requests === 0) {
    return ['blank', { label: details.last24, value: whyNotRecording(figures) ?? details.none }];
  }
  const { totals } = figures;
  const failed: readonly Span[] =
    totals.failed > 0
      ? [{ text: ' · ' }, { text: details.failed(wholeNumber(totals.failed)), role: 'danger' }]
      : [];
  const models = figures.groups.model ?? [];
  const rest = models.length - mostModels;
  return [
    'blank',
    {
      label: details.last24,
      value: [
        { text: details.requests(wholeNumber(totals.requests), false) },
        ...failed,
        { text: ` · ${costText(totals)}` },
      ],
    },
    'blank',
    <Table key="models" width={width} rows={modelTable(models.slice(0, mostModels))} />,
    ...(rest > 0
      ? [
          <Text key="more" role="muted">
            {details.more(rest)}
          </Text>,
        ]
      : []),
    'blank',
    <Text key="recent" role="muted">
      {details.recent}
    </Text>,
    ...figures.records.map((record) => <Line key={record.id} of={recordCell(record, width)} width={width} />),
  ];
}

function modelTable(models: readonly UsageGroup[]): readonly (readonly string[])[] {
  const { table } = words().details;
  return [
    [table.model, table.requests, table.errors, table.cost],
    ...models.map((group) => [
      group.value ?? unknown,
      shortNumber(group.requests),
      group.failed > 0 ? shortNumber(group.failed) : unknown,
      costText(group),
    ]),
  ];
}

/** A small table: the first column takes what the figures leave. */
function Table({
  rows,
  width,
}: {
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
}): ReactElement {
  const figures = [5, 6, 9];
  const name = Math.min(40, width - figures.reduce((sum, one) => sum + one, 0));
  return (
    <Box flexDirection="column">
      {rows.map(([first = '', ...rest], row) => (
        <Line
          key={first}
          role={row === 0 ? 'muted' : undefined}
          of={
            fitText(first, name) +
            rest.map((text, column) => fitText(text, figures[column] ?? 0, 'right')).join('')
          }
          width={width}
        />
      ))}
    </Box>
  );
}

/** When it ended, what came of it, how long it took, the model; where there is room, tokens and the client. */
function recordCell(record: UsageRecord, width: number): Cell {
  const { at, failed, latencyMs, model, alias, tokens, application } = record;
  const fixed = [clockText(at + latencyMs), fitText(statusText(record), 4, 'right')].join(' ');
  const took = fitText(milliseconds(latencyMs), 7, 'right');
  const name = model ?? alias ?? unknown;
  const said = tokens ? `${shortNumber(tokens.input)}→${shortNumber(tokens.output)}` : unknown;
  const text =
    width < 66 ? ` ${name}` : ` ${fitText(name, 24)} ${fitText(said, 11, 'right')} ${application ?? ''}`;
  return [{ text: fixed, role: failed ? 'danger' : undefined }, { text: took + text }];
}

function limitRows(
  key: ClientKey,
  { capabilities }: ConsoleState,
  moment: Moment,
  width: number,
): readonly Detail[] {
  const { details } = words();
  const uses = limitUses(key, capabilities?.limits, moment);
  const { models } = key.record?.limits ?? {};
  const enforced = capabilities?.limits === 'enforced';
  const rows: Detail[] = uses.map(({ limit, title, most, used, refusedFor }) => ({
    label: title,
    value:
      refusedFor !== undefined ? (
        <Text role="danger">{details.again(refusedFor)}</Text>
      ) : used === undefined ? (
        enforced ? (
          unknown
        ) : (
          details.notEnforced
        )
      ) : (
        <LimitBar limit={limit} used={used} most={most} width={Math.max(8, Math.min(20, width - 28))} />
      ),
  }));
  if (models) {
    const note = enforced ? '' : ` · ${details.notEnforced}`;
    rows.push({ label: details.models, value: (models.join(', ') || details.noModels) + note });
  }
  if (rows.length === 0) return [];
  return ['blank', <Text key="limits" role="muted">{`${details.limit} · ${details.used}`}</Text>, ...rows];
}

/** What is used, as a bar; a number of requests is said itself, tokens as a share. */
function LimitBar({
  limit,
  used,
  most,
  width,
}: Pick<LimitUse, 'limit' | 'most'> & { readonly used: number; readonly width: number }): ReactElement {
  const { glyphs } = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const share = used / most;
  const { role, word } = shareLook(share);
  const text = limit === 'requestsPerMinute' ? wholeNumber(used) : wholePercent(Math.min(1, share));
  return (
    <Line
      of={[
        ...(spoken ? [] : [...barSpans(share, width, glyphs), { text: ' ' }]),
        { text },
        ...(word === undefined ? [] : [{ text: ` ${word}`, role, bold: true }]),
      ]}
    />
  );
}

function factRows(
  key: ClientKey,
  { server, providerStates }: ConsoleState,
  moment: Moment,
): readonly Detail[] {
  const { details, never, form } = words();
  const { purpose, createdAt, rotatedAt, expiresAt, limits } = key.record ?? {};
  const instant = (at: string | undefined, none: string) => {
    if (at === undefined) return none;
    const ms = Date.parse(at);
    const away = ms > moment.now ? details.in(left(moment, ms)) : ago(moment, ms);
    return `${formatInstant(ms, moment.now)} · ${away}`;
  };
  const counted = key.activity && formatInstant(key.activity.countedSince, moment.now);
  return [
    { label: details.purpose, value: purpose === undefined ? unknown : (form.purposes[purpose] ?? purpose) },
    { label: details.created, value: instant(createdAt, unknown) },
    { label: details.rotated, value: instant(rotatedAt, never) },
    { label: details.expires, value: instant(expiresAt, never) },
    ...(limits === undefined ? [{ label: details.limits, value: details.noLimits }] : []),
    { label: details.fingerprint, value: key.fingerprint },
    ampRow(key, server, providerStates?.environment),
    counted === undefined ? undefined : { label: details.counted, value: counted },
  ];
}

/** Which Amp upstream key the client key gets, and why (F1, F2), by its mask; undefined: Amp is not set up. */
function ampRow(
  key: ClientKey,
  server: ConsoleState['server'],
  environment: Parameters<typeof ampViewOf>[2],
): Detail {
  if (!server) return undefined;
  const { clients, upstreamUrl } = ampViewOf(server.config, [{ ...key, id: key.fingerprint }], environment);
  const [client] = clients;
  if (!client || upstreamUrl === undefined) return undefined;
  return { label: words().details.amp, value: ampWords(client, true) };
}
