import type { Diagnosis, Finding, Unchecked } from '../../operations/doctor/finding.ts';
import { remember } from '../remember.ts';
import { createListSight, type ListSight } from '../ui/list-sight.ts';

/** One line of the list: a finding, or a check that was not made. */
export type HealthItem =
  | { readonly kind: 'finding'; readonly id: string; readonly finding: Finding }
  | { readonly kind: 'unchecked'; readonly id: string; readonly unchecked: Unchecked };

export type HealthSight = ListSight<HealthItem>;

const none: readonly HealthItem[] = [];

/** What the last diagnosis has found, worst first, and what it did not look at. */
export function createHealthSight() {
  const read = remember((diagnosis: Diagnosis | undefined) => (diagnosis ? itemsOf(diagnosis) : none));
  return createListSight<HealthItem>({
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
}

function itemsOf({ findings, unchecked }: Diagnosis): readonly HealthItem[] {
  return [
    ...findings.map((finding): HealthItem => ({ kind: 'finding', id: finding.id, finding })),
    ...unchecked.map((it): HealthItem => ({ kind: 'unchecked', id: `unchecked ${it.check}`, unchecked: it })),
  ];
}

/** Findings that a fix is meant for: those that are marked, also where a filter hides them, else the one under the cursor. */
export function meantFindings(
  { all, selected }: HealthSight,
  marks: ReadonlySet<string>,
): readonly Finding[] {
  const marked = all.filter(({ id }) => marks.has(id));
  const items = marked.length > 0 ? marked : selected ? [selected] : [];
  return items.flatMap((item) => (item.kind === 'finding' ? [item.finding] : []));
}
