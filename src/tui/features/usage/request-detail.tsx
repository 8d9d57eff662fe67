import { Box } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { explainRequest, type UsualTime } from '../../../operations/usage/why-request.ts';
import { ScrollView } from '../../components/details.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import { type Cell, Line, type Span, Text } from '../../components/text.tsx';
import { useMoment, useSize, useTheme, useUi } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { milliseconds, money, unknown, wholeNumber } from '../../numbers.ts';
import { listWords } from '../../words/list.ts';
import type { KeyNames } from './filter.ts';
import { endOf, groupName, type UsageSight } from './sight.ts';
import { words } from './words.ts';

interface RequestDetailProps {
  readonly record: UsageRecord;
  readonly sight: UsageSight;
}

/** All that is known of the selected request, in place of the lists: what was tried, why, what to do, and the facts. */
export function RequestDetail({ record, sight }: RequestDetailProps): ReactElement {
  const { index, ids } = useUi(({ usage }) => usage.requests);
  const place = listWords().itemOf(index + 1, ids.length);
  const { columns } = useSize();
  const { glyphs } = useTheme();
  const moment = useMoment();
  const { detail, screen } = words();
  const { names, figures } = sight;
  const name = [
    clockText(endOf(record)),
    groupName('key', record.clientKey, names),
    record.model ?? record.alias ?? unknown,
  ];
  const title: Cell = [
    { text: `${screen.name} ${glyphs.crumb} `, role: 'muted' },
    { text: name.join(' '), bold: true },
  ];
  const attempts = attemptRows(record);
  const unreported = unreportedAttempts(record);
  const next = nextSteps(record);
  const facts = factsOf(record, names, moment.now);
  const wide = columns >= 76;
  return (
    <ScrollView title={title} aside={place} foot={detail.foot} focused flexGrow={1}>
      <Text role={record.failed ? 'danger' : 'success'} bold>
        {`${record.failed ? glyphs.error : glyphs.done} ${outcomeText(record)}`}
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
        {facts.map((fact) => (
          <Labelled
            key={fact[0]}
            label={fact[0]}
            lines={[fact[1]]}
            width={wide ? factWidth(fact, columns - 4) : '100%'}
          />
        ))}
      </Box>
    </ScrollView>
  );
}

/** Half of the row, or all of it for what is longer. */
const factWidth = ([, value]: Fact, width: number): number =>
  widthOf(value) + labelWidth + 2 > Math.floor(width / 2) ? width : Math.floor(width / 2);

const labelWidth = 12;

interface LabelledProps {
  readonly label: string;
  readonly lines: readonly string[];
  readonly width?: number | string;
}

