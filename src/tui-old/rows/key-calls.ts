import {
  type UsageDimension,
  type UsageFigures,
  type UsageGroup,
  whyNotRecording,
} from '../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../contract/usage-record.ts';
import { fitText, wrap } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';
import type { KeyCalls } from '../ui/ui-state.ts';
import { endOf, groupsInSight } from '../usage/usage-sight.ts';
import { count, shortNumber } from './figures.ts';
import { clockText } from './moment.ts';
import { costText, groupName, msText, tokensCell, tokenText } from './usage-texts.ts';

/** Models and applications that are named; `U` goes to all of them. */
const mostGroups = 5;

/**
 * What a client key was used for in the last 24 hours. @param calls undefined: on their way @param titles columns of
 * the titles on the left
 */
export function keyCallLines(calls: KeyCalls | undefined, titles: number, width: number): readonly Line[] {
  const room = width - titles - 2;
  const row = (title: string, text: string, style: 'plain' | 'danger' = 'plain'): Line => [
    segment(` ${fitText(title, titles)}`, 'dim'),
    segment(fitText(text, room).trimEnd(), style),
  ];
  if (!calls) return [row('last 24 h', '…')];
  const { figures } = calls;
  if (!figures) {
    const told = wrap(`✕ ${calls.problem ?? ''}`, room);
    return told.map((text, place) => row(place === 0 ? 'last 24 h' : '', text, 'danger'));
  }
  const section = (title: string, texts: readonly string[]): Line[] =>
    texts.map((text, place) => row(place === 0 ? title : '', text));
  if (figures.totals.requests === 0) return section('last 24 h', wrap(nothing(figures), room));
  const { totals, records } = figures;
  const failed = totals.failed > 0 ? ` · ✕${totals.failed} failed` : '';
  return [
    row('last 24 h', `${count(totals.requests, 'call')}${failed} · ${costText(totals)}`),
    ...section('models', groupTexts(figures, 'model', room)),
    ...section('applications', groupTexts(figures, 'application', room)),
    ...records.map((record, place) =>
      row(place === 0 ? 'last calls' : '', callText(record, room), record.failed ? 'danger' : 'plain'),
    ),
  ];
}

/** Where nothing is recorded, it is not known that there were none. */
function nothing(figures: UsageFigures): string {
  const why = whyNotRecording(figures);
  return why === undefined ? 'no calls' : `– · ${why}`;
}

function groupTexts(figures: UsageFigures, by: UsageDimension, room: number): readonly string[] {
  const groups = groupsInSight(figures, by);
  const texts = groups.slice(0, mostGroups).map((group) => groupText(group, by, room));
  const rest = groups.length - texts.length;
  return rest > 0 ? [...texts, `… ${rest} more: U shows all`] : texts;
}

/** Name, calls, failed ones, tokens in and out. */
function groupText(group: UsageGroup, by: UsageDimension, room: number): string {
  const figures = [
    fitText(shortNumber(group.requests), 5, 'right'),
    fitText(group.failed > 0 ? `✕${shortNumber(group.failed)}` : '', 5, 'right'),
    fitText(group.tokens ? `${tokensCell(group, 'input')}→${tokensCell(group, 'output')}` : '–', 12, 'right'),
  ].join(' ');
  const name = Math.min(40, Math.max(8, room - figures.length - 1));
  return `${fitText(groupName(by, group.value, new Map()), name)} ${figures}`;
}

/** When it ended, what came of it, how long it took, the model; where there is room, tokens and who asked. */
function callText(record: UsageRecord, room: number): string {
  const { failed, status, latencyMs, model, alias, tokens, application } = record;
  const fixed = [
    clockText(endOf(record)),
    fitText(`${failed && status > 0 ? '✕' : ''}${statusText(record)}`, 4, 'right'),
    fitText(msText(latencyMs), 6, 'right'),
  ].join(' ');
  const name = model ?? alias ?? '–';
  if (room < 50) return `${fixed} ${name}`;
  const told = fitText(tokens ? `${tokenText(tokens.input)}→${tokenText(tokens.output)}` : '–', 11, 'right');
  return `${fixed} ${fitText(name, 24)} ${told} ${application ?? ''}`;
}
