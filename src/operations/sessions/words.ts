import { catalogue } from '../../base/text/language.ts';

/** What changes of sessions say in the console. A note behind a sentence begins with its space. */
const en = {
  upload: {
    title: 'uploading an auth file',
    done: (from: string, name: string, there: boolean, note: string) =>
      `Uploaded ${from}${name}${there ? ', replacing the existing file' : ''}.${note}`,
    unused: ' The embedded server stores it but does not use it.',
    removed: (name: string) => `Removed ${name} again.`,
    restored: (name: string) => `Restored the former ${name}.`,
    changedSince: (name: string) =>
      `Cannot undo: ${name} has changed since, for example by a renewal of its tokens.`,
  },
  download: { title: 'downloading an auth file', done: (name: string) => `Downloaded ${name}.` },
  edit: {
    title: 'editing a session',
    done: (name: string, undoable: boolean) =>
      `Saved ${name}.${undoable ? '' : ' This cannot be undone, as the server does not report the former values.'}`,
    undone: (name: string) => `Restored the former fields of ${name}.`,
    changedSince: (name: string) => `Cannot undo: ${name} was changed again.`,
  },
  notHere: 'The sessions of this server cannot be managed from here.',
  sessions: (count: number) => `${count} sessions`,
  failed: (name: string, reason: string) => ` ${name} failed: ${reason}`,
  severalFailed: (count: number, name: string, reason: string) =>
    ` ${count} failed; the first, ${name}: ${reason}`,
  logIn: {
    unknown: (word: string, meant: string, all: string) =>
      `Unknown login provider "${word}".${meant} Choose one of ${all}.`,
    title: 'logging in',
    as: (account: string) => ` as ${account}`,
    done: (title: string, whose: string, where: string, notes: string) =>
      `Logged in to ${title}${whose}${where}.${notes}`,
    impossible: 'Logins are not possible from here.',
    unsupported: 'This server does not support provider logins.',
    notRead: 'The sessions of this server cannot be read from here.',
    noRecord: (name: string | undefined) =>
      `Logins to the provider of ${name ?? 'that session'} are not supported here.`,
    otherProvider: (name: string, title: string) => `${name} does not belong to ${title}.`,
    otherFile: (name: string) => ` That is a different file from ${name}, which is unchanged.`,
    lost: (other: string, fields: string, reason: string | undefined) =>
      `${other} Its ${fields} could not be kept: ${reason ?? 'the server cannot.'}`,
    timedOut: (title: string) => `Login to ${title} timed out. Try again.`,
    cancelled: (title: string) => `Login to ${title} cancelled. No changes made.`,
  },
  revoke: {
    title: 'revoking sessions',
    final: ' This cannot be undone.',
    done: (what: string, way: string, failed: string, provider: string) =>
      `Revoked ${what}.${way}${failed}${provider}`,
    atProvider: (what: string) =>
      ` The provider has revoked the tokens of ${what}, so an undo needs a new login.`,
    notAtProvider: (dead: string, what: string, reason: string) =>
      `${dead} The tokens of ${what} could not be revoked at the provider: ${reason}`,
    restored: (what: string, failed: string) => `Restored ${what}.${failed}`,
    restoring: 'restoring sessions',
    together: (name: string, others: string) => `${name} was revoked together with ${others}`,
    restoreAll: (what: string, token: string) => `${what}. Use ${token} to restore all of them.`,
    nothing: 'There is nothing to restore from the last 30 days.',
  },
  quota: {
    title: 'asking the provider for the quota',
    none: 'no limit reported',
    full: 'full',
    done: (name: string, said: string) => `Quota of ${name}: ${said}.`,
    wasFull: (until: string) => `was full until ${until}, unknown since`,
    unknownSince: (until: string) => `unknown since its reset ${until}`,
    left: (percent: number) => `${percent}% left`,
    resets: (at: string) => `resets ${at}`,
    fullAt: (at: string, before: string) => `full ${at} at this pace, ${before} before its reset`,
  },
  state: {
    title: 'changing the state of sessions',
    disabled: (what: string, note: string) => `Disabled ${what}.${note}`,
    enabled: (what: string, note: string) => `Enabled ${what}.${note}`,
    disabledAgain: (what: string, note: string) => `Disabled ${what} again.${note}`,
    enabledAgain: (what: string, note: string) => `Enabled ${what} again.${note}`,
    notCooling: (what: string, count: number) => `${what} ${count === 1 ? 'is' : 'are'} not cooling down.`,
    clearing: 'clearing a cooldown',
    noneGiven: 'No session was given.',
    cleared: (what: string, note: string) => `Cleared the cooldown of ${what}.${note}`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