function Labelled({ label, lines, width = '100%' }: LabelledProps): ReactElement {
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

interface AttemptsProps {
  readonly rows: readonly AttemptRow[];
  readonly width: number;
}

/** What was tried, under each other. */
function Attempts({ rows, width }: AttemptsProps): ReactElement {
  const { heads } = words().detail;
  const key = Math.min(28, Math.max(widthOf(heads.provider), ...rows.map((row) => widthOf(row.key))));
  const time = Math.max(widthOf(heads.time), ...rows.map(({ ms }) => widthOf(milliseconds(ms))));
  const answer = Math.max(10, width - key - time - 10);
  const line = (number: string, name: string, said: Span, took: string): Cell => [
    { text: `   ${fitText(number, 3)}${fitText(name, key)}  ` },
    { ...said, text: fitText(said.text, answer) },
    { text: `  ${fitText(took, time, 'right')}` },
  ];
  return (
    <>
      <Line of={line(heads.number, heads.provider, { text: heads.answer }, heads.time)} role="muted" />
      {rows.map(({ number, key: name, answer: text, failed, ms }) => (
        <Line
          key={number}
          of={line(String(number), name, { text, role: failed ? 'danger' : 'success' }, milliseconds(ms))}
        />
      ))}
    </>
  );
}

/** An attempt at a provider key, the last one being what the client got. */
interface AttemptRow {
  readonly number: number;
  readonly key: string;
  readonly answer: string;
  readonly failed: boolean;
  /** undefined: not known. */
  readonly ms: number | undefined;
}

type Fact = readonly [label: string, value: string];

/** `429 after 2 attempts in 0.3 s`, `200 in 1.2 s · first byte after 0.4 s`. */
export function outcomeText(record: UsageRecord): string {
  const { detail } = words();
  const { attempts = 1, latencyMs, firstByteMs } = record;
  const said = detail.failed(statusText(record), attempts, milliseconds(latencyMs));
  return firstByteMs === undefined ? said : `${said} · ${detail.firstByte(milliseconds(firstByteMs))}`;
}

/** What was tried, where there was more than one attempt and the server reports them. */
export function attemptRows(record: UsageRecord): readonly AttemptRow[] {
  const { tries = [], provider, account, attempts = 1, error, failed, latencyMs } = record;
  if (tries.length === 0) return [];
  const before = tries.map((one, place) => ({
    number: place + 1,
    key: nameOf(one.provider, one.account),
    answer: one.error,
    failed: true,
    ms: one.ms,
  }));
  // A server that reports each attempt by itself says how long the last one took.
  const lost = tries.some(({ id }) => id !== undefined) ? 0 : tries.reduce((sum, { ms }) => sum + ms, 0);
  const last = {
    number: attempts,
    key: nameOf(provider, account),
    answer: failed ? (error ?? statusText(record)) : `${statusText(record)} ${words().detail.answered}`,
    failed,
    ms: latencyMs >= lost ? latencyMs - lost : undefined,
  };
  return [...before, last];
}

/** Attempts that the server does not report one by one. */
export const unreportedAttempts = ({ attempts = 1, tries = [] }: UsageRecord): number =>
  attempts > 1 ? Math.max(0, attempts - 1 - tries.length) : 0;

const nameOf = (provider: string | undefined, account: string | undefined): string =>
  [provider, account].filter(Boolean).join('  ') || unknown;

/** What to do about provider keys that refused: each once. */
export function nextSteps(record: UsageRecord): readonly string[] {
  const { detail } = words();
  const { tries = [], provider, account, status, failed, attempts } = record;
  const last = failed && provider !== undefined && attempts !== 0 ? [{ provider, account, status }] : [];
  const steps = [...tries, ...last].flatMap((one) => {
    const name = [one.provider, one.account].filter(Boolean).join(' ');
    if (one.status === 401 || one.status === 403) return [detail.replaceKey(name)];
    return one.status === 402 || one.status === 429 ? [detail.testKey(name)] : [];
  });
  return [...new Set(steps)];
}

/** Sentences: why it ended as it did, took as long and cost as much as it did. */
function whyLines(record: UsageRecord, usual: UsualTime | undefined): readonly string[] {
  const { outcome, retries, times, cost } = explainRequest(record, usual);
  // The table of attempts says more.
  return [outcome, ...((record.tries ?? []).length > 0 ? [] : retries), ...times, cost];
}

/** What is known of a request, in pairs that go side by side. @param now ms since the epoch */
export function factsOf(record: UsageRecord, names: KeyNames, now: number): readonly Fact[] {
  const { detail } = words();
  const { tokens, clientKey, model, alias, application, userAgent, referer, task } = record;
  const amount = (count: number | undefined) => (count === undefined ? unknown : wholeNumber(count));
  const day = formatInstant(record.at, now).replace(/ \d\d:\d\d$/, '');
  const fraction = String(record.at % 1000).padStart(3, '0');
  const asked = alias !== undefined && alias !== model;
  return [
    [detail.clientKey, groupName('key', clientKey, names)],
    [detail.application, application ?? unknown],
    [detail.model, `${model ?? unknown}${asked ? ` · ${detail.askedAs(alias)}` : ''}`],
    [detail.account, [record.provider, record.account].filter(Boolean).join(' ') || unknown],
    [
      detail.tokens,
      tokens ? detail.tokensText(amount(tokens.input), amount(tokens.output)) : words().notReported,
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

/** At list prices, or as the provider reported it. */
function costOf({ cost, costGap }: UsageRecord): string {
  const { detail } = words();
  if (cost !== undefined) return `≈ ${money(cost)}`;
  if (costGap === undefined) return unknown;
  return costGap.startsWith('price') ? detail.noPrice(costGap) : detail.notReportedWhat(costGap);
}

/** All of it as plain text, a line each. */
export function detailText(
  record: UsageRecord,
  names: KeyNames,
  usual: UsualTime | undefined,
  now: number,
): string {
  const { detail } = words();
  const facts = factsOf(record, names, now).map(([label, value]) => `${label}: ${value}`);
  const attempts = attemptRows(record).map(
    ({ number, key, answer, ms }) => `${number}. ${key}: ${answer} (${milliseconds(ms)})`,
  );
  return [
    outcomeText(record),
    ...attempts,
    `${detail.why}: ${whyLines(record, usual).join(' ')}`,
    ...facts,
  ].join('\n');
}
