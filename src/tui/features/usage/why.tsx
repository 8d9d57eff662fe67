import { type ReactElement, useEffect, useState } from 'react';
import { whyUsage } from '../../../operations/why-usage.ts';
import type { Console } from '../../act.ts';
import { Report, type ReportLine } from '../../components/dialogs/report.tsx';
import { fieldOf, textIn } from '../../components/text-field.ts';
import { keyValue, withTerm } from './filter.ts';
import { groupName, usageSight } from './sight.ts';
import { queryOf } from './wish.ts';
import { words } from './words.ts';

/** Requests that are looked at for what went wrong with many. */
const looked = 200;

/** Explains the requests of a row of the table: why they failed, were retried, were slow or have no cost. */
export function openGroupWhy(console: Console, value: string): void {
  const at = console.at();
  const { by } = at.ui.usage;
  const { names } = usageSight(at);
  const title = words().why.title(words().dimensions[by], groupName(by, value, names));
  console.open(<GroupWhy title={title} read={() => readWhy(console, value)} />);
}

function GroupWhy({
  title,
  read,
}: {
  readonly title: string;
  readonly read: () => Promise<readonly ReportLine[]>;
}): ReactElement {
  const [lines, setLines] = useState<readonly ReportLine[]>();
  useEffect(() => {
    let gone = false;
    read().then((made) => {
      if (!gone) setLines(made);
    });
    return () => {
      gone = true;
    };
  }, [read]);
  return <Report title={title} lines={lines ?? []} busy={lines ? undefined : words().why.busy} />;
}

async function readWhy({ session, at, now }: Console, value: string): Promise<readonly ReportLine[]> {
  const { ui, console } = at();
  const { by, filter, span } = ui.usage;
  const { names } = usageSight({ ui, console });
  const text = withTerm(textIn(filter), by, by === 'key' ? keyValue(value, names) : value);
  const query = queryOf({ span, filter: fieldOf(text) }, now(), names);
  const all = await session.usage({ query, by: ['status', 'model'], records: looked });
  if (!all.ok) return [{ text: `✕ ${all.message}`, role: 'danger' }];
  const isStatus = by === 'status';
  const bad =
    all.value.totals.failed === 0 || isStatus
      ? all
      : await session.usage({ query: { ...query, status: 'failed' }, records: looked });
  if (!bad.ok) return [{ text: `✕ ${bad.message}`, role: 'danger' }];
  const { totals, groups, records } = all.value;
  return whyUsage({
    totals,
    byStatus: groups.status ?? [],
    byModel: groups.model ?? [],
    failures: bad.value.records.filter(({ failed }) => failed),
    newest: records,
    now: now(),
  });
}
