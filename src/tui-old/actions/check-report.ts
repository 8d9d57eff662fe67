import type { Outcome } from '../../contract/outcome.ts';
import type { KeyCheckResult, ProgressStep } from '../../operations/index.ts';
import { count } from '../rows/figures.ts';
import type { Style } from '../text/line.ts';
import type { ReportLine, Title } from '../ui/dialog.ts';
import type { Desk } from './desk.ts';

/** Fills the report that was opened, as long as it is that one that is open. */
export type Show = (lines: readonly ReportLine[], busy: boolean) => void;

/** @param about what it is of, so that a later one of the same is another */
export function openReport(desk: Desk, about: string, title: Title): Show {
  const id = `${about} ${desk.now()}`;
  const dialog = { kind: 'report', id, title, lines: [], top: 0, busy: true, copy: undefined } as const;
  desk.dispatch({ type: 'dialog-opened', dialog });
  return (lines, busy) => desk.dispatch({ type: 'dialog', action: { type: 'reported', id, lines, busy } });
}

/** L2: what a check asks, step by step, what the answer means, and the models that it told. */
export async function reportCheck(
  show: Show,
  ask: (onStep: (step: ProgressStep) => void) => Promise<Outcome<KeyCheckResult>>,
): Promise<void> {
  const steps: ProgressStep[] = [];
  const lines = (): ReportLine[] => steps.map(stepLine);
  const checked = await ask((step) => {
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

export function verdictLine(outcome: Outcome<KeyCheckResult>): ReportLine {
  const [sign, style] = outcome.ok ? tones[outcome.value.state] : (['✕', 'danger'] as const);
  return { text: `${sign} ${outcome.ok ? outcome.value.message : outcome.message}`, style };
}
