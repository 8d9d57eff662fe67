import type { UsageRecord } from '../../contract/usage-record.ts';
import { whyRequest } from '../../operations/why-request.ts';
import { whyUsage } from '../../operations/why-usage.ts';
import { clockText } from '../rows/moment.ts';
import { groupName } from '../rows/usage-texts.ts';
import type { ReportLine, Title } from '../ui/dialog.ts';
import { endOf, unknownGroup } from '../usage/usage-sight.ts';
import { queryOf } from '../usage/usage-wish.ts';
import { type Desk, notice, type Perform } from './desk.ts';

/** Requests that are looked at for what went wrong with many. */
const looked = 200;

/** Why a request failed, was tried again, was slow or has no cost; or the requests of a line of the table. */
export const usageWhy = {
  'usage-why': async (desk) => {
    const { ui, usage } = desk.context();
    if (ui.usage.focus === 'requests') {
      const record = usage.records.find(({ id }) => id === ui.usage.requests.cursor);
      if (record) explainRequest(desk, record);
    } else if (ui.usage.groups.cursor === unknownGroup) {
      notice(
        desk,
        'warning',
        'These requests have nothing in common that could be asked for: l goes to the requests.',
      );
    } else if (ui.usage.groups.cursor !== undefined) await explainGroup(desk, ui.usage.groups.cursor);
  },
} satisfies Record<string, Perform>;

function explainRequest(desk: Desk, record: UsageRecord): void {
  const { usage } = desk.context();
  const name = `${record.endpoint || 'a request'} · ${clockText(endOf(record))}`;
  const lines = whyRequest(record, usage.figures?.totals.latency);
  desk.dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'report',
      id: `why ${record.id}`,
      title: { before: 'Why: ', name, after: '' },
      lines: lines.map((text, place) => ({
        text,
        ...(place === 0 ? { style: record.failed ? ('danger' as const) : ('good' as const) } : {}),
      })),
      top: 0,
      busy: false,
      copy: undefined,
    },
  });
}

async function explainGroup(desk: Desk, value: string): Promise<void> {
  const { ui, usage } = desk.context();
  const { by } = ui.usage;
  const id = `why ${by} ${value} ${desk.now()}`;
  const title: Title = { before: `Why: ${by} `, name: groupName(by, value, usage.names), after: '' };
  desk.dispatch({
    type: 'dialog-opened',
    dialog: { kind: 'report', id, title, lines: [], top: 0, busy: true, copy: undefined },
  });
  const report = (lines: readonly ReportLine[]) =>
    desk.dispatch({ type: 'dialog', action: { type: 'reported', id, lines, busy: false } });
  const query = queryOf({ ...ui.usage, only: [...ui.usage.only, { by, value }] }, desk.now(), usage.names);
  const all = await desk.session.usage({ query, by: ['status', 'model'], records: looked });
  if (!all.ok) return report([{ text: `✕ ${all.message}`, style: 'danger' }]);
  const bad =
    all.value.totals.failed === 0 || query.status !== undefined
      ? all
      : await desk.session.usage({ query: { ...query, status: 'failed' }, records: looked });
  if (!bad.ok) return report([{ text: `✕ ${bad.message}`, style: 'danger' }]);
  const { totals, groups, records } = all.value;
  const why = whyUsage({
    totals,
    byStatus: groups.status ?? [],
    byModel: groups.model ?? [],
    failures: bad.value.records.filter(({ failed }) => failed),
    newest: records,
    now: desk.now(),
  });
  report(why.map((text) => ({ text })));
}
