import { type Check, found, notChecked } from '../check.ts';

export const revokedInUse: Check = {
  id: 'revoked-in-use',
  title: 'revoked accounts that the server still has',
  more: 'a public server takes every .json below auth-dir for an account, and older versions kept revoked ones there',
  meets: 'E3, M1',
  worst: 'error',
  look({ ghosts, machine, server }) {
    if (!ghosts.known) return notChecked(ghosts.why);
    if (server.kind === 'disk' && machine.known && machine.value.listening.kind === 'public')
      return notChecked('The server that runs was not asked: give its management secret.');
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
        why: 'What was revoked or is no account at all gets requests there, and cannot be revoked.',
        remedy: 'Restart the server: the files have names by now that it does not load.',
        where: machine.known ? { file: machine.value.authDir.path } : {},
      },
    ]);
  },
};
