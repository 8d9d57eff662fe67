import { isPlainHttp } from '../../base/plain-http.ts';
import type { StartEffects } from '../../store/state.ts';
import { spinner } from '../components/spinner.ts';
import { hiddenInput, inputLine } from '../components/text-input.ts';
import { keyTitle, reasonAgainst, wayInScope } from '../key-scope.ts';
import { actionIds, keymap } from '../keymap.ts';
import { count } from '../rows/figures.ts';
import { age, left } from '../rows/moment.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, type Style, segment } from '../text/line.ts';
import { type Row, rowOf, type Scene } from '../view.ts';

/** The way in, whatever stands in it: a secret is asked for, the address is locked out, nobody answers. */
export function signInRows(scene: Scene): readonly Row[] {
  const { console, moment, columns } = scene;
  const { connection } = console;
  const lines: Line[] = [[]];
  const say = (text: string, style: Style = 'plain') => {
    lines.push(...wrap(text, columns - 6).map((part) => lineOf(`   ${part}`, style)));
  };
  const place = console.place;
  switch (connection.kind) {
    case 'connecting': {
      const sign = spinner(moment, moment.exact - 1000) ?? ' ';
      lines.push([segment(`   ${sign} `, 'accent'), segment(`${capital(connection.what)} …`)]);
      say(place, 'dim');
      break;
    }
    case 'offer':
      say(connection.text, 'title');
      for (const text of connection.more) say(text);
      break;
    case 'sign-in':
      say(`Sign in to ${nameOfServer(place, console.version)}`, 'title');
      lines.push([]);
      lines.push(...passwordLines(scene, connection.busy));
      lines.push([]);
      if (connection.reason !== undefined) say(connection.reason, 'danger');
      // None left is a lock-out, of which the reason speaks.
      if (connection.attemptsLeft) {
        const { attemptsLeft } = connection;
        say(
          `At most ${count(attemptsLeft, 'attempt')} left before this address is locked out for 30 minutes.`,
          'warning',
        );
      }
      if (isPlainHttp(place))
        say(
          `Secret and keys travel to ${place} unencrypted. Enable tls on the server, or use an SSH tunnel.`,
          'danger',
        );
      say('Nothing is sent until you press Enter.', 'dim');
      break;
    case 'locked-out':
      lines.push(lineOf(`   Locked out of ${place} for ${left(moment, connection.until)}`, 'danger'), []);
      say(connection.reason);
      say('After that you can sign in again here.', 'dim');
      break;
    case 'down':
      say(connection.unclear ? `Not connected to ${place}` : `No server at ${place}`, 'danger');
      lines.push([]);
      say(connection.reason);
      if (connection.start !== undefined) {
        lines.push([]);
        say(startText(connection.start), 'warning');
      }
      if (console.server && console.loadedAt !== undefined) {
        say(`What was last seen of it is ${age(moment, console.loadedAt)} old.`, 'dim');
      }
      break;
  }
  if (console.openConfig && (connection.kind === 'sign-in' || connection.kind === 'locked-out')) {
    lines.push([]);
    say('OPEN PROXY: config.yaml lists no client keys, so anyone can use this server.', 'danger');
  }
  return [...lines, [], ...waysOn(scene)].map((line) => rowOf(line));
}

function passwordLines({ ui, moment, columns }: Scene, busy: boolean): readonly Line[] {
  const title = lineOf('   Local password or management secret');
  if (busy) {
    const sign = spinner(moment, moment.exact - 1000) ?? ' ';
    return [
      title,
      [
        segment(`   ${sign} `, 'accent'),
        segment('signing in …   '),
        segment('Esc', 'bold'),
        segment(' stops it'),
      ],
    ];
  }
  const input = ui.passwordShown ? inputLine(ui.password, columns - 10, true) : hiddenInput(ui.password);
  return [title, [segment('   > ', 'bold'), ...input]];
}

/** The keys of this scope one below the other: here they are the way on. */
function waysOn(scene: Scene): readonly Line[] {
  const scope = wayInScope(scene.console);
  return actionIds
    .filter((id) => keymap[id].scope === scope && keymap[id].footer)
    .filter((id) => id === 'send-password' || reasonAgainst(id, scene) === undefined)
    .map((id) => {
      const { keys, title } = keymap[id];
      return [segment(`   ${keyTitle(keys[0] ?? '').padEnd(8)}`, 'bold'), segment(title)];
    });
}

function startText({ configPath, port, thisMachineOnly, hashesSecret }: StartEffects): string {
  const reach = thisMachineOnly ? ' (this machine only, because host is empty)' : '';
  const changes = hashesSecret ? ', and replace the plain secret-key in the file with its hash' : '';
  return `The embedded server would use ${configPath} and port ${port}${reach}${changes}. No other server can start on that port in the meantime.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The address stands in line 1; here is what a person calls it. */
function nameOfServer(place: string, version: string | undefined): string {
  const host = URL.canParse(place) ? new URL(place).hostname : '';
  if (!/^(127\.[\d.]+|localhost|\[::1\])$/.test(host)) return place;
  return `CLI Proxy API${version ? ` ${version.replace(/^v/, '')}` : ''} on this machine`;
}
