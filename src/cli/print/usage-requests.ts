import type { BackendUsage } from '../../backend/backend.ts';
import { alignColumns } from '../../base/text/align-columns.ts';
import { success } from '../../contract/outcome.ts';
import type { UsageQuery } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { requestsAsCsv } from '../../operations/usage/usage-as-csv.ts';
import { requestWithNulls } from '../../operations/usage/usage-as-json.ts';
import { whyRequest } from '../../operations/usage/why-request.ts';
import { whyUsage } from '../../operations/usage/why-usage.ts';
import type { Call, CommandOutcome } from '../command.ts';
import { costOf, count, time } from './usage-table.ts';

/** Requests that are looked at for what went wrong with many. */
const looked = 200;

/** The newest requests one by one; with `--why` what their records say of each. */
export async function showRequests(
  call: Call,
  usage: BackendUsage,
  query: UsageQuery,
  limit: number,
): Promise<CommandOutcome> {
  const answer = await usage.figures({ query, records: limit });
  if (!answer.ok) return answer;
  const { records, labels, totals } = answer.value;
  const why = (record: UsageRecord) => whyRequest(record, totals.latency);
  const wanted = call.flag('why');
  const json = records.map((record) => ({
    ...requestWithNulls(record, labels),
    ...(wanted && { why: why(record) }),
  }));
  if (call.flag('csv')) return success({ stdout: requestsAsCsv(records, labels), json: { requests: json } });
  const [head = '', ...lines] = table(records, labels);
  const shown = wanted
    ? lines.flatMap((line, place) => [line, ...why(records[place] as UsageRecord).map((it) => `    ${it}`)])
    : lines;
  return success({
    stdout: records.length === 0 ? 'No requests.' : [head, ...shown],
    json: { requests: json },
  });
}

/** Why requests failed, were tried again, were slow or have no cost. */
export async function explainUsage(
  call: Call,
  usage: BackendUsage,
  query: UsageQuery,
): Promise<CommandOutcome> {
  const all = await usage.figures({ query, by: ['status', 'model'], records: looked });
  if (!all.ok) return all;
  const bad = await usage.figures({ query: { ...query, status: query.status ?? 'failed' }, records: looked });
  if (!bad.ok) return bad;
  const { totals, groups, records } = all.value;
  const why = whyUsage({
    totals,
    byStatus: groups.status ?? [],
    byModel: groups.model ?? [],
    failures: bad.value.records.filter(({ failed }) => failed),
    newest: records,
    now: call.io.now(),
  });
  return success({ stdout: why, json: { why } });
}

function table(records: readonly UsageRecord[], labels: Readonly<Record<string, string>>): string[] {
  const head = ['ARRIVED', 'KEY', 'MODEL', 'PROVIDER', 'STATUS', 'TOOK', 'IN', 'OUT', 'COST', 'NOTE'];
  const rows = records.map((record) => {
    const { clientKey, tokens, cost, failed, error, application } = record;
    const figures = { requests: 1, failed: failed ? 1 : 0, tokensKnown: tokens ? 1 : 0 };
    const known = cost === undefined ? { costKnown: 0 } : { cost, costKnown: 1 };
    return [
      new Date(record.at).toISOString(),
      clientKey === undefined ? 'no key' : (labels[clientKey] ?? clientKey),
      record.model ?? record.alias ?? '–',
      record.provider ?? '–',
      record.status === 0 ? (failed ? 'failed' : 'ok') : `${record.status}${failed ? ' failed' : ''}`,
      time(record.latencyMs),
      count(tokens?.input),
      count(tokens?.output),
      costOf({ ...figures, ...known }),
      failed && error ? error : (application ?? ''),
    ];
  });
  return alignColumns([head, ...rows], [5, 6, 7, 8]);
}
