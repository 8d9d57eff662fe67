import type { SignInAttempt, SignInFlow } from '../../contract/sign-in-flow.ts';
import { left } from '../rows/moment.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, type Style, segment } from '../text/line.ts';
import type { Dialog } from '../ui/dialog.ts';
import { heightOf, type Row, rowOf, type Scene, unbrokenRow } from '../view.ts';
import { panelOf } from './panel.ts';
import { inputLine } from './text-input.ts';

type Box = Extract<Dialog, { kind: 'login' }>;

/** The login that goes on: the link, what it waits for, and a paste box that has the keyboard (E2). */
export function loginRows(scene: Scene, box: Box, room: number): readonly Row[] {
  const { console, columns } = scene;
  const { login } = console;
  const title = { before: 'Log in at ', name: login?.title ?? '', after: '' };
  const lines = (text: string, style: Style = 'plain'): Row[] =>
    wrap(text, columns - 4).map((part) => rowOf(lineOf(`  ${part}`, style)));
  const rows = login ? flowRows(scene, box, login.flow, lines) : lines('Nobody logs in here.');
  const head = panelOf(title, [], columns);
  const code =
    box.qr === undefined ? [] : qrRows(box.qr, columns, room - heightOf([...head, ...rows], columns));
  return [...head, ...code, ...rows];
}

type Say = (text: string, style?: Style) => Row[];

function flowRows(scene: Scene, box: Box, flow: SignInFlow, say: Say): readonly Row[] {
  switch (flow.phase) {
    case 'starting':
      return say('Asking for the link …', 'dim');
    case 'waiting':
    case 'exchanging':
      return attemptRows(scene, box, flow, flow.phase === 'exchanging', say);
    case 'done':
      return say(`✓ Logged in${flow.account === undefined ? '' : ` as ${flow.account}`}.`, 'good');
    case 'failed':
      return say(`✕ ${flow.reason}`, 'danger');
    case 'timed-out':
      return say('✕ Nobody came back in time, so this login is over: begin again.', 'danger');
    case 'cancelled':
      return say('The login was given up.', 'dim');
  }
}

function attemptRows(
  { moment, columns }: Scene,
  { typed }: Box,
  { start, callback, notice }: SignInAttempt,
  exchanging: boolean,
  say: Say,
): readonly Row[] {
  const { url, userCode, flow, expiresAt } = start;
  const device = flow === 'device';
  const waits = exchanging
    ? 'The answer is here; fetching the tokens …'
    : `Waiting for ${device ? 'the code to be confirmed' : 'the browser'} … ${left(moment, expiresAt)} left`;
  const field: Line = [
    segment('  Paste ▸ ', 'bold'),
    ...inputLine(typed, columns - 12, !exchanging, 'the address that the browser ends at'),
  ];
  return [
    ...say(device ? 'Open this link on any machine:' : howTo(callback)),
    unbrokenRow(url, true),
    ...(userCode === undefined
      ? []
      : [rowOf([segment('  and type the code ', 'plain'), segment(userCode, 'title')])]),
    ...say(waits, 'dim'),
    ...(notice === undefined ? [] : say(`! ${notice}`, 'warning')),
    ...(device ? [] : [rowOf(field)]),
  ];
}

const howTo = (callback: SignInAttempt['callback']): string =>
  callback === 'listening'
    ? 'Open this link in a browser on this machine; or elsewhere, and paste the address that it ends at:'
    : 'Open this link in a browser, and paste the address that it ends at, even if that page does not load:';

/** Half blocks, two modules a character, with the quiet margin that cameras need. */
function qrRows(qr: string, columns: number, room: number): readonly Row[] {
  const lines = qr.split('\n');
  const width = Math.max(...lines.map((line) => [...line].length));
  if (width > columns || lines.length > room) {
    return [
      rowOf(
        lineOf(
          `  The QR code needs ${width}×${lines.length} here: make the terminal larger, or copy the link.`,
          'warning',
        ),
      ),
    ];
  }
  return lines.map((line) => rowOf(lineOf(line, 'qr')));
}
