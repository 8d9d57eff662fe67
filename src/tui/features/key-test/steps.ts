import { formatInstant } from '../../../base/instant-text.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { KeyCheckResult, ProgressStep } from '../../../operations/index.ts';
import type { ReportLine } from '../../components/dialogs/report.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import type { Span } from '../../components/text.tsx';
import type { Role } from '../../theme.ts';
import { words } from './words.ts';

/** What a test has come to. */
export interface TestState {
  readonly steps: readonly ProgressStep[];
  /** undefined: it still runs. */
  readonly outcome: Outcome<KeyCheckResult> | undefined;
}

export const begun: TestState = { steps: [], outcome: undefined };

/** A step is told when it begins and again, with its time, when it is done. */
export function withStep(state: TestState, step: ProgressStep): TestState {
  const place = state.steps.findLastIndex(
    ({ exchange, ms }) => exchange?.step === step.exchange?.step && ms === undefined,
  );
  if (place < 0) return { ...state, steps: [...state.steps, step] };
  return { ...state, steps: state.steps.map((before, index) => (index === place ? step : before)) };
}

const looks: Readonly<Record<KeyCheckResult['state'], readonly [sign: string, role: Role]>> = {
  works: ['✓', 'success'],
  limited: ['!', 'warning'],
  refused: ['✕', 'danger'],
  unreachable: ['✕', 'danger'],
  unclear: ['?', 'warning'],
  skipped: ['–', 'muted'],
};

/** Sign, role and sentence of what came of a test. */
export function verdictOf(
  outcome: Outcome<KeyCheckResult>,
): readonly [sign: string, role: Role, text: string] {
  if (!outcome.ok) return ['✕', 'danger', outcome.message];
  const [sign, role] = looks[outcome.value.state];
  return [sign, role, outcome.value.message];
}

/** The rows of a test of one key: its steps, then what the answer means. @param width columns */
export function testLines({ steps, outcome }: TestState, now: number, width: number): readonly ReportLine[] {
  const lines: ReportLine[] = stepLines(steps, outcome, now, width);
  if (!outcome) return lines;
  const [sign, role, text] = verdictOf(outcome);
  const models = outcome.ok ? (outcome.value.models ?? []) : [];
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    { text: `${sign} ${text}`, role },
    ...(models.length > 0
      ? ['', { text: words().models(models.length, models.join(', ')), role: 'muted' as const }]
      : []),
  ];
}

function stepLines(
  steps: readonly ProgressStep[],
  outcome: TestState['outcome'],
  now: number,
  width: number,
): ReportLine[] {
  // A second exchange asks the same without the key: one row.
  const end = steps.findIndex(({ exchange, ms }) => exchange?.step === 'answer' && ms !== undefined) + 1;
  const first = end === 0 ? steps : steps.slice(0, end);
  const control = end === 0 ? [] : steps.slice(end);
  const [sign, role] = outcome ? verdictOf(outcome) : (['✓', 'success'] as const);
  const titles = Math.max(...Object.values(words().steps).map(widthOf), widthOf(words().control));
  const details = Math.min(36, width - titles - 14);
  const row = (look: Span, title: string, detail: string, ms: number | undefined): ReportLine => [
    look,
    { text: ` ${fitText(title, titles)}  ` },
    { text: `${fitText(detail, details)} ` },
    { text: (ms === undefined ? '' : `${Math.round(ms)} ms`).padStart(9), role: 'muted' },
  ];
  const done: Span = { text: '✓', role: 'success' };
  const lines = first.map((step, place) => {
    const ran = step.ms !== undefined;
    // What the answer says is the verdict; a step that the end has cut off is the one that failed.
    const look: Span =
      ran && !(outcome && place === end - 1 && control.length === 0)
        ? done
        : outcome
          ? { text: sign, role }
          : { text: ' ' };
    return row(look, titleOf(step), detailOf(step, now), step.ms);
  });
  if (control.length === 0) return lines;
  const ms = control.reduce((sum, step) => sum + (step.ms ?? 0), 0);
  const look: Span = outcome ? { text: sign, role } : { text: ' ' };
  return [...lines, row(look, words().control, words().withoutKey, outcome ? ms : undefined)];
}

const titleOf = ({ exchange, text }: ProgressStep): string =>
  exchange ? words().steps[exchange.step] : text;

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
