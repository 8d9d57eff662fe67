import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { ScrollView } from '../../components/details.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useMoment, useSize, useTheme, useUi } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { milliseconds, unknown } from '../../numbers.ts';
import { listWords } from '../../words/list.ts';
import {
  type AttemptRow,
  attemptRows,
  type Fact,
  factsOf,
  nextSteps,
  outcomeText,
  unreportedAttempts,
  whyLines,
} from './request-facts.ts';
import { endOf, groupName, type UsageSight } from './sight.ts';
import { words } from './words.ts';

/** All that is known of the selected request, in place of the lists: what was tried, why, what to do, and the facts. */
export function RequestDetail({
  record,
  sight,
}: {
  readonly record: UsageRecord;
  readonly sight: UsageSight;
}): ReactElement {
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
          <FactOf key={fact[0]} fact={fact} width={wide ? factWidth(fact, columns - 4) : '100%'} />
        ))}
      </Box>
    </ScrollView>
  );
}

/** Half of the row, or all of it for what is longer. */
const factWidth = ([, value]: Fact, width: number): number =>
  widthOf(value) + labelWidth + 2 > Math.floor(width / 2) ? width : Math.floor(width / 2);

const labelWidth = 12;

function FactOf({
  fact: [label, value],
  width,
}: {
  readonly fact: Fact;
  readonly width: number | string;
}): ReactElement {
  return (
    <Box width={width}>
      <Box width={labelWidth} flexShrink={0}>
        <Text role="muted">{label}</Text>
      </Box>
      <Box flexGrow={1} flexShrink={1}>
        <Text wrap="wrap">{value}</Text>
      </Box>
    </Box>
  );
}

function Labelled({
  label,
  lines,
}: {
  readonly label: string;
  readonly lines: readonly string[];
}): ReactElement {
  return (
    <Box>
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

/** What was tried, under each other. */
function Attempts({
  rows,
  width,
}: {
  readonly rows: readonly AttemptRow[];
  readonly width: number;
}): ReactElement {
  const { heads } = words().detail;
  const key = Math.min(28, Math.max(widthOf(heads.provider), ...rows.map((row) => widthOf(row.key))));
  const time = Math.max(widthOf(heads.time), ...rows.map(({ ms }) => widthOf(milliseconds(ms))));
  const answer = Math.max(10, width - key - time - 10);
  const line = (number: string, name: string, said: Cell, took: string): Cell => {
    const text = typeof said === 'string' ? { text: said } : (said as { text: string });
    return [
      { text: `   ${fitText(number, 3)}${fitText(name, key)}  ` },
      { ...text, text: fitText(text.text, answer) },
      { text: `  ${fitText(took, time, 'right')}` },
    ];
  };
  return (
    <>
      <Line of={line(heads.number, heads.provider, heads.answer, heads.time)} role="muted" />
      {rows.map((row) => (
        <Line
          key={row.number}
          of={line(
            String(row.number),
            row.key,
            { text: row.answer, role: row.failed ? 'danger' : 'success' },
            milliseconds(row.ms),
          )}
        />
      ))}
    </>
  );
}
