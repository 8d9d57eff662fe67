import { formatInstant } from '../../base/instant-text.ts';
import type { AuthFile, AuthFileModel } from '../../contract/auth-file.ts';
import { fitLine, fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { count, sparkline } from './figures.ts';
import { ago, left, type Moment } from './moment.ts';
import { accountOf, providerOfSession, sessionStateOf } from './session-texts.ts';

const titles = 14;

/** What is asked for when the details are opened; undefined: not yet, or it cannot be told. */
export interface Inspected {
  readonly models: readonly AuthFileModel[] | undefined;
}

/** All that is known of one account, in lines of `width` columns; instants absolute, with how far away they are. */
export function sessionDetail(
  file: AuthFile,
  moment: Moment,
  width: number,
  inspected: Inspected | undefined,
): readonly Line[] {
  const lines: Line[] = [
    lineOf(` ${providerOfSession(file)} · ${accountOf(file)}`, 'title'),
    fitLine([segment(` ${fitText('state', titles)}`, 'dim'), ...sessionStateOf(file, moment)], width),
  ];
  const say = (title: string, words: string | undefined) => {
    if (words === undefined) return;
    for (const [index, part] of wrap(words, width - titles - 2).entries()) {
      lines.push([segment(` ${fitText(index === 0 ? title : '', titles)}`, 'dim'), segment(part)]);
    }
  };
  const instant = (title: string, at: number | undefined, none: string, more = '') => {
    if (at === undefined) return say(title, none);
    const away = at > moment.now ? `in ${left(moment, at)}` : ago(moment, at);
    say(title, `${formatInstant(at, moment.now)} · ${away}${more}`);
  };
  const { lastRefresh, traffic } = file;
  say('said', file.message);
  say('see', file.link);
  say('', file.broken);
  say('', file.warning);
  say('file', file.inMemory ? `${file.name} (in the memory of the server, no file)` : file.name);
  say('plan', file.plan);
  say('project', file.project);
  instant('expires', file.expiresAt, '– · not told', file.renewable === false ? ' · cannot be renewed' : '');
  instant(
    'refreshed',
    lastRefresh?.at,
    '– · not told',
    lastRefresh?.ok === false ? ` · ${lastRefresh.message ?? 'failed'}` : '',
  );
  if (file.coolingUntil !== undefined && file.coolingUntil > moment.now)
    instant('rests until', file.coolingUntil, '');
  say('prefix', file.prefix ?? 'none');
  say('priority', String(file.priority ?? 0));
  say('note', file.note);
  say('proxy', file.proxyUrl);
  if (!traffic) say('calls', '– · nobody counts them here');
  else {
    say('calls', `${traffic.calls}, ${count(traffic.errors, 'error')}, since ${traffic.since}`);
    if (traffic.recent)
      say(
        'lately',
        `${sparkline(traffic.recent, Math.min(traffic.recent.length, width - titles - 2)).trim() || 'none'} · 10 minutes a bar`,
      );
  }
  instant('changed', file.modifiedAt, '–', file.size === undefined ? '' : ` · ${file.size} bytes`);
  const models = inspected?.models?.map((model) => model.id).join(', ');
  if (inspected) say('models', models === '' ? 'none' : (models ?? '– · not told'));
  return lines;
}
