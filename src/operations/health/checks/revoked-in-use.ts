import { type Check, found, notChecked } from '../check.ts';

export const revokedInUse: Check = {
  id: 'revoked-in-use',
  title: 'revoked accounts that the server still has',
  more: 'a public server loads every .json below auth-dir as an account, and older versions kept revoked ones there',
  meets: 'E3, M1',
  worst: 'error',
  look({ ghosts, machine, server }) {
    if (!ghosts.known) return notChecked(ghosts.why);
    if (server.kind === 'disk' && machine.known && machine.value.listening.kind === 'public')
      return notChecked('The running server was not checked. Give its management secret.');
    if (ghosts.value.length === 0) return found([]);
    const [first = ''] = ghosts.value;
    const rest = ghosts.value.length - 1;
    const what =
      rest === 0
        ? `The server has loaded ${first} as an account.`
        : `The server has loaded ${first} and ${rest} more of the console's files as accounts.`;
    return found([
      {
        severity: 'error',
        subject: first,
        what,
        why: 'These files were revoked or are not accounts, but get requests there and cannot be revoked.',
        remedy: 'Restart the server. The files have been renamed, so it does not load them again.',
        where: machine.known ? { file: machine.value.authDir.path } : {},
      },
    ]);
  },
};
