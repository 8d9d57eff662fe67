import { severities } from '../../operations/doctor/finding.ts';
import { spinner } from '../components/spinner.ts';
import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { age, ago } from '../rows/moment.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, type Segment, segment } from '../text/line.ts';
import type { Scene } from '../view.ts';

/** How things stand, and of when that is; where nothing was found, what was looked at. */
export function aboveLines(scene: Scene, height: number): readonly Line[] {
  const { ui, moment, columns } = scene;
  const { running, problem, diagnosis } = ui.health;
  const said = (text: string, style: Parameters<typeof lineOf>[1]) =>
    wrap(text, columns - 4).map((part) => lineOf(`  ${part}`, style));
  const lines: Line[] = [];
  if (running) {
    const sign = spinner(moment, running.since) ?? ' ';
    const step = running.step === undefined ? '' : ` · ${running.step}`;
    const looking = `looking for faults … ${age(moment, running.since)}${step}`;
    lines.push([segment(` ${sign} `, 'accent'), segment(looking), segment('   Esc stops it', 'dim')]);
  } else if (problem !== undefined) {
    lines.push(...said(`✕ ${problem} r tries again.`, 'danger'));
  }
  if (!diagnosis) return lines;
  if (diagnosis.findings.length > 0) return [...lines, summary(scene)];
  const room = Math.max(2, height - 2 * diagnosis.unchecked.length - 6);
  const looked = said(
    lookedAt(diagnosis.checked, (text) => wrap(text, columns - 4).length <= room),
    'dim',
  );
  return [...lines, lineOf('  All is well: nothing was found.', 'good'), ...looked, []];
}

function summary({ ui }: Scene): Segment[] {
  const { findings = [], unchecked = [] } = ui.health.diagnosis ?? {};
  const parts = severities.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [count(number, severity)];
  });
  return [
    segment(`  ${parts.join(' · ')}`, 'bold'),
    segment(unchecked.length > 0 ? ` · ${unchecked.length} not checked` : '', 'dim'),
  ];
}

/** As many as fit, and how many more there are. */
function lookedAt(titles: readonly string[], fits: (text: string) => boolean): string {
  const textOf = (count: number) => {
    const more = titles.length - count;
    return `Looked at: ${titles.slice(0, count).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
  };
  let count = titles.length;
  while (count > 1 && !fits(textOf(count))) count -= 1;
  return textOf(count);
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
export function tailLine({ ui, moment, columns, health }: Scene): Line {
  const { diagnosis } = ui.health;
  const { all, visible } = health;
  const filter = textIn(ui.filters.health);
  if (ui.filtering) {
    return [
      segment(' / ', 'accent'),
      ...inputLine(ui.filters.health, columns - 24, true),
      segment(`  ${visible.length} of ${all.length}`, 'dim'),
    ];
  }
  const { marks, height, index } = ui.lists.health;
  const parts = [
    ...(diagnosis ? [`as of ${ago(moment, diagnosis.at)}, r looks again`] : []),
    ...(filter === '' ? [] : [`${visible.length} of ${all.length}, filter: ${filter}  (Esc shows all)`]),
    ...(marks.size > 0 ? [`● ${marks.size} marked`] : []),
    ...(visible.length > height ? [`${index + 1}/${visible.length}`] : []),
  ];
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}
