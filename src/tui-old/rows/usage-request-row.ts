import { statusText, type UsageRecord } from '../../contract/usage-record.ts';
import type { Column } from '../components/column.ts';
import { fitText } from '../text/fit.ts';
import { type Line, type Segment, type Style, segment } from '../text/line.ts';
import { endOf } from '../usage/usage-sight.ts';
import { count } from './figures.ts';
import { clockText } from './moment.ts';
import { groupName, msText, tokenText } from './usage-texts.ts';

/** Which columns there is room for; the last one takes the rest. */
export function requestColumns(width: number): readonly Column[] {
  const roomy = width >= 100;
  const fixed: Column[] = [
    { name: 'ENDED', width: 8 },
    { name: 'KEY', width: roomy ? 20 : 13 },
    { name: 'MODEL', width: roomy ? 28 : width >= 70 ? 16 : 14 },
    ...(width >= 76 ? [{ name: 'PROVIDER', width: roomy ? 12 : 8 }] : []),
    ...(width >= 150 ? [{ name: 'ACCOUNT', width: 16 }] : []),
    { name: '', width: 4, align: 'right' },
    { name: 'TOOK', width: 6, align: 'right' },
    ...(width >= 120 ? [{ name: '1ST BYTE', width: 8, align: 'right' as const }] : []),
  ];
  const used = 1 + fixed.reduce((sum, column) => sum + column.width + 1, 0);
  const tokens = Math.min(11, width - used);
  const note = width - used - tokens - 1;
  return [
    ...fixed,
    { name: 'TOKENS', width: tokens },
    ...(note >= 6 ? [{ name: 'APPLICATION', width: note }] : []),
  ];
}

/** One request as one line: when it ended, whose it was, what came of it. */
export function requestRow(
  record: UsageRecord,
  columns: readonly Column[],
  names: ReadonlyMap<string, string>,
  selected: boolean,
): Line {
  const line: Segment[] = [segment(selected ? '▸' : ' ', 'accent')];
  for (const { name, width, align } of columns) {
    line.push(segment(fitText(cell(record, name, names), width, align), styleOf(record, name)), segment(' '));
  }
  return line;
}

function styleOf({ failed }: UsageRecord, column: string): Style {
  if (failed && (column === '' || column === 'APPLICATION')) return 'danger';
  if (column === 'KEY') return 'bold';
  return column === 'ENDED' ? 'dim' : 'plain';
}

function cell(record: UsageRecord, column: string, names: ReadonlyMap<string, string>): string {
  const { tokens } = record;
  switch (column) {
    case 'ENDED':
      return clockText(endOf(record));
    case 'KEY':
      return groupName('key', record.clientKey, names);
    case 'MODEL':
      return record.model ?? record.alias ?? '–';
    case 'PROVIDER':
      return record.provider ?? '–';
    case 'ACCOUNT':
      return record.account ?? '–';
    case '':
      return `${record.failed && record.status > 0 ? '✕' : ''}${statusText(record)}`;
    case 'TOOK':
      return msText(record.latencyMs);
    case '1ST BYTE':
      return msText(record.firstByteMs);
    case 'TOKENS':
      return tokens ? `${tokenText(tokens.input)}→${tokenText(tokens.output)}` : '–';
    default:
      return noteOf(record);
  }
}

/** What went wrong, else who asked. */
function noteOf({ failed, error, attempts = 1, application }: UsageRecord): string {
  const tries = attempts > 1 ? count(attempts, 'try', 'tries') : '';
  const parts = [tries, failed && error ? error : (application ?? '')].filter(Boolean);
  return parts.join(' · ');
}
