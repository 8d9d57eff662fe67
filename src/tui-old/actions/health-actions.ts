import { meantFindings } from '../health/health-sight.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';

/** The health screen. */
export const healthActions = {
  'go-health': ({ dispatch }) => dispatch({ type: 'screen', screen: 'health' }),
  'fix-findings': (desk) => askToFix(desk),
  'diagnose-keys': ({ dispatch }) => dispatch({ type: 'health', action: { type: 'asked', keys: true } }),
} satisfies Record<string, Perform>;

export const healthActs: Acts<'fix-findings'> = {
  async 'fix-findings'({ session, dispatch }, { ids }) {
    const { fixFindings } = await import('../../operations/doctor/index.ts');
    const fixed = await session.run(fixFindings, { ids });
    if (fixed.ok) dispatch({ type: 'list', screen: 'health', action: { type: 'unmarked' } });
  },
};

/** Every change that would be made, in a sentence each. */
function askToFix(desk: Desk): void {
  const { ui, health } = desk.context();
  const meant = meantFindings(health, ui.lists.health.marks);
  const fixable = meant.filter(({ fix }) => fix !== undefined);
  const without = meant.length - fixable.length;
  const several = fixable.length > 1;
  desk.dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'confirm',
      title: several ? `Make these ${fixable.length} changes?` : 'Make this change?',
      lines: [
        ...fixable.map(({ fix = '' }) => (several ? `· ${fix}` : fix)),
        ...(without > 0 ? [`${count(without, 'marked line')} without a fix will be left as they are.`] : []),
        'u takes it back.',
      ],
      act: { type: 'fix-findings', ids: fixable.map(({ id }) => id) },
      word: undefined,
      typed: emptyField,
    },
  });
}
