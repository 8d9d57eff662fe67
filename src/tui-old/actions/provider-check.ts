import type { Outcome } from '../../contract/outcome.ts';
import {
  checkCost,
  checkProviderKey,
  checkProviderKeys,
  inputOf,
  type KeyCheckResult,
} from '../../operations/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { ReportLine } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import { openReport, reportCheck, type Show, verdictLine } from './check-report.ts';
import type { Desk, Perform } from './desk.ts';
import { providerName } from './provider-actions.ts';
import { meant } from './provider-questions.ts';

/** L2: a real request with the key, told step by step; several keys at once, each in one line. */
export const providerChecks = {
  'check-provider-keys': (desk) => {
    const rows = meant(desk);
    const costly = rows.filter(({ provider }) => checkCost(provider) !== undefined);
    const [first] = costly;
    if (!first) return check(desk, rows, false);
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title: { before: 'Check ', name: providerName(first), after: '?' },
        lines: [checkCost(first.provider) ?? ''],
        act: { type: 'check-providers', ids: rows.map(({ id }) => id) },
        word: undefined,
        typed: emptyField,
      },
    });
  },
} satisfies Record<string, Perform>;

export const providerCheckActs: Acts<'check-providers'> = {
  'check-providers'(desk, { ids }) {
    const rows = desk.context().providers.all.filter(({ id }) => ids.includes(id));
    return check(desk, rows, true);
  },
};

async function check(desk: Desk, rows: readonly ProviderKey[], mayCost: boolean): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const about = `check ${rows.map((row) => row.id).join(' ')}`;
  if (rows.length > 1) {
    const show = openReport(desk, about, `Check of ${count(rows.length, 'provider key')}`);
    return checkMany(desk, rows, mayCost, show);
  }
  const show = openReport(desk, about, { before: 'Check of ', name: providerName(first), after: '' });
  const input = { ...inputOf(first), mayCost };
  await reportCheck(show, (onStep) => desk.session.ask(checkProviderKey, input, onStep));
}

async function checkMany(
  { session }: Desk,
  rows: readonly ProviderKey[],
  mayCost: boolean,
  show: Show,
): Promise<void> {
  const results = new Map<string, Outcome<KeyCheckResult>>();
  const lines = (): ReportLine[] =>
    rows.flatMap((row) => {
      const result = results.get(row.id);
      const name: ReportLine = { text: providerName(row), style: 'bold' };
      return result ? [name, verdictLine(result)] : [name, { text: '…', style: 'dim' }];
    });
  show(lines(), true);
  const input = {
    rows: rows.map(inputOf),
    mayCost,
    onResult: (id: string, outcome: Outcome<KeyCheckResult>) => {
      results.set(id, outcome);
      show(lines(), true);
    },
  };
  const checked = await session.ask(checkProviderKeys, input);
  show(checked.ok ? lines() : [...lines(), { text: '' }, { text: checked.message, style: 'danger' }], false);
}
