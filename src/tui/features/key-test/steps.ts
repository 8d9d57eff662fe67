import { formatInstant } from '../../../base/text/instant-text.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { KeyCheckResult, ProgressStep } from '../../../operations/index.ts';
import type { ReportLine } from '../../components/dialogs/report.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import type { Role } from '../../theme.ts';
import { words } from './words.ts';

/** What a test has come to. */
export interface TestState {
  readonly steps: readonly ProgressStep[];
  /** undefined: it still runs. */
  readonly outcome: Outcome<KeyCheckResult> | undefined;
}

export const begun: TestState = { steps: [], outcome: undefined };

/** A step is reported when it begins and again, with its time, when it is done. */
export function withStep(state: TestState, step: ProgressStep): TestState {
  const place = state.steps.findLastIndex(
    ({ exchange, ms }) => exchange?.step === step.exchange?.step && ms === undefined,
  );
  return { ...state, steps: place < 0 ? [...state.steps, step] : state.steps.with(place, step) };
}

const looks: Readonly<Record<KeyCheckResult['state'], readonly [sign: string, role: Role]>> = {
  works: ['✓', 'success'],
  limited: ['!', 'warning'],
  refused: ['✕', 'danger'],
  unreachable: ['✕', 'danger'],
  unclear: ['?', 'warning'],
  skipped: ['–', 'muted'],
};

interface Verdict {
  readonly sign: string;
  readonly role: Role;
  readonly text: string;
}

/** Sign, role and sentence of what came of a test. */
export function verdictOf(outcome: Outcome<KeyCheckResult>): Verdict {
  if (!outcome.ok) return { sign: '✕', role: 'danger', text: outcome.message };
  const [sign, role] = looks[outcome.value.state];
  return { sign, role, text: outcome.value.message };
}

/** The rows of a test of one key: its steps, then what the answer means. @param width columns */
export function testLines(state: TestState, now: number, width: number): readonly ReportLine[] {
  const { outcome } = state;
  const lines = stepLines(state, now, width);
  if (!outcome) return lines;
  const { sign, role, text } = verdictOf(outcome);
  if (lines.length > 0) lines.push('');
  lines.push({ text: `${sign} ${text}`, role });
  const models = outcome.ok ? (outcome.value.models ?? []) : [];
  if (models.length > 0)
    lines.push('', { text: words().models(models.length, models.join(', ')), role: 'muted' });
  return lines;
}

function stepLines({ steps, outcome }: TestState, now: number, width: number): ReportLine[] {
  // A second exchange asks the same without the key: one row.
  const end = steps.findIndex(({ exchange, ms }) => exchange?.step === 'answer' && ms !== undefined) + 1;
  const first = end === 0 ? steps : steps.slice(0, end);
  const control = end === 0 ? [] : steps.slice(end);
  const titles = Math.max(...Object.values(words().steps).map(widthOf), widthOf(words().control));
  const details = Math.min(36, width - titles - 14);
  const last = outcome ? verdictOf(outcome) : undefined;
  const row = (done: boolean, title: string, detail: string, ms: number | undefined): ReportLine => [
    { text: done ? '✓' : (last?.sign ?? ' '), role: done ? 'success' : last?.role },
    { text: ` ${fitText(title, titles)}  ` },
    { text: `${fitText(detail, details)} ` },
    { text: (ms === undefined ? '' : `${Math.round(ms)} ms`).padStart(9), role: 'muted' },
  ];
  const lines = first.map((step, place) => {
    // What the answer says is the verdict; a step that the end has cut off is the one that failed.
    const isVerdict = last && place === end - 1 && control.length === 0;
    const title = step.exchange ? words().steps[step.exchange.step] : step.text;
    return row(step.ms !== undefined && !isVerdict, title, detailOf(step, now), step.ms);
  });
  if (control.length === 0) return lines;
  const ms = last && control.reduce((sum, step) => sum + (step.ms ?? 0), 0);
  return [...lines, row(false, words().control, words().withoutKey, ms)];
}

function detailOf({ exchange, ms }: ProgressStep, now: number): string {
  if (!exchange) return '';
  const { step, host, detail } = exchange;
  if (detail === undefined)
    return step === 'proxy' || step === 'resolve' ? host : ms === undefined ? '…' : '';
  if (step === 'resolve') return words().resolved(host, String(detail));
  if (step === 'tls' && typeof detail === 'number')
    return words().validUntil(formatInstant(detail, now).replace(/ [\d:]+$/, ''));
  return String(detail);
}
