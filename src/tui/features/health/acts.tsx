import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { withTexts } from '../../../base/text/language.ts';
import type { Finding, FixesPreview } from '../../../operations/health/index.ts';
import { type At, actsIn, type Console, notReachable } from '../../act.ts';
import { Folded, useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { Question } from '../../components/dialogs/question.tsx';
import { Asked } from '../../components/dialogs/report.tsx';
import { Difference } from '../../components/difference.tsx';
import { Text } from '../../components/text.tsx';
import { statedKeys } from '../providers/rows.ts';
import { allRemedies, findingList, meantFindings, type Remedy, remedyOf, subjectOf } from './findings.ts';
import { words } from './words.ts';

const allFindings = ({ ui }: At): readonly Finding[] => ui.health.diagnosis?.findings ?? [];
const isFixable = ({ fix }: Finding) => fix !== undefined;
const isSafe = (finding: Finding) => isFixable(finding) && !finding.alone;

const notChecked = ({ ui }: At) => (ui.health.diagnosis ? undefined : words().why.running);

function noFix(at: At): string | undefined {
  const meant = meantFindings(at);
  if (meant.length === 0) return notChecked(at) ?? words().why.noFinding;
  return meant.some(isFixable) ? undefined : words().why.noFix;
}
const noneSafe = (at: At) =>
  notChecked(at) ?? (allFindings(at).some(isSafe) ? undefined : words().why.noneSafe);

/** Shows what would change before it is changed. */
function preview(console: Console, findings: readonly Finding[]): void {
  const says = words().preview;
  const some = findings.filter(isFixable);
  const without = findings.length - some.length;
  const title = says.title(some.length);
  const ids = some.map(({ id }) => id);
  const operations = () => withTexts(import('../../../operations/health/index.ts'));
  const apply = async () => {
    const { fixFindings } = await operations();
    const fixed = await console.session.run(fixFindings, { ids });
    if (fixed.ok) console.unmark('health');
  };
  const ask = async (signal: AbortSignal) =>
    console.session.ask((await operations()).previewFixes, { ids }, undefined, signal);
  console.open(
    <Asked
      {...{ title, busy: says.busy, ask }}
      show={(changes) => (
        <Question
          title={title}
          lines={[
            <Changes key="changes" fixes={some} {...changes} />,
            [without > 0 && says.without(without), says.undo].filter(Boolean).join(commas().sentences),
          ]}
          buttons={[{ title: says.apply(some.length), run: apply }, { title: says.cancel }]}
        />
      )}
    />,
  );
}

/** What each fix is for, and what all of them change. */
function Changes({
  fixes,
  lines,
  files,
}: FixesPreview & { readonly fixes: readonly Finding[] }): ReactElement {
  const { columns } = useDialogRoom();
  return (
    <>
      {fixes.map(({ id, fix = '' }) => (
        <Folded key={id} of={fixes.length > 1 ? `· ${fix}` : fix} width={columns} />
      ))}
      {lines.length + files.length > 0 && <Text> </Text>}
      <Difference lines={lines} />
      {files.map((file) => (
        <Folded key={file} of={file} width={columns} />
      ))}
    </>
  );
}

const fixMeant = (console: Console) => preview(console, meantFindings(console.at()));
const fixAll = (console: Console) => preview(console, allFindings(console.at()).filter(isSafe));

const keysToTest = ({ console }: At) => statedKeys(console).filter(({ disabled }) => !disabled).length;
const noKeys = (at: At) => notReachable(at) ?? (keysToTest(at) > 0 ? undefined : words().why.noKeys);

function askToTest(console: Console): void {
  const says = words().test;
  const count = keysToTest(console.at());
  const test = () => console.ui.dispatch({ type: 'health', health: { asked: { keys: true } } });
  console.open(
    <Question
      title={says.title(count)}
      lines={[says.cost]}
      buttons={[{ title: says.run(count), run: test }, { title: says.cancel }]}
    />,
  );
}

/** The finding whose row names this key. */
function findingFor(key: string, at: At): { readonly finding: Finding; readonly remedy: Remedy } | undefined {
  const { selected } = findingList(at);
  if (selected?.kind !== 'finding') return undefined;
  const remedy = remedyOf(selected.finding);
  return remedy?.key === key ? { finding: selected.finding, remedy } : undefined;
}

/** The keys named in rows. */
const remedyKeys = [...new Set(allRemedies.map(({ key }) => key))];
/** Goes to the item and runs the act there. */
const remedyAct = (key: string) => ({
  ...({ id: `remedy-${key}`, word: 'remedy', keys: [key] } as const),
  ...{ footer: 2, write: true, contextual: true },
  title: (at: At) => words().remedies[findingFor(key, at)?.remedy.title ?? 'how'],
  disabled: (at: At) => (findingFor(key, at) ? undefined : words().why.otherKey),
  run(console: Console) {
    const found = findingFor(key, console.at());
    if (found) console.performOn(found.remedy.act, found.remedy.screen, subjectOf(found.finding));
  },
});

// biome-ignore format: one row a record reads as the table that it is
export const healthActs = actsIn('health', () => words().acts, [
  { id: 'fix-findings', word: 'fix', keys: ['f'], footer: 1, marked: true, write: true, palette: true, disabled: noFix, run: fixMeant },
  ...remedyKeys.map(remedyAct),
  { id: 'fix-all', word: 'fixAll', keys: ['F'], footer: 3, write: true, palette: true, disabled: noneSafe, run: fixAll },
  { id: 'test-provider-keys', word: 'test', keys: ['K'], footer: 5, palette: true, disabled: noKeys, run: askToTest },
]);
