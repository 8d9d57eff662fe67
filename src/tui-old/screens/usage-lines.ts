import { formatInstant } from '../../base/instant-text.ts';
import { whyNotRecording } from '../../contract/usage-figures.ts';
import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { clockText } from '../rows/moment.ts';
import { groupName } from '../rows/usage-texts.ts';
import { cut, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, type Style, segment, textOf } from '../text/line.ts';
import { noUsageReason } from '../usage/no-usage-reason.ts';
import { questionOf, spanOf } from '../usage/usage-wish.ts';
import type { Scene } from '../view.ts';

const minute = 60_000;

const said = (text: string, columns: number, style: Style = 'plain'): Line[] =>
  wrap(text, columns - 4).map((part) => lineOf(`  ${part}`, style));

export function noUsageLines({ console, columns }: Scene): readonly Line[] {
  if (!console.server) return [lineOf('  Loading …', 'dim')];
  return [[], ...said(noUsageReason(console), columns)];
}

/** Figures that are a minute old, or that nobody renews, say of when they are. */
export function ageTexts({ ui, console, moment }: Scene): readonly string[] {
  const { answer } = ui.usage;
  if (!answer?.figures || answer.key !== questionOf(ui.usage)) return [];
  const old = answer.at + minute;
  moment.changesAt(old);
  if (console.connection.kind === 'live' && moment.exact < old) return [];
  const today = moment.now - answer.at < 12 * 60 * minute;
  return [`as of ${today ? clockText(answer.at) : formatInstant(answer.at, moment.now)}`];
}

/** What stands in the way of figures: a refusal, a full disk, recording that is off. */
export function stateLines({ ui, usage, columns }: Scene): readonly Line[] {
  const { answer } = ui.usage;
  const problem = answer?.key === questionOf(ui.usage) ? answer.problem : undefined;
  const { problems = [] } = usage.figures ?? {};
  const idle = usage.figures && whyNotRecording(usage.figures);
  return [
    ...(problem === undefined ? [] : said(`✕ ${problem} r asks again.`, columns, 'danger')),
    ...(idle === undefined ? [] : said(`! ${idle}`, columns, 'warning')),
    ...problems.slice(0, 2).flatMap((text) => said(`! ${text}`, columns, 'warning').slice(0, 2)),
  ];
}

/** Into what one has gone, and the way back. */
export function stepsLine({ ui, usage, columns }: Scene): Line {
  const names = ui.usage.only.map(({ by, value }) => `${by} ${groupName(by, value, usage.names)}`);
  const back = '   Esc one step back';
  const shown = cut(names.join(' › '), columns - widthOf(back) - 7);
  return [segment(' only ', 'dim'), segment(shown, 'bold'), segment(back, 'dim')];
}

export function emptyLines(scene: Scene): readonly Line[] {
  const { ui, usage, columns } = scene;
  if (!usage.figures) {
    const waiting = lineOf(ui.usage.answer?.problem === undefined ? '   …' : '', 'dim');
    // As high as the table was, with its head.
    return Array.from({ length: ui.usage.groups.height + 1 }, (_, place) => (place === 0 ? waiting : []));
  }
  const { connection, capabilities } = scene.console;
  const unread = connection.kind !== 'disk' && capabilities?.activity === 'absent';
  if (unread) return said(noUsageReason(scene.console), columns);
  const none = `No request in the ${spanOf(ui.usage).title}`;
  const more =
    ui.usage.only.length > 0 ? ' here; Esc goes one step back, t looks further.' : '; t looks further back.';
  const files =
    connection.kind === 'disk' ? ' Requests are kept by cli-proxy serve on this config; r looks again.' : '';
  return said(`${none}${more}${files}`, columns);
}

/** Between the table and the requests: what the list under it is, and how far one is in either. */
export function tailLine(scene: Scene): Line {
  const { ui, usage, console, columns } = scene;
  const { filter, focus, paused } = ui.usage;
  if (ui.filtering) {
    // Of the whole span, not of those that are listed.
    const all = usage.figures?.totals.requests;
    const rest = `  ${all === undefined ? '…' : count(all, 'request')}`;
    return [
      segment(' / ', 'accent'),
      ...inputLine(filter, columns - 4 - widthOf(rest), true),
      segment(rest, 'dim'),
    ];
  }
  const words = textIn(filter);
  const since = paused ? console.usage.seen - paused.seen : 0;
  const what = paused
    ? `paused${since > 0 ? ` · ${since} new` : ''} · Space goes on`
    : console.connection.kind === 'live'
      ? 'live'
      : 'requests';
  const kept = words === '' ? '' : ` · filter: ${words} (Esc shows all)`;
  const left: Line = [
    segment('── ', 'dim'),
    segment(what, paused ? 'warning' : 'bold'),
    segment(`${kept} `, 'dim'),
  ];
  const list = focus === 'groups' ? ui.usage.groups : ui.usage.requests;
  const place = list.ids.length > list.height ? ` ${list.index + 1}/${list.ids.length} ` : '';
  const rule = '─'.repeat(Math.max(0, columns - widthOf(textOf(left)) - widthOf(place) - 2));
  return [...left, segment(`${rule}${place}──`, 'dim')];
}
