import { formatInstant } from '../../base/text/instant-text.ts';
import { statusText, type UsageRecord } from '../../contract/usage-record.ts';
import type { Detail } from '../components/details.tsx';
import { fitText } from '../components/fit.ts';
import { type Cell, Line, Text } from '../components/text.tsx';
import { ago, clockText, left, type Moment } from '../moment.ts';
import { milliseconds, shortNumber, unknown } from '../numbers.ts';
import { listWords } from '../words/list.ts';

/** `22 Nov 09:00 · in 2 d`, `20 Nov 08:12 · 3 h ago`. @param at ms since the epoch */
export function instantText(at: number, moment: Moment): string {
  const away = at > moment.now ? listWords().in(left(moment, at)) : ago(moment, at);
  return `${formatInstant(at, moment.now)} · ${away}`;
}

/** The last requests of an item, one a row under their heading. @param width columns of a row */
export const lastRequests = (records: readonly UsageRecord[], width: number): readonly Detail[] => [
  'blank',
  <Text key="requests" role="muted">
    {records.length === 0 ? listWords().noRequests : listWords().lastRequests}
  </Text>,
  ...records.map((record) => <Line key={record.id} of={requestCell(record, width)} width={width} />),
];

/** When it ended, what came of it, how long it took, the model; where there is room, tokens and the client. */
function requestCell(record: UsageRecord, width: number): Cell {
  const { at, failed, latencyMs, model, alias, tokens, application = '' } = record;
  const took = fitText(milliseconds(latencyMs), 7, 'right');
  const name = model ?? alias ?? unknown;
  const used = tokens ? `${shortNumber(tokens.input)}→${shortNumber(tokens.output)}` : unknown;
  const more = width < 66 ? name : `${fitText(name, 24)} ${fitText(used, 11, 'right')} ${application}`;
  return [
    { text: `${clockText(at + latencyMs)} ` },
    { text: fitText(statusText(record), 4, 'right'), ...(failed && { role: 'danger' }) },
    { text: `${took} ${more}` },
  ];
}
