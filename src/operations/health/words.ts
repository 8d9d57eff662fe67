import { catalogue } from '../../base/text/language.ts';

/** Texts of the diagnosis, of what could not be looked at, and of fixes; those of the checks are beside them. */
const en = {
  place: (file: string, line: number) => `${file} line ${line}`,
  diagnosing: 'looking for problems',
  cancelled: 'Cancelled before all checks were made.',
  broken: {
    why: 'The server cannot start with this file.',
    remedy:
      'Correct the line with cli-proxy config edit, which validates before saving. If it is not UTF-8, use an editor.',
    first: 'config.yaml must be correct first.',
  },
  unknown: {
    machine: 'The machine of the server cannot be inspected from here.',
    onRequest: 'Only on request, as it sends a real request with each key.',
    states: (reason: string) => `The states of the provider keys could not be read: ${reason}`,
    unused: 'no request was sent with it since the server started.',
    noReason: 'The provider gave no reason',
    notTested: (reason: string) => `The provider keys could not be tested: ${reason}`,
    noConfig: 'This server does not share its config.yaml.',
    unread: (reason: string) => `config.yaml could not be read: ${reason}`,
    unparsed: (reason: string) => `config.yaml could not be parsed: ${reason}`,
    noAccounts: 'The accounts of this server cannot be read from here.',
    accounts: (reason: string) => `The accounts could not be read: ${reason}`,
    refusals: 'This server does not count requests without a valid client key.',
    usage: (reason: string) => `The usage could not be read: ${reason}`,
    clock: 'Not connected to a server, so its clock is unknown.',
  },
  fix: {
    running: 'fixing findings',
    comparing: 'comparing config.yaml',
    noPreview: 'What fixes would change cannot be shown from here.',
    mode: (path: string, before: string, after: string) => `${path}: mode ${before} → ${after}`,
    newFolder: (path: string) => `${path}: new folder, mode 0700`,
    gone: 'These findings are already fixed or have no automatic fix. No changes made.',
    several: (count: number) => `Fixed ${count} findings.`,
    more: (count: number) => ` (and ${count} more)`,
    partly: (said: string, rest: string, reason: string) => `${said} Not fixed${rest}: ${reason}`,
    undoFailed: (count: number, all: number, reason: string) =>
      `Undid ${count} of ${all} fixes, then failed: ${reason}`,
    undone: 'Undone.',
    allUndone: (count: number) => `Undid all ${count} fixes.`,
    config: 'Fixed config.yaml.',
    restored: 'Restored config.yaml.',
    hashed: 'Replaced the management secret in config.yaml with its hash. The secret itself is unchanged.',
    plainAgain: 'The secret is in plain text again.',
    changedSince: 'Cannot undo: config.yaml was changed again.',
    changedNow: 'The management secret was changed in the meantime, so it was not replaced with its hash.',
    restricted: (count: number, first: string) =>
      `Took access to ${count === 1 ? first : `${count} files`} from other users.`,
    modesRestored: 'Restored the former file modes.',
    folder: (path: string) => `Created the folder ${path}.`,
    noFolder: (path: string) => `Removed the folder ${path} again.`,
    noFiles: 'The files of this server cannot be changed from here.',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
