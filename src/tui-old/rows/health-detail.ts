import { placeText } from '../../operations/doctor/finding.ts';
import type { HealthItem } from '../health/health-sight.ts';
import { fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { kindOf, kinds } from './health-row.ts';

const titles = 11;

/** All that is to be said of one line, in lines of `width` columns. */
export function healthDetail(item: HealthItem, width: number): readonly Line[] {
  const [sign, word, style] = kinds[kindOf(item)];
  const lines: Line[] = [];
  const say = (name: string, text: string) => {
    for (const [index, part] of wrap(text, width - titles - 2).entries())
      lines.push([segment(` ${fitText(index === 0 ? name : '', titles)}`, 'dim'), segment(part)]);
  };
  lines.push(lineOf(` ${sign} ${word}`, style), []);
  if (item.kind === 'unchecked') {
    say('what', `${item.unchecked.title}.`);
    say('why not', item.unchecked.why);
    return lines;
  }
  const { what, why, remedy, where, fix } = item.finding;
  say('what', what);
  const place = placeText(where);
  if (place !== '') say('where', place);
  lines.push([]);
  say('why', why);
  say('to do', remedy);
  if (fix !== undefined) say('f fixes', fix);
  return lines;
}
