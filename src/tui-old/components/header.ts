import { problemText } from '../rows/attention.ts';
import { age, left, type Moment } from '../rows/moment.ts';
import { cut, fitLine, fitText, widthOf } from '../text/fit.ts';
import { type Line, lineOf, type Segment, segment, textOf } from '../text/line.ts';
import type { Scene, Screen } from '../view.ts';

/** Line 1: the server, how we stand with it, who we are to it. */
export function connectionLine({ console, columns, moment }: Scene): Line {
  const { place, version, signedInAs, connection } = console;
  const outside =
    connection.kind !== 'live' && connection.kind !== 'reconnecting' && connection.kind !== 'connecting';
  // Who works on the files has signed in to nobody.
  const known = outside ? undefined : signedInAs;
  const who = known ? `signed in: ${known}` : '';
  const readOnly = console.readOnly ? 'read-only' : '';
  const state = connectionText(console, moment);
  const stateWidth = widthOf(textOf(state));
  const words = (...texts: string[]) => texts.filter(Boolean).join('   ');
  let right = words(readOnly, who, version ? `v${version.replace(/^v/, '')}` : '');
  const room = columns - 1 - ' cli-proxy  '.length - stateWidth - 2;
  const shown = place.replace(/^http:\/\//, '');
  if (room - widthOf(shown) - 2 < widthOf(right)) right = words(readOnly, who);
  if (room - widthOf(shown) - 2 < widthOf(right)) right = words(readOnly, known ?? '');
  // That nothing can be changed stays, whatever else gives way.
  if (room - leastPlace - 2 < widthOf(right)) right = readOnly;
  const placeWidth = Math.max(leastPlace, room - (right === '' ? 0 : widthOf(right) + 2));
  const name = widthOf(shown) > placeWidth ? `…${shown.slice(-(placeWidth - 1))}` : shown;
  const before: Segment[] = [
    segment(' cli-proxy  ', 'title'),
    segment(cut(name, placeWidth)),
    segment('  '),
    ...state,
  ];
  const used = widthOf(textOf(before));
  return [...before, segment(fitText(right, Math.max(0, columns - used - 1), 'right'), 'dim'), segment(' ')];
}

/** Columns of the address that stay, whatever else is to be said. */
const leastPlace = 8;

/** SCREENS, names of states. A sign and a word, never a colour alone. */
function connectionText(console: Scene['console'], moment: Moment): Line {
  const { connection, loadedAt, server } = console;
  const stale = server && loadedAt !== undefined ? ` · data ${age(moment, loadedAt)} old` : '';
  switch (connection.kind) {
    case 'live':
      return lineOf('● live', 'good');
    case 'disk':
      return lineOf('■ disk', 'accent');
    case 'connecting':
      return lineOf('○ connecting', 'warning');
    case 'reconnecting':
      return connection.lockedOut
        ? lineOf(`✕ locked out ${left(moment, connection.nextAttemptAt)}${stale}`, 'danger')
        : lineOf(`○ reconnecting in ${left(moment, connection.nextAttemptAt)}${stale}`, 'warning');
    case 'locked-out':
      return lineOf(`✕ locked out ${left(moment, connection.until)}`, 'danger');
    case 'down':
      return lineOf('✕ down', 'danger');
    case 'sign-in':
    case 'offer':
    case 'no-config':
      return lineOf('○ signed out', 'warning');
  }
}

/** Line 2: the screens, the one shown stands out; where there is no room the others keep their number. */
export function tabLine({ ui, columns }: Scene, screens: readonly Screen[]): Line {
  const tabs = (named: boolean) =>
    screens.flatMap(({ id, key, title }) => [
      segment(' '),
      id === ui.screen
        ? segment(`[${key} ${title}]`, 'bold')
        : segment(named ? ` ${key} ${title} ` : ` ${key} `, 'dim'),
    ]);
  const whole = tabs(true);
  return fitLine(widthOf(textOf(whole)) <= columns ? whole : tabs(false), columns);
}

/** What must be seen on every screen: an open proxy (A2), a broken file, warnings, a question; one line each. */
export function alertLines({ console, ui, moment, columns }: Scene): readonly Line[] {
  const { server, feedQuestion, login } = console;
  if (!server) return [];
  const lines: Line[] = [];
  const alert = (text: string) => lines.push(lineOf(fitText(` ${text}`, columns), 'alert'));
  // Cut short it says where the whole sentence stands.
  const whole = (text: string) =>
    widthOf(text) <= columns - 1 ? text : `${cut(text, columns - 1 - widthOf(where))}${where}`;
  if (server.clientKeys.length === 0) alert('! OPEN PROXY: anyone may call this server; add a key: 2, a');
  if (server.problem?.unloaded)
    alert(whole('! config.yaml was edited, and the server has not loaded it: 1, Enter'));
  else if (server.problem) alert(whole(`! config.yaml has an error: ${problemText(server.problem)}`));
  const [first] = server.warnings;
  if (first !== undefined) {
    // The folder can be read there as well; what matters must not be cut for it.
    const text = first.replace(/^\/(?:[^/\s]+\/)*(?=[^/\s]+ )/, '');
    const all = server.warnings.length;
    const rest = all > 1 ? ` (${all} warnings: 1 Overview)` : widthOf(text) > columns - 4 ? where : '';
    const shown = cut(text, columns - 4 - widthOf(rest)) + rest;
    lines.push([segment(' ! ', 'warning'), segment(shown, 'warning')]);
  }
  const waiting = login && 'start' in login.flow && ui.dialog?.kind !== 'login' ? login.flow : undefined;
  if (waiting) {
    const rest = `   ${left(moment, waiting.start.expiresAt)} left   `;
    const words = cut(` ↪ The login to ${login?.title ?? ''} is waiting for an answer.`, columns - 24);
    lines.push([segment(words), segment(rest, 'dim'), segment('4 l', 'bold'), segment(' shows it')]);
  }
  if (feedQuestion !== undefined) {
    lines.push([
      segment(' ? May this console read the usage live?  '),
      segment('F', 'bold'),
      segment(' answers'),
    ]);
  }
  return lines;
}

const where = ' (1 Overview)';

export const ruleLine = (columns: number): Line => lineOf('─'.repeat(columns), 'dim');
