import { Box } from 'ink';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { explainRequest, type UsualTime } from '../../../operations/usage/why-request.ts';
import { clockText } from '../../clock.ts';
import { ScrollView } from '../../components/details.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useFrameTime, useSize, useTheme, useUi } from '../../context.tsx';
import { milliseconds, money, unknown, wholeNumber } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import { listWords } from '../../words/list.ts';
import { endOf, groupName } from './figures.ts';
import type { KeyNames } from './filter.ts';
import type { UsageShown } from './usage-shown.ts';
import { words } from './words.ts';

/** All details of the selected request, instead of the lists: attempts, reasons, what to do, and facts. */
export function RequestDetail({ record, shown }: { record: UsageRecord; shown: UsageShown }): ReactElement {
  const { index, ids } = useUi(({ lists }) => lists.requests);
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const time = useFrameTime();
  const { detail, screen } = words();
  const { names, figures } = shown;
  const { clientKey, model, alias, failed } = record;
  const name = [clockText(endOf(record)), groupName('key', clientKey, names), model ?? alias ?? unknown];
  const title: Cell = [
    { text: `${screen.name} ${glyphs.crumb} `, role: 'muted' },
    { text: name.join(' '), bold: true },
  ];
  const attempts = attemptRows(record);
  const unreported = unreportedAttempts(record);
  const next = nextSteps(record);
  const wide = columns >= 76;
  return (
    <ScrollView
      title={title}
      aside={listWords().itemOf(index + 1, ids.length)}
      foot={detail.foot(listWords().detailKeys)}
      focused
      flexGrow={1}
    >
      <Text role={failed ? 'danger' : 'success'} bold>
        {`${failed ? glyphs.error : glyphs.done} ${outcomeText(record)}`}
      </Text>
      <Text> </Text>
      {attempts.length > 0 && (
        <>
          <Attempts rows={attempts} width={columns - 4} />
          {unreported > 0 && <Text role="muted">{`   ${detail.unreported(unreported)}`}</Text>}
          <Text> </Text>
        </>
      )}
      <Labelled label={detail.why} lines={whyLines(record, figures?.totals.latency)} />
      {next.length > 0 && <Labelled label={detail.next} lines={next} />}
      <Text> </Text>
      <Box flexWrap={wide ? 'wrap' : 'nowrap'} flexDirection={wide ? 'row' : 'column'}>
        {factsOf(record, names, time.now).map(([label, value]) => {
          // Half of the row, or all of it for longer values.
          const half = Math.floor((columns - 4) / 2);
          const fits = widthOf(value) + labelWidth + 2 <= half;
          return <Labelled key={label} label={label} lines={[value]} width={wide && fits ? half : '100%'} />;
        })}
      </Box>
    </ScrollView>
  );
}

const labelWidth = 12;

function Labelled(props: { label: string; lines: readonly string[]; width?: number | string }): ReactElement {
  const { label, lines, width = '100%' } = props;
  return (
    <Box width={width}>
      <Box width={labelWidth} flexShrink={0}>
        <Text role="muted">{label}</Text>
      </Box>
      <Box flexDirection="column" flexGrow={1} flexShrink={1}>
        {lines.map((line) => (
          <Text key={line} wrap="wrap">
            {line}
          </Text>
        ))}
      </Box>
    </Box>
  );
}

/** An attempt with a provider key; the client got the result of the last one. */
interface AttemptRow {
  readonly number: number;
  readonly key: string;
  readonly answer: string;
  readonly failed: boolean;
  /** undefined if unknown. */
  readonly ms: number | undefined;
}

/** The attempts, one below the other. */
function Attempts({ rows, width }: { rows: readonly AttemptRow[]; width: number }): ReactElement {
  const { heads } = words().detail;
  const keys = Math.min(28, Math.max(widthOf(heads.provider), ...rows.map(({ key }) => widthOf(key))));
  const times = Math.max(widthOf(heads.time), ...rows.map(({ ms }) => widthOf(milliseconds(ms))));
  const answers = Math.max(10, width - keys - times - 10);
  const line = (number: string, key: string, text: string, time: string, role: Role, rest?: Role) => (
    <Line
      key={number}
      role={rest}
      of={[
        { text: `   ${fitText(number, 3)}${fitText(key, keys)}  ` },
        { text: fitText(text, answers), role },
        { text: `  ${fitText(time, times, 'right')}` },
      ]}
    />
  );
  return (
    <>
      {line(heads.number, heads.provider, heads.answer, heads.time, 'muted', 'muted')}
      {rows.map(({ number, key, answer, failed, ms }) =>
        line(`${number}`, key, answer, milliseconds(ms), failed ? 'danger' : 'success'),
      )}
    </>
  );
}

type Fact = readonly [label: string, value: string];

/** `429 after 2 attempts in 0.3 s`, `200 in 1.2 s · first byte after 0.4 s`. */
export function outcomeText(record: UsageRecord): string {
  const { detail } = words();
  const { attempts = 1, latencyMs, firstByteMs } = record;
  const said = detail.failed(statusText(record), attempts, milliseconds(latencyMs));
  return firstByteMs === undefined ? said : `${said} · ${detail.firstByte(milliseconds(firstByteMs))}`;
}

