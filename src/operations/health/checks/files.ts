import { chmodCommand } from '../../../base/text/shell-word.ts';
import type { FileFact, FileMode, FileRole, GitFact } from '../../../contract/facts.ts';
import { type Check, type Found, found, inConfig, notChecked } from '../check.ts';
import { words } from './words.ts';

export const fileModes: Check = {
  id: 'file-modes',
  get title() {
    return words().fileModes.title;
  },
  more: 'config.yaml, auth-dir, auth files, the folder .console, the key of tls',
  meets: 'E1, M1',
  worst: 'error',
  fixes: 'removes access for other users: at most 0600 for files, 0640 for the key of tls, 0700 for folders',
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

/** The rights that are safe. A key for TLS may be read by a group: that of the certificate's keeper. */
const most = ({ folder, role }: Pick<FileFact, 'folder' | 'role'>): number =>
  folder ? 0o700 : role === 'tls-key' ? 0o640 : 0o600;
/** What others may do beyond that; who can only execute a file learns nothing from it. */
const others = (file: FileFact): number => file.mode & (file.folder ? 0o077 : 0o066) & ~most(file);

/** Many files of one kind are one finding. */
function ofRole(role: FileRole, files: readonly FileFact[]): Found | undefined {
  const [first] = files;
  if (!first) return undefined;
  const changeable = files.some(({ mode }) => (mode & 0o022) !== 0);
  const anyone = files.some((file) => (others(file) & 0o007) !== 0);
  const who = anyone ? words().files.anyone : words().files.group;
  const one = files.length === 1;
  const what = one ? nameOfFile(first) : manyFiles(files.length, role);
  const mode = files.length === 1 ? words().fileModes.mode(octal(first.mode)) : '';
  const modes = files.map((file) => ({ path: file.path, mode: file.mode & most(file) }));
  const rights = modesOf(modes).map(octal).join(', ');
  const mine = files.every(({ owner }) => owner === 'me');
  return {
    subject: role,
    severity: changeable && anyone ? 'error' : 'warning',
    what: words().fileModes.what(what, changeable, who, mode),
    why: changeable ? words().fileModes.whyChange : whyRead(role),
    remedy: words().fileModes.remedy(commandFor(modes)),
    where: { file: first.path },
    ...(mine && {
      fix: words().fileModes.fix(one ? first.path : what, rights),
      repair: { kind: 'modes', modes },
    }),
  };
}

/** More files than this would make a command too long to read. */
const fewFiles = 3;

function commandFor(modes: readonly FileMode[]): string {
  if (modes.length > fewFiles) return 'cli-proxy doctor --fix';
  return modesOf(modes)
    .map((mode) => [mode, modes.filter((file) => file.mode === mode).map(({ path }) => path)] as const)
    .map(([mode, paths]) => chmodCommand(mode, paths))
    .join(' && ');
}

const modesOf = (modes: readonly FileMode[]): readonly number[] => [
  ...new Set(modes.map(({ mode }) => mode).sort((a, b) => b - a)),
];
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

function manyFiles(count: number, role: FileRole): string {
  const { authFiles, console } = words().fileModes.many;
  return role === 'auth-file' ? authFiles(count) : console(count);
}

function whyRead(role: FileRole): string {
  const { config, authDir, authFile, console, tlsKey, other } = words().fileModes.whyRead;
  const reasons: Partial<Record<FileRole, string>> = {
    config,
    'auth-dir': authDir,
    'auth-file': authFile,
    console,
    'tls-key': tlsKey,
  };
  return reasons[role] ?? other;
}

export const fileOwners: Check = {
  id: 'file-owners',
  get title() {
    return words().fileOwners.title;
  },
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
    const rest = foreign.length > 1 ? words().fileOwners.more(foreign.length - 1) : '';
    return found([
      {
        severity: 'warning',
        what: words().fileOwners.what(nameOfFile(first), rest),
        why: words().fileOwners.why,
        remedy: words().fileOwners.remedy,
        where: { file: first.path },
      },
    ]);
  },
};

export const envFiles: Check = {
  id: 'env-files',
  get title() {
    return words().envFiles.title;
  },
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
          const who = mode & 0o007 ? words().files.anyone : words().files.group;
          const keys = holds.length > 0 ? words().envFiles.holds(namesOf(holds), holds.length > 1) : '';
          return {
            subject: path,
            severity: 'warning',
            what: words().envFiles.what(nameOfFile({ path, role: 'env' }), (mode & 0o022) !== 0, who, keys),
            why: words().envFiles.why,
            remedy: words().envFiles.remedy(chmodCommand(0o600, [path])),
            where: { file: path },
            ...(owner === 'me' && {
              fix: words().envFiles.fix(path),
              repair: { kind: 'modes', modes: [{ path, mode: 0o600 }] },
            }),
          } as const;
        }),
    );
  },
};

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? words().files.more(shown, names.length - 3) : shown;
}

export const versionControl: Check = {
  id: 'version-control',
  get title() {
    return words().versionControl.title;
  },
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
  const what = files.length > 1 ? words().versionControl.several(name, files.length - 1) : name;
  const common = { subject: `${state}:${first?.role}`, where: { file: path } };
  if (state === 'tracked') {
    return {
      ...common,
      severity: 'error',
      what: words().versionControl.tracked(what, files.length > 1),
      why: words().versionControl.trackedWhy,
      remedy: words().versionControl.trackedRemedy,
    };
  }
  return {
    ...common,
    severity: 'warning',
    what: words().versionControl.unignored(what, files.length > 1),
    why: words().versionControl.unignoredWhy,
    remedy: words().versionControl.unignoredRemedy,
  };
}

export const authDir: Check = {
  id: 'auth-dir',
  get title() {
    return words().authDir.title;
  },
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
        what: words().authDir.what(path),
        why: words().authDir.why,
        remedy: words().authDir.remedy,
        where: inConfig(facts, ['auth-dir']),
        fix: words().authDir.fix(path),
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
