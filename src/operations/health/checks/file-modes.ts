import type { FileFact, FileRole } from '../../../contract/facts.ts';
import { type Check, type Found, found, notChecked } from '../check.ts';
import { nameOfFile } from '../file-name.ts';

export const fileModes: Check = {
  id: 'file-modes',
  title: 'files that others can read or change',
  more: 'config.yaml, auth-dir, auth files, the folder .console, the key of tls',
  meets: 'E1, M1',
  worst: 'error',
  fixes: 'takes the rights of others away: 0600 for files, 0700 for folders',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { files } = machine.value;
    if (!files.known) return notChecked(files.why);
    const open = files.value.filter((file) => file.role !== 'env' && others(file) !== 0);
    return found(
      roles.flatMap(
        (role) =>
          ofRole(
            role,
            open.filter((file) => file.role === role),
          ) ?? [],
      ),
    );
  },
};

const roles: readonly FileRole[] = ['config', 'auth-dir', 'auth-file', 'console', 'tls-key'];

/** A key for TLS may be read by a group: that of the certificate's keeper. */
const others = ({ mode, role }: FileFact): number => mode & (role === 'tls-key' ? 0o027 : 0o077);

/** Many files of one kind are one finding. */
function ofRole(role: FileRole, files: readonly FileFact[]): Found | undefined {
  const [first] = files;
  if (!first) return undefined;
  const changeable = files.some(({ mode }) => (mode & 0o022) !== 0);
  const anyone = files.some(({ mode }) => (mode & 0o007) !== 0);
  const who = anyone ? 'anyone on this machine' : 'its group';
  const one = files.length === 1;
  const what = one ? nameOfFile(first) : `${files.length} ${many[role] ?? 'files'}`;
  const mode = files.length === 1 ? ` (mode ${octal(first.mode)})` : '';
  const modes = files.map(({ path, folder }) => ({ path, mode: folder ? 0o700 : 0o600 }));
  const rights = files.every(({ folder }) => folder) ? '0700' : '0600';
  const mine = files.every(({ owner }) => owner === 'me');
  return {
    subject: role,
    severity: changeable && anyone ? 'error' : 'warning',
    what: `${what} can be ${changeable ? 'changed' : 'read'} by ${who}${mode}.`,
    why: changeable
      ? 'Who can change it can let himself in, or send your traffic elsewhere.'
      : (whyRead[role] ?? 'It holds secrets.'),
    remedy: `Run chmod ${rights.slice(1)} on ${files.length === 1 ? 'it' : 'them'} as the owner.`,
    where: { file: first.path },
    ...(mine && {
      fix: `${one ? first.path : what} will be for the owner alone (${rights}).`,
      repair: { kind: 'modes', modes },
    }),
  };
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const many: Partial<Record<FileRole, string>> = {
  'auth-file': 'auth files',
  console: 'files and folders in .console',
};

const whyRead: Partial<Record<FileRole, string>> = {
  config: 'It holds every client key and provider key in plain text.',
  'auth-dir': 'The tokens of your accounts lie in it.',
  'auth-file': 'With its tokens anybody can use the account.',
  console: 'It holds labels, backups of config.yaml with all keys, and who changed what.',
  'tls-key': 'Who has the private key can pose as this server.',
};
