import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import type { Column } from '../../components/columns.ts';
import type { Cell } from '../../components/text.tsx';
import { clockText } from '../../moment.ts';
import { milliseconds, money, shortNumber, unknown } from '../../numbers.ts';
import type { KeyNames } from './filter.ts';
import { endOf, groupName } from './sight.ts';
import { wideFrom } from './usage-state.ts';
import { words } from './words.ts';

type RequestColumn = Column<UsageRecord>;

/** The live list of the usage screen. @param columns of the terminal @param names of client keys, by fingerprint */
export function requestColumns(columns: number, names: KeyNames): readonly RequestColumn[] {
  const { heads } = words();
  const wide = columns >= wideFrom;
  const right = (title: string, id: string, cell: RequestColumn['cell'], min: number): RequestColumn => ({
    id,
    title,
    align: 'right',
    cell,
    min,
  });
  return [
    { id: 'time', title: heads.time, cell: (record) => clockText(endOf(record)), min: 8 },
    {
      id: 'key',
      title: heads.key,
      cell: ({ clientKey }) => groupName('key', clientKey, names),
      min: 10,
      max: 20,
    },
    {
      id: 'model',
      title: heads.model,
      cell: ({ model, alias }) => model ?? alias ?? unknown,
      min: 12,
      max: 28,
    },
    ...(wide ? [{ id: 'account', title: heads.account, cell: accountCell, min: 16, max: 40 }] : []),
    { ...right('', 'status', statusCell, 4), align: 'left' as const },
    ...(wide ? [right(heads.firstByte, 'first', ({ firstByteMs }) => milliseconds(firstByteMs), 5)] : []),
    right(heads.took, 'took', ({ latencyMs }) => milliseconds(latencyMs), 5),
    { ...right(heads.tokens, 'tokens', tokensCell, 9), drop: 2 },
    ...(wide ? [{ ...right(heads.cost, 'cost', ({ cost }) => money(cost), 7), drop: 3 }] : []),
    { id: 'app', title: heads.application, cell: (record) => noteCell(record, wide), min: 6, drop: 1 },
  ];
}

const statusCell = (record: UsageRecord): Cell => {
  const text = statusText(record);
  return record.failed ? { text, role: 'danger', bold: true } : text;
};

const tokensCell = ({ tokens }: UsageRecord): Cell =>
  tokens ? `${shortNumber(tokens.input)}→${shortNumber(tokens.output)}` : unknown;

/** `↻`: another provider key was tried before. */
const accountCell = ({ provider, account, attempts = 1 }: UsageRecord): Cell => {
  const text = [provider, account].filter(Boolean).join(' ') || unknown;
  return attempts > 1 ? [{ text: '↻ ', role: 'info' }, { text }] : text;
};

/** What sent it; after several attempts, or when it failed, that. */
const noteCell = ({ failed, error, attempts = 1, application }: UsageRecord, wide: boolean): Cell => {
  const retried = !wide && attempts > 1 ? [{ text: words().attempt(attempts), role: 'info' as const }] : [];
  const text = failed && error ? error : (application ?? unknown);
  if (retried.length > 0 && !failed) return retried;
  return [...retried, ...(retried.length > 0 ? [{ text: ' · ' }] : []), { text }];
};