/** The attempts, if there were several and the server reports them. */
export function attemptRows(record: UsageRecord): readonly AttemptRow[] {
  const { tries = [], provider, account, attempts = 1, error, failed, latencyMs } = record;
  if (tries.length === 0) return [];
  const before = tries.map((one, place) => ({
    ...{ number: place + 1, key: nameOf(one), answer: one.error, failed: true, ms: one.ms },
  }));
  // A server that reports each attempt separately gives the duration of the last one.
  const lost = tries.some(({ id }) => id !== undefined) ? 0 : tries.reduce((sum, { ms }) => sum + ms, 0);
  const status = statusText(record);
  const answer = failed ? (error ?? status) : `${status} ${words().detail.answered}`;
  const ms = latencyMs >= lost ? latencyMs - lost : undefined;
  return [...before, { number: attempts, key: nameOf({ provider, account }), answer, failed, ms }];
}

/** Number of attempts, for a server that does not report each. */
export const unreportedAttempts = ({ attempts = 1, tries = [] }: UsageRecord): number =>
  attempts > 1 ? Math.max(0, attempts - 1 - tries.length) : 0;

const nameOf = ({ provider, account }: Pick<UsageRecord, 'provider' | 'account'>, between = '  '): string =>
  [provider, account].filter(Boolean).join(between) || unknown;

/** The provider keys that refused an attempt, with what to do about them. */
export function refusedKeys({ tries = [], provider, account, status, failed, attempts }: UsageRecord) {
  const last = failed && provider !== undefined && attempts !== 0 ? [{ provider, account, status }] : [];
  return [...tries, ...last].flatMap((one) => {
    const next = one.status === 401 || one.status === 403 ? 'replace' : 'test';
    return next === 'replace' || one.status === 402 || one.status === 429 ? [{ ...one, next }] : [];
  });
}

/** What to do about the provider keys that refused, without duplicates. */
export function nextSteps(record: UsageRecord): readonly string[] {
  const { detail } = words();
  const steps = refusedKeys(record).flatMap((one) => {
    const name = nameOf(one, ' ');
    // A session has the name of its account.
    if (one.account?.includes('@')) return one.next === 'replace' ? [detail.logInAgain(name)] : [];
    return [detail[one.next === 'replace' ? 'replaceKey' : 'testKey'](name)];
  });
  return [...new Set(steps)];
}

/** Sentences that explain the result, the duration and the cost. */
function whyLines(record: UsageRecord, usual: UsualTime | undefined): readonly string[] {
  const { outcome, retries, times, cost } = explainRequest(record, usual);
  // The table of attempts has more details.
  return [outcome, ...((record.tries ?? []).length > 0 ? [] : retries), ...times, cost];
}

/** Details of a request, in pairs side by side. @param now ms since the epoch */
export function factsOf(record: UsageRecord, names: KeyNames, now: number): readonly Fact[] {
  const { detail } = words();
  const { tokens, clientKey, model, alias, application, userAgent, address, referer, task } = record;
  const day = formatInstant(record.at, now).replace(/ \d\d:\d\d$/, '');
  const fraction = String(record.at % 1000).padStart(3, '0');
  const asked = alias !== undefined && alias !== model;
  return [
    [detail.clientKey, groupName('key', clientKey, names)],
    [detail.application, application ?? unknown],
    [detail.model, `${model ?? unknown}${asked ? ` · ${detail.askedAs(alias)}` : ''}`],
    ...maybe(detail.from, address, String),
    [detail.account, nameOf(record, ' ')],
    [
      detail.tokens,
      tokens ? detail.tokensText(wholeNumber(tokens.input), wholeNumber(tokens.output)) : words().notReported,
    ],
    [detail.cost, costOf(record)],
    ...maybe(detail.cached, tokens?.cached, (count) => detail.cachedText(wholeNumber(count))),
    ...maybe(detail.reasoning, tokens?.reasoning, (count) => detail.reasoningText(wholeNumber(count))),
    [detail.time, `${day} ${clockText(record.at)}.${fraction}`],
    [detail.endpoint, record.endpoint || unknown],
    [detail.id, record.id],
    ...maybe(detail.task, task, String),
    ...maybe(detail.referer, referer, String),
    ...maybe(detail.userAgent, userAgent, String),
  ];
}

const maybe = <T,>(label: string, value: T | undefined, text: (value: T) => string): readonly Fact[] =>
  value === undefined ? [] : [[label, text(value)]];

/** Cost at list prices, or as reported by the provider. */
function costOf({ cost, costGap }: UsageRecord): string {
  const { detail } = words();
  if (cost !== undefined) return `≈ ${money(cost)}`;
  if (costGap === undefined) return unknown;
  return costGap.startsWith('price') ? detail.noPrice(costGap) : detail.notReportedWhat(costGap);
}

/** All details as plain text, one per line. */
export function detailText(
  record: UsageRecord,
  names: KeyNames,
  usual: UsualTime | undefined,
  now: number,
): string {
  const attempts = attemptRows(record).map(
    ({ number, key, answer, ms }) => `${number}. ${key}: ${answer} (${milliseconds(ms)})`,
  );
  const why = words().detail.why + listWords().colon + whyLines(record, usual).join(commas().sentences);
  const facts = factsOf(record, names, now).map(([label, value]) => `${label}: ${value}`);
  return [outcomeText(record), ...attempts, why, ...facts].join('\n');
}
