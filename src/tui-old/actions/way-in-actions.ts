import { Secret } from '../../base/secret.ts';
import { textIn } from '../input/text-field.ts';
import { copy, type Desk, type Perform } from './desk.ts';
import { screenActions } from './screen-actions.ts';

const retry: Perform = ({ session }) => session.retry();
const files: Perform = ({ session }) => session.workOnFiles();
const help = screenActions['open-help'];

/** Signing in, and the ways on when that is not possible. */
export const wayInActions = {
  'send-password': ({ session, context, dispatch }) => {
    const secret = new Secret(textIn(context().ui.password));
    // Also a refused one does not stay on the screen or in memory.
    dispatch({ type: 'password-cleared' });
    return session.signIn(secret);
  },
  'show-password': ({ dispatch }) => dispatch({ type: 'password-toggled' }),
  'sign-in-cancel': ({ session, context, dispatch }) => {
    const { connection } = context().console;
    if (connection.kind === 'sign-in' && connection.busy) return session.cancel();
    dispatch({ type: 'password-cleared' });
  },
  'sign-in-files': files,
  'sign-in-retry': retry,
  'sign-in-help': help,
  'offer-sign-in': ({ session }) => session.acceptOffer(),
  'offer-set-up': ({ session, leave }) => {
    session.setUpOwn();
    leave();
  },
  'offer-help': help,
  'offer-quit': ({ leave }) => leave(),
  'way-retry': retry,
  'way-start': ({ session }) => session.startServer(),
  'way-files': files,
  'way-help': help,
  'way-quit': screenActions.quit,
  'cancel-connecting': ({ session }) => session.cancel(),
  'quit-connecting': ({ leave }) => leave(),
  'copy-first-key': (desk) => copyFirst(desk, 'clientKey', 'The client key'),
  'copy-first-secret': (desk) => copyFirst(desk, 'managementSecret', 'The management secret'),
  'have-first-run': ({ session, dispatch }) => {
    dispatch({ type: 'notice', notice: undefined });
    session.acknowledgeFirstRun();
  },
} satisfies Record<string, Perform>;

async function copyFirst(desk: Desk, which: 'clientKey' | 'managementSecret', what: string): Promise<void> {
  const { firstRun } = desk.context().console;
  if (firstRun) await copy(desk, firstRun[which], what);
}
