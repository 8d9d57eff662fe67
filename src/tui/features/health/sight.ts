import type { Diagnosis, Finding, Severity, Unchecked } from '../../../operations/doctor/finding.ts';
import type { At } from '../../act.ts';
import { remember } from '../../remember.ts';
import { createListSight } from '../../ui/list-sight.ts';

/** One item of the list: a finding, or a check that was not made. */
export type HealthItem =
  | { readonly kind: 'finding'; readonly id: string; readonly finding: Finding }
  | { readonly kind: 'unchecked'; readonly id: string; readonly unchecked: Unchecked };

export const severityOf = (item: HealthItem): Severity | 'unchecked' =>
  item.kind === 'finding' ? item.finding.severity : 'unchecked';

const none: readonly HealthItem[] = [];
const read = remember((diagnosis: Diagnosis | undefined) => (diagnosis ? itemsOf(diagnosis) : none));

/** What the last diagnosis has found, worst first, and what it did not look at. */
export const healthSight = createListSight<HealthItem>({
  screen: 'health',
  items: (_, { health }) => read(health.diagnosis),
  idOf: ({ id }) => id,
  worstFirst: true,
  words(item) {
    if (item.kind === 'unchecked') {
      const { check, title, why } = item.unchecked;
      return ['not checked', check, title, why];
    }
    const { severity, check, what, why, where } = item.finding;
    return [severity, check, what, why, where.file];
  },
});

function itemsOf({ findings, unchecked }: Diagnosis): readonly HealthItem[] {
  return [
    ...findings.map((finding): HealthItem => ({ kind: 'finding', id: finding.id, finding })),
    ...unchecked.map((it): HealthItem => ({ kind: 'unchecked', id: `unchecked ${it.check}`, unchecked: it })),
  ];
}

/** Findings that a fix is meant for: the marked ones, also where a filter hides them, else the selected one. */
export const meantFindings = (at: At): readonly Finding[] =>
  healthSight(at).targets.flatMap((item) => (item.kind === 'finding' ? [item.finding] : []));
