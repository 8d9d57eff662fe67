import { formatInstant } from '../../base/instant-text.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, type Style, segment } from '../text/line.ts';
import { clockText, type Moment } from './moment.ts';
import { groupName, moneyText, msText, wholeNumber } from './usage-texts.ts';

const titles = 15;

/** All that is known of one request, in lines of `width` columns. What nobody told is `–`. */
export function requestDetail(
  record: UsageRecord,
  names: ReadonlyMap<string, string>,
  moment: Moment,
  width: number,
): readonly Line[] {
  const lines: Line[] = [lineOf(` ${record.endpoint}`, 'title')];
  const say = (title: string, text: string | undefined, style: Style = 'plain') => {
    const shown = (text ?? '').trim() || '–';
    for (const [index, part] of wrap(shown, Math.max(10, width - titles - 2)).entries()) {
      lines.push([segment(` ${fitText(index === 0 ? title : '', titles)}`, 'dim'), segment(part, style)]);
    }
  };
  const { tokens, failed, attempts } = record;
  const amount = (tokens: number | undefined) => (tokens === undefined ? '–' : wholeNumber(tokens));
  say(
    'status',
    `${record.status > 0 ? `${record.status} · ` : ''}${failed ? 'failed' : 'ok'}`,
    failed ? 'danger' : 'good',
  );
  if (record.error !== undefined || failed) say('why', record.error, 'danger');
  const day = formatInstant(record.at, moment.now).replace(/ \d\d:\d\d$/, '');
  say('arrived', `${day} ${clockText(record.at)}`);
  const first = record.firstByteMs === undefined ? '' : ` · first byte after ${msText(record.firstByteMs)}`;
  say('took', `${msText(record.latencyMs)}${first}`);
  const print = record.clientKey === undefined ? '' : ` · ${record.clientKey}`;
  say('client key', `${groupName('key', record.clientKey, names)}${print}`);
  const asked = record.alias !== undefined && record.alias !== record.model;
  say('model', `${record.model ?? '–'}${asked ? ` · asked for as ${record.alias}` : ''}`);
  say('provider', record.provider);
  say('account', record.account);
  const again = (attempts ?? 1) > 1 ? ' · w says why' : '';
  if (attempts !== undefined) say('attempts', `${attempts}${again}`);
  say('tokens in', `${amount(tokens?.input)} · ${amount(tokens?.cached)} of them cached`);
  say('tokens out', `${amount(tokens?.output)} · ${amount(tokens?.reasoning)} of them reasoning`);
  say('cost', costOf(record));
  say('application', record.application);
  if (record.task !== undefined) say('task', record.task);
  if (record.referer !== undefined) say('referer', record.referer);
  if (record.userAgent !== undefined) say('user agent', record.userAgent);
  say('request', record.id, 'dim');
  return lines;
}

/** At list prices; unknown says what is missing. */
function costOf({ cost, costGap }: UsageRecord): string {
  if (cost !== undefined) return `~ ${moneyText(cost)}`;
  if (costGap === undefined) return '–';
  return costGap.startsWith('price') ? `unknown: no ${costGap} is known` : `unknown: no ${costGap} told`;
}
