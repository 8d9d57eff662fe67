import type { Outcome } from '../../contract/outcome.ts';
import {
  checkProviderKey,
  checkProviderKeys,
  type KeyCheckResult,
  type ProgressStep,
} from '../../operations/index.ts';
import { providers } from '../../providers/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { Style } from '../text/line.ts';
import type { ReportLine } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { providerName } from './provider-actions.ts';
import { meant } from './provider-questions.ts';

/** L2: a real request with the key, told step by step; several keys at once, each in one line. */
export const providerChecks = {
  'check-provider-keys': (desk) => {
    const rows = meant(desk);
    const costly = rows.filter(({ provider }) => costOf(provider) !== undefined);
    const [first] = costly;
    if (!first) return check(desk, rows, false);
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title: { before: 'Check ', name: providerName(first), after: '?' },
        lines: [costOf(first.provider) ?? ''],
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

const costOf = (provider: string): string | undefined =>
  providers.find(({ id }) => id === provider)?.check?.cost;

async function check(desk: Desk, rows: readonly ProviderKey[], mayCost: boolean): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const id = `check ${rows.map((row) => row.id).join(' ')} ${desk.now()}`;
  const one = rows.length === 1;
  const title = one
    ? { before: 'Check of ', name: providerName(first), after: '' }
    : `Check of ${count(rows.length, 'provider key')}`;
  const dialog = { kind: 'report', id, title, lines: [], top: 0, busy: true, copy: undefined } as const;
  desk.dispatch({ type: 'dialog-opened', dialog });
  const show = (lines: readonly ReportLine[], busy: boolean) =>
    desk.dispatch({ type: 'dialog', action: { type: 'reported', id, lines, busy } });
  await (one ? checkOne(desk, first, mayCost, show) : checkMany(desk, rows, mayCost, show));
}

type Show = (lines: readonly ReportLine[], busy: boolean) => void;

async function checkOne({ session }: Desk, row: ProviderKey, mayCost: boolean, show: Show): Promise<void> {
  const steps: ProgressStep[] = [];
  const lines = (): ReportLine[] => steps.map(stepLine);
  const input = { id: row.id, shownUrl: row.baseUrl, mayCost };
  const checked = await session.ask(checkProviderKey, input, (step) => {
    const place = steps.findIndex(({ text, ms }) => text === step.text && ms === undefined);
    if (place < 0) steps.push(step);
    else steps[place] = step;
    show(lines(), true);
  });
  const models = checked.ok ? (checked.value.models ?? []) : [];
  const more: ReportLine[] =
    models.length > 0
      ? [{ text: '' }, { text: `${count(models.length, 'model')}: ${models.join(', ')}`, style: 'dim' }]
      : [];
  show([...lines(), { text: '' }, verdictLine(checked), ...more], false);
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
    rows: rows.map(({ id, baseUrl }) => ({ id, shownUrl: baseUrl })),
    mayCost,
    onResult: (id: string, outcome: Outcome<KeyCheckResult>) => {
      results.set(id, outcome);
      show(lines(), true);
    },
  };
  const checked = await session.ask(checkProviderKeys, input);
  show(checked.ok ? lines() : [...lines(), { text: '' }, { text: checked.message, style: 'danger' }], false);
}

const stepLine = ({ text, ms }: ProgressStep): ReportLine => ({
  text: ms === undefined ? `${text} …` : `✓ ${text} · ${Math.round(ms)} ms`,
  style: 'dim',
});

const tones: Readonly<Record<KeyCheckResult['state'], readonly [sign: string, style: Style]>> = {
  works: ['✓', 'good'],
  refused: ['✕', 'danger'],
  limited: ['!', 'warning'],
  unreachable: ['✕', 'danger'],
  unclear: ['?', 'warning'],
  skipped: ['–', 'dim'],
};

function verdictLine(outcome: Outcome<KeyCheckResult>): ReportLine {
  const [sign, style] = outcome.ok ? tones[outcome.value.state] : (['✕', 'danger'] as const);
  return { text: `${sign} ${outcome.ok ? outcome.value.message : outcome.message}`, style };
}
