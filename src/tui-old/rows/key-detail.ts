import { formatInstant } from '../../base/instant-text.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { ConsoleState, ServerView } from '../../store/state.ts';
import { fitLine, fitText, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { UiState } from '../ui/ui-state.ts';
import { ampUpstream } from './amp-upstream.ts';
import { sparkline } from './figures.ts';
import { keyCallLines } from './key-calls.ts';
import { isNew, lastUsed, nameOnScreen, stateOf } from './key-texts.ts';
import { limitTexts } from './limit-texts.ts';
import { ago, left, type Moment } from './moment.ts';
import { rotationAt } from './rotation-at.ts';

interface Known {
  readonly console: ConsoleState;
  readonly moment: Moment;
  readonly ui: Pick<UiState, 'keyCalls'>;
}

const titles = 13;

/** All that is known of one key, in lines of `width` columns; instants absolute, with how far away they are. */
export function keyDetail(
  key: ClientKey,
  server: ServerView,
  { console, moment, ui }: Known,
  width: number,
): readonly Line[] {
  const record = key.record;
  const lines: Line[] = [
    lineOf(` ${nameOnScreen(key)}${isNew(key) ? ' (new)' : ''}`, 'title'),
    fitLine([segment(` ${fitText('state', titles)}`, 'dim'), ...stateOf(key, moment, width < 70)], width),
  ];
  const say = (title: string, text: string) => {
    for (const [index, part] of wrap(text, width - titles - 2).entries()) {
      lines.push([segment(` ${fitText(index === 0 ? title : '', titles)}`, 'dim'), segment(part)]);
    }
  };
  const instant = (title: string, at: string | undefined, none: string) => {
    if (at === undefined) return say(title, none);
    const ms = Date.parse(at);
    const away = ms > moment.now ? `in ${left(moment, ms)}` : ago(moment, ms);
    say(title, `${formatInstant(ms, moment.now)} · ${away}`);
  };
  say('key', key.key.mask);
  say('fingerprint', key.fingerprint);
  say('purpose', record?.purpose ?? '–');
  instant('created', record?.createdAt, '–');
  instant('rotated', record?.rotatedAt, 'never');
  const unenforced =
    console.connection.kind === 'disk'
      ? 'Only a cli-proxy server that runs on this config enforces it.'
      : 'This server does not enforce it.';
  instant('expires', record?.expiresAt, 'never');
  if (record?.retiring) instant('stops', record.retiring.deadline, '–');
  const dated = record?.expiresAt !== undefined || record?.retiring !== undefined;
  if (dated && console.capabilities?.expiry !== 'enforced') say('', unenforced);
  const limits = limitTexts(key, console.capabilities?.limits, moment);
  if (limits.length === 0) say('limits', 'none');
  for (const [index, text] of limits.entries()) say(index === 0 ? 'limits' : '', text);
  const rotation = rotationAt(server.clientKeys, key);
  if (rotation) {
    const { old, replacement } = rotation;
    const other = old === key ? replacement : old;
    say('rotation', `${old === key ? 'replaced by' : 'replaces'} ${other?.key.mask ?? 'a key that is gone'}`);
  }
  say('Amp upstream', ampUpstream(server.config, key, console.providerStates?.environment));
  lines.push(...activityLines(key, moment, width));
  const calls = ui.keyCalls?.fingerprint === key.fingerprint ? ui.keyCalls : undefined;
  if (console.hasUsage) lines.push(...keyCallLines(calls, titles, width));
  if (key.sample) say('', 'A published example key: anybody knows it.');
  if (key.weak) say('', 'Shorter than 32 characters: it can be guessed.');
  if (key.duplicate) say('', 'Stands in the list more than once.');
  return lines;
}

function activityLines(key: ClientKey, moment: Moment, width: number): readonly Line[] {
  const { activity } = key;
  const row = (title: string, ...texts: string[]): Line => [
    segment(` ${fitText(title, titles)}`, 'dim'),
    segment(texts.join('')),
  ];
  if (!activity) return [row('used', '– · nobody counts the requests here')];
  const hours = Math.min(24, width - titles - 2);
  const bars = sparkline(activity.hours, hours);
  return [
    row('last used', lastUsed(key, moment)),
    row('calls', `${activity.lastHour} in the last hour · ${activity.today} today`),
    row('24 hours', bars.trim() === '' ? 'none' : bars.padEnd(widthOf(bars))),
    row('', `counted since ${formatInstant(activity.countedSince, moment.now)}`),
  ];
}
