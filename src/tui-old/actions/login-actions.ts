import { Secret } from '../../base/secret.ts';
import { isOver } from '../../contract/sign-in-flow.ts';
import { accountProvider } from '../../providers/auth-file-kinds.ts';
import { emptyField, textIn } from '../input/text-field.ts';
import { accountOf, providerOfSession } from '../rows/session-texts.ts';
import type { MenuItem } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import { copy, type Desk, notice, type Perform } from './desk.ts';
import { onSession } from './session-actions.ts';

/** The quiet margin of a QR code, in modules. */
const border = 2;

const show = ({ dispatch }: Desk) =>
  dispatch({ type: 'dialog-opened', dialog: { kind: 'login', typed: emptyField, qr: undefined } });

/** What goes on, and its link while there is one. */
function current(desk: Desk) {
  const { login } = desk.context().console;
  const waits = login !== undefined && !isOver(login.flow);
  return { login, waits, url: login && 'start' in login.flow ? login.flow.start.url : undefined };
}

/** E2: the provider is chosen, then one box has the link, the countdown and the paste field. */
export const loginActions = {
  'log-in': async (desk) => {
    if (current(desk).waits) return show(desk);
    await choose(desk, undefined);
  },
  'log-in-again': onSession(async (desk, file) => {
    if (current(desk).waits) return show(desk);
    await choose(desk, { name: file.name, provider: providerOfSession(file), account: accountOf(file) });
  }),
  'login-hand-in': (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind !== 'login') return;
    const text = textIn(dialog.typed).trim();
    if (!current(desk).waits) return desk.dispatch({ type: 'dialog-closed' });
    if (text === '') return notice(desk, 'warning', 'Paste the address that the browser ended at first.');
    desk.session.logins.paste(text);
    desk.dispatch({ type: 'dialog', action: { type: 'handed-in' } });
  },
  'login-open': async (desk) => {
    const opened = await desk.session.logins.open();
    if (opened.ok) notice(desk, 'ok', 'The link is opened in the browser of this machine.');
    else notice(desk, 'warning', opened.message);
  },
  'login-copy': async (desk) => {
    const { url } = current(desk);
    if (url !== undefined) await copy(desk, new Secret(url), 'The link');
  },
  'login-qr': async (desk) => {
    const { dialog } = desk.context().ui;
    const { url } = current(desk);
    if (dialog?.kind !== 'login' || url === undefined) return;
    // Loaded when it is first wanted.
    const { renderUnicodeCompact } = await import('uqr');
    const qr = dialog.qr === undefined ? renderUnicodeCompact(url, { border }) : undefined;
    desk.dispatch({ type: 'dialog', action: { type: 'coded', qr } });
  },
  'login-cancel': (desk) => desk.session.logins.cancel(),
  'login-later': ({ dispatch }) => dispatch({ type: 'dialog-closed' }),
} satisfies Record<string, Perform>;

export const loginActs: Acts<'log-in'> = {
  'log-in'(desk, { provider, title, again }) {
    show(desk);
    return desk.session.logins.start({ provider, title, ...(again !== undefined && { again }) });
  },
};

interface Again {
  readonly name: string;
  readonly provider: string;
  readonly account: string;
}

/** Which provider; of an account that logs in again it is known. */
async function choose(desk: Desk, again: Again | undefined): Promise<void> {
  const offered = await desk.session.logins.providers();
  if (!offered.ok) return notice(desk, 'warning', offered.message);
  const words = again && accountProvider(again.provider)?.oauth?.words;
  const same = offered.value.filter(({ id }) => words?.includes(id));
  const usable = (again ? same : offered.value).filter(({ missing }) => missing === undefined);
  const [only] = usable;
  if (again && only) {
    const title = `${only.title} again, as ${again.account}`;
    return loginActs['log-in'](desk, {
      type: 'log-in',
      provider: only.id,
      title,
      again: again.name,
    }) as Promise<void>;
  }
  if (again && same.length === 0) {
    return notice(desk, 'warning', `This server has no login for ${again.provider}: upload a file for it.`);
  }
  const items = (again ? same : offered.value).map(
    ({ id, title, flow, missing }): MenuItem => ({
      title,
      hint: missing ?? (flow === 'device' ? 'a code, on any device' : 'in a browser'),
      act: { type: 'log-in', provider: id, title },
    }),
  );
  if (items.length === 0)
    return notice(desk, 'warning', 'This server can log in nowhere: upload auth files instead.');
  desk.dispatch({
    type: 'dialog-opened',
    dialog: { kind: 'menu', title: 'Log in at', notes: [], items, index: 0 },
  });
}
