import { catalogue } from '../../base/text/language.ts';

/** Why a public server did not do what it was asked. What it says itself is quoted. */
const en = {
  client: {
    wrongVersion: (base: string, generation: string) =>
      `${base} is a server of ${generation}, which cannot do that.`,
    notUtf8: (base: string) =>
      `config.yaml at ${base} is not UTF-8 text. No changes made. Save it as UTF-8 there.`,
    takenForRemote: (base: string) =>
      `${base} takes this machine for a remote one, as behind a reverse proxy; ask its own port, or set remote-management.allow-remote.`,
    noLogin: (base: string, said: string | undefined) =>
      `${base} could not start the login (${said}). The server contacts the provider itself: check its internet connection and proxy-url, and see its log.`,
    rejected: (base: string, said: string | undefined, status: number) =>
      `${base} rejected it: ${said ?? `status ${status}`}.`,
    modified: 'It was modified by another program. Reload and try again.',
    notReached: (base: string, said: string | undefined) =>
      `${base} could not reach what it needed${said ? `: ${said}` : ''}.`,
    failed: (base: string, status: number, said: string | undefined) =>
      `${base} could not do it (status ${status})${said ? `: ${said}` : '; see its log.'}`,
    refused: 'The secret was refused',
    refusedSaying: (said: string) => `The secret was refused (${said})`,
    attempts: (reason: string, left: number) =>
      `${reason}${left === 0 ? '; this address is now locked out' : ''}.`,
    gone: (base: string, said: string) => `${base} no longer has it: ${said}.`,
    off: (base: string) =>
      `Management is off at ${base}: no secret is set; set remote-management.secret-key in its config.yaml.`,
    noRoute: (base: string) => `${base} cannot do that: this version of the server has no such route.`,
    notSaved: 'cannot be written as it is',
    unsaved: (base: string, notSaved: string, why: string) =>
      `config.yaml at ${base} ${notSaved} (${why}); repair it with "cli-proxy config edit".`,
  },
  feed: {
    ended: 'The server ended the connection',
    lockedOut: (base: string, said: string) => `${base} has locked this address out (${said}).`,
    invalid: 'The secret is no longer valid; it is not sent again.',
    foreign: (base: string) => `Another program answers at ${base} now; it is sent no secret.`,
    noPush: (base: string) => `${base} does not push changes.`,
  },
  config: {
    unloaded: (base: string, parts: string) =>
      `config.yaml was edited and the server at ${base} has not loaded it (${parts}). Load it with "cli-proxy config load", or restore the server's config with "cli-proxy config keep".`,
    inUse: (path: string, holder: string) => `${path} is in use by ${holder}. Try again.`,
    broken: (base: string) =>
      `config.yaml at ${base} has an error. Repair it with "cli-proxy config edit" first.`,
    two: (first: string, second: string) => `${first} and ${second}`,
    more: (first: string, count: number) => `${first} and ${count} more settings`,
    unexpected: (base: string, where: string) => `Unexpected config from ${base} (at ${where}).`,
  },
  usage: {
    unread:
      'Requests to this server are not recorded here: only one reader gets its usage, and other programs that collect it would get none.',
    settled: (mode: string) => `How usage is read was settled by --usage-feed ${mode}.`,
    notRecorded:
      'This server records no requests: usage-statistics-enabled is off. Press F in the console, or use "cli-proxy config set".',
    off: 'Nothing new is recorded: reading usage is off (--usage-feed off).',
    failed: (reason: string) => `The usage of this server could not be read. ${reason}`,
  },
  noFolder: 'There is no folder on this machine to keep labels in.',
  notWritten: 'Stopped before anything was written.',
  noLog: 'This server writes no log file. Turn on logging-to-file.',
  amp: {
    wouldGo: (base: string) =>
      `config.yaml has an ampcode block, which the server at ${base} does not support and would delete with its next change. No changes made. Keep a copy of the block and remove it with cli-proxy config edit.`,
    changed: 'the Amp mappings were changed',
    unknown: (base: string) =>
      `The server at ${base} knows no ampcode block and deletes it from config.yaml; Amp mappings need a v6 server or the embedded one.`,
  },
  keys: {
    added: (mask: string) => `${mask} was added`,
    replaced: (old: string, mask: string) => `${old} was replaced by ${mask}`,
    addedAllTheSame: (cause: string, mask: string) => `${cause} ${mask} was added all the same.`,
    removed: (mask: string) => `${mask} was removed`,
    placeholder: (cause: string, mask: string, prefix: string) =>
      `${cause} ${mask} no longer works, and a placeholder that begins with ${prefix} may be in its place. Revoke the placeholder.`,
    modified: 'The keys were modified by another program. Reload and try again.',
    listChanged: 'the list of client keys was changed',
    gone: (mask: string) => `${mask} is no longer among the client keys. No changes made.`,
  },
  text: {
    racing: 'config.yaml is being changed by another program. No changes made. Try again.',
    sameMoment: 'config.yaml was changed by another program at the same moment. Reload and check it.',
    keptOld: (base: string) => `${base} reported success but kept its old config.yaml. See its log.`,
    modified: 'config.yaml was modified by another program. Reload and try again.',
    secretNotYet: (base: string, reason: string) =>
      `The new secret is in config.yaml, but ${base} does not accept it yet (${reason})`,
  },
  edit: {
    unchanged: (cause: string) => `${cause} No changes made.`,
    shownOnly: (cause: string) =>
      `${cause} The server shows the change, but does not apply it and drops it on restart.`,
    modified: 'The config was modified by another program. Reload and try again.',
    keysAgain: 'The client keys changed again right after this change. Reload and check them.',
    remain: (cause: string, remaining: string) =>
      `${cause} These changes were made and remain: ${remaining}.`,
    undone: (cause: string) => `${cause} The earlier changes were undone.`,
    lost: (base: string, tries: number) =>
      `${base} accepted the change ${tries} times and lost it each time. Try again in a moment.`,
    notReadBack: (why: string) => `The change was sent but could not be read back: ${why}`,
    noBaseUrl: (list: string) =>
      `An entry of ${list} needs a base-url: the server drops one without it silently.`,
    keyGone: 'A client key of this change is no longer in the list. No changes made.',
    storesOther: (shown: string, name: string) => `The server stores ${shown} for this value of ${name}.`,
    wasSet: (name: string) => `${name} was set`,
    restored: (cause: string) => `${cause} The previous value was restored.`,
  },
  stopped: 'Stopped. No changes made.',
  files: {
    there: (name: string) => `The server already has an auth file ${name}. No changes made.`,
    notListed: (name: string) =>
      `The server took ${name} and does not list it; its type may need a plug-in or a restart.`,
    noneNamed: 'No auth file was named, so none was deleted.',
    notDeleted: (count: number, all: number) =>
      `${count} of ${all} auth files could not be deleted. Reload and try again.`,
    plainName: 'An auth file needs a plain name that ends in .json.',
    noType: (name: string) => `${name} names no "type", so no provider would use it.`,
    noJson: (name: string) => `${name} is no JSON, so it was not sent.`,
  },
  noTrash: 'There is no folder on this machine where revoked files are kept.',
  signIn: {
    provider: 'The provider',
    failed: (title: string, refused: boolean, said: string) =>
      `${title}: ${refused ? 'the login was refused' : 'the login did not work'}; the server says: ${said}.`,
    nothing: 'nothing more',
    noAddress: (base: string) => `${base} sent no login address.`,
    noState: 'This login has no state: begin it again.',
    notAnAddress: 'That is no address: paste the whole line of the browser, from http on.',
    notOffered: (server: string, provider: string, known: string) =>
      `${server} does not support logins to ${provider}. It supports: ${known}.`,
  },
  quota: {
    none: (name: string) => `${name} reports no quota.`,
    notNamed: (name: string) => `${name} cannot be named there.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
