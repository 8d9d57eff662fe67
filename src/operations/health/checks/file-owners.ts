import { type Check, found, notChecked } from '../check.ts';
import { nameOfFile } from '../file-name.ts';

export const fileOwners: Check = {
  id: 'file-owners',
  title: 'files of another user',
  more: 'config.yaml, auth-dir and what is in it',
  meets: 'M1',
  worst: 'warning',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { files } = machine.value;
    if (!files.known) return notChecked(files.why);
    const foreign = files.value.filter(({ owner, role }) => owner === 'other' && role !== 'env');
    const [first] = foreign;
    if (!first) return found([]);
    const rest = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
    return found([
      {
        severity: 'warning',
        what: `${nameOfFile(first)}${rest} ${rest ? 'belong' : 'belongs'} to another user of this machine.`,
        why: 'The owner of a file can read and change it whatever its mode says.',
        remedy: 'Give them to the user that the server runs as (chown), or run this as that user.',
        where: { file: first.path },
      },
    ]);
  },
};
