import { chmodCommand } from '../../../base/text/shell-word.ts';
import type { FileFact, FileMode, FileRole, GitFact } from '../../../contract/facts.ts';
import { type Check, type Found, found, inConfig, notChecked } from '../check.ts';

export const fileModes: Check = {
  id: 'file-modes',
  title: 'files other users can read or change',
  more: 'config.yaml, auth-dir, auth files, the folder .console, the key of tls',
  meets: 'E1, M1',
  worst: 'error',
  fixes: 'removes access for other users: 0600 for files, 0700 for folders',
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
      ? 'Anyone who can write it can grant themselves access, or redirect your traffic.'
      : (whyRead[role] ?? 'It contains secrets.'),
    remedy: `Run ${commandFor(modes)} as the owner.`,
    where: { file: first.path },
    ...(mine && {
      fix: `Restricts ${one ? first.path : what} to the owner (${rights}).`,
      repair: { kind: 'modes', modes },
    }),
  };
}

/** More files than this would make a command too long to read. */
const fewFiles = 3;

function commandFor(modes: readonly FileMode[]): string {
  if (modes.length > fewFiles) return 'cli-proxy doctor --fix';
  return [0o700, 0o600]
    .map((mode) => [mode, modes.filter((file) => file.mode === mode).map(({ path }) => path)] as const)
    .filter(([, paths]) => paths.length > 0)
    .map(([mode, paths]) => chmodCommand(mode, paths))
    .join(' && ');
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const many: Partial<Record<FileRole, string>> = {
  'auth-file': 'auth files',
  console: 'files and folders in .console',
};

const whyRead: Partial<Record<FileRole, string>> = {
  config: 'It contains every client key and provider key in plain text.',
  'auth-dir': 'It contains your account tokens.',
  'auth-file': 'Anyone with its tokens can use the account.',
  console: 'It contains labels, backups of config.yaml with all keys, and the audit log.',
  'tls-key': 'Anyone with the private key can impersonate this server.',
};

export const fileOwners: Check = {
  id: 'file-owners',
  title: 'files owned by another user',
  more: 'config.yaml, auth-dir and its contents',
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
        why: 'The owner of a file can read and change it regardless of its mode.',
        remedy:
          'Change the owner to the user that runs the server (chown), or run this command as that user.',
        where: { file: first.path },
      },
    ]);
  },
};

export const envFiles: Check = {
  id: 'env-files',
  title: '.env files readable by other users',
  more: 'next to config.yaml, and those in the working folder that contain one of its keys; names the variables',
  meets: 'M1',
  worst: 'warning',
  fixes: 'restricts the file to its owner (0600)',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { files, env } = machine.value;
    if (!files.known) return notChecked(files.why);
    return found(
      files.value
        .filter(({ role, mode }) => role === 'env' && (mode & 0o077) !== 0)
        .map(({ path, mode, owner }) => {
          const holds = env.find((file) => file.path === path)?.holds ?? [];
          const who = mode & 0o007 ? 'anyone on this machine' : 'its group';
          const keys =
            holds.length > 0
              ? `, and ${namesOf(holds)} in it ${holds.length > 1 ? 'contain keys' : 'contains a key'} of this config`
              : '';
          return {
            subject: path,
            severity: 'warning',
            what: `${nameOfFile({ path, role: 'env' })} can be ${mode & 0o022 ? 'changed' : 'read'} by ${who}${keys}.`,
            why: 'Anyone who can read it can use the keys in it.',
            remedy: `Run ${chmodCommand(0o600, [path])} as its owner.`,
            where: { file: path },
            ...(owner === 'me' && {
              fix: `Restricts ${path} to its owner (0600).`,
              repair: { kind: 'modes', modes: [{ path, mode: 0o600 }] },
            }),
          } as const;
        }),
    );
  },
};

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

export const versionControl: Check = {
  id: 'version-control',
  title: 'secrets under version control',
  more: 'config.yaml, .env and auth files that git tracks, or would add because they are not ignored',
  meets: 'M1',
  worst: 'error',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { git } = machine.value;
    if (!git.known) return notChecked(git.why);
    const states = ['tracked', 'unignored'] as const;
    return found(
      states.flatMap((state) =>
        gitRoles.flatMap((role) => {
          const files = git.value.filter((file) => file.state === state && file.role === role);
          return files.length === 0 ? [] : [ofFiles(files, state)];
        }),
      ),
    );
  },
};

const gitRoles: readonly FileRole[] = ['config', 'env', 'auth-file', 'console'];

function ofFiles(files: readonly GitFact[], state: 'tracked' | 'unignored'): Found {
  const [first] = files;
  const path = first?.path ?? '';
  const name = first ? nameOfFile(first) : '';
  const what = files.length > 1 ? `${name} and ${files.length - 1} more like it` : name;
  const be = files.length > 1 ? 'are' : 'is';
  const common = { subject: `${state}:${first?.role}`, where: { file: path } };
  if (state === 'tracked') {
    return {
      ...common,
      severity: 'error',
      what: `${what} ${be} under version control (git).`,
      why: 'Its keys are in the history, where everyone with access to the repository can find them, now and later.',
      remedy: 'Remove it (git rm --cached), add it to .gitignore, and rotate the keys that were in it.',
    };
  }
  return {
    ...common,
    severity: 'warning',
    what: `${what} ${be} inside a git work tree and not ignored.`,
    why: 'The next git add would put its keys into the history.',
    remedy: 'Add it to .gitignore.',
  };
}

export const authDir: Check = {
  id: 'auth-dir',
  title: 'auth-dir that does not exist',
  meets: 'E1',
  worst: 'warning',
  fixes: 'creates the folder, accessible only to the owner (0700)',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { path, there } = machine.value.authDir;
    if (there) return found([]);
    const named = Boolean(facts.config['auth-dir']?.trim());
    return found([
      {
        // The default folder is created by the first write to it.
        severity: named ? 'warning' : 'notice',
        what: `The folder ${path} (auth-dir) does not exist.`,
        why: 'Accounts, and labels and dates of keys, cannot be stored there. A typo in the path hides existing ones.',
        remedy: 'Correct auth-dir in config.yaml, or create the folder.',
        where: inConfig(facts, ['auth-dir']),
        fix: `Creates the folder ${path}, accessible only to the owner (0700).`,
        repair: { kind: 'folder', path },
      },
    ]);
  },
};

/** The name of a file where its path is shown beside it. */
function nameOfFile({ path, role }: Pick<FileFact, 'path' | 'role'>): string {
  if (role === 'auth-dir') return 'auth-dir';
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return role === 'console' && name !== '.console' ? `.console/…/${name}` : name;
}
