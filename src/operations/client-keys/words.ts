import { catalogue } from '../../base/text/language.ts';

/** What changes of client keys say in the console. A note behind a sentence begins with its space. */
const en = {
  add: {
    title: 'adding a client key',
    done: (name: string, twin: string, expiry: string) => `Added ${name}.${twin}${expiry}`,
    undone: (name: string) => `Removed ${name}.`,
  },
  expiryPast: 'The expiry is not in the future. Choose a later one.',
  noneGiven: 'No client key was given.',
  change: {
    restart: (sentence: string) => ` ${sentence}`,
    racing: 'config.yaml keeps changing. No changes made. Try again.',
    recordLeft: (reason: string) => ` Its record beside the config is still there: ${reason}`,
    mayBeMade: (cause: string) => `${cause} Check the list of keys: the change may have been made.`,
    halfDone: (cause: string, reason: string) =>
      `${cause} The keys are unchanged, but their labels or deadlines were changed first and could not be restored: ${reason}`,
    notBack: (cause: string, reason: string) => `${cause} The earlier steps could not be undone: ${reason}`,
    broken: (message: string) => `config.yaml has an error. No changes made. Repair it first: ${message}`,
    changedSince: 'Cannot undo: these keys were changed again.',
  },
  input: {
    empty: 'The key is empty. Give a key, or omit it to generate one.',
    space: 'The key contains white space, which clients cannot send. Give the key without it.',
    characters:
      'The key contains a character that cannot be sent in a header. Use letters, digits and ASCII punctuation.',
    sample: 'That key is a published example. Generate a new one.',
    short: (length: number, least: number) =>
      `The key has ${length === 1 ? '1 character' : `${length} characters`} and needs at least ${least}. Generate one, or use openssl rand -hex 32.`,
    there: (name: string) => `That key is already in the list as ${name}.`,
    prefix:
      'The prefix may contain up to 32 letters, digits, dots, dashes, underscores and tildes. Choose another one.',
    hidden: (what: 'label' | 'purpose') =>
      `The ${what} contains control or invisible characters. Type it again.`,
    long: (what: 'label' | 'purpose', length: number, longest: number) =>
      `The ${what} has ${length} characters; use ${longest} or fewer.`,
    sameLabel: (label: string) =>
      ` Another key has the label ${label} too. Use fingerprints to distinguish them.`,
  },
  edit: {
    past: 'The expiry is not in the future. To stop a key now, revoke it.',
    done: (name: string, twin: string, expiry: string) => `Saved ${name}.${twin}${expiry}`,
    undone: (name: string) => `Restored the former details of ${name}.`,
    title: 'editing client keys',
    several: (count: number) => `Saved ${count} client keys.`,
    severalUndone: (count: number) => `Restored the former details of ${count} client keys.`,
  },
  finishBefore: (note: string, at: string) => ` ${note}. Finish the rotation yourself before ${at}.`,
  revokeBefore: (note: string, at: string) => ` ${note}. Revoke the key yourself before ${at}.`,
  note: (note: string) => ` ${note}.`,
  withFingerprint: (print: string) => `the key with fingerprint ${print}`,
  gone: (what: string) => `The list changed: ${what} no longer exists. No changes made.`,
  unenforced: (disk: boolean, what: 'the deadline' | 'the expiry' | 'limits') =>
    `${disk ? 'Only the embedded server enforces' : 'This server does not enforce'} ${what}`,
  import: {
    done: (added: number, skipped: number, refused: number) =>
      [
        `Imported ${added} client key${added === 1 ? '' : 's'}`,
        skipped > 0 ? `skipped ${skipped} existing` : '',
        refused > 0 ? `rejected ${refused} invalid` : '',
      ]
        .filter(Boolean)
        .join(', ') + '.',
    title: 'importing client keys',
    nothing: 'There are no keys to import. Give one key per line.',
    none: (line: number, reason: string) => `No key could be imported. Line ${line}: ${reason}`,
    undone: (count: number) => `Removed ${count} imported client keys.`,
  },
  limits: {
    wrong: (most: number) => `A limit is a whole number of at least 1, not ${most}.`,
    removed: (name: string) => `${name} has no limits.`,
    done: (name: string, limits: string, note: string) => `${name} may use ${limits}.${note}`,
    undone: (name: string) => `Restored the former limits of ${name}.`,
    title: 'limiting client keys',
    several: (count: number, note: string) => `Saved the limits of ${count} client keys.${note}`,
    severalUndone: (count: number) => `Restored the former limits of ${count} client keys.`,
    model: (name: string) =>
      `${name} is not a model name. Model names contain no spaces; * matches any text.`,
    models: (most: number) =>
      `A key can be limited to at most ${most} models. Use * to match several at once.`,
    number: (text: string, what: string) =>
      `${text} is not a number of ${what}. Use a number such as 60, 500k or 2M, or none.`,
    requestsPerMinute: (count: string) => `${count} requests a minute`,
    tokensPerDay: (count: string) => `${count} tokens a day`,
    tokensPerMonth: (count: string) => `${count} tokens a month`,
    noModels: 'no models',
    onlyModels: (names: string) => `only ${names}`,
    and: (parts: string, last: string) => `${parts} and ${last}`,
  },
  revoke: {
    title: 'revoking client keys',
    last: 'Without a client key the server accepts every request. Add another key first, or pass --allow-open.',
    done: (what: string, note: string, open: boolean) =>
      `Revoked ${what}.${note}${open ? ' There are no client keys left: the server now accepts every request.' : ''}`,
    undone: (what: string) => `Restored ${what}.`,
    oldStays: (name: string) => ` The old key of ${name} stays, without a deadline.`,
  },
  keys: (count: number) => `${count} client keys`,
  rotate: {
    negative: 'The grace period cannot be negative.',
    title: 'rotating client keys',
    oldStopped: 'The old keys no longer work.',
    several: (count: number, after: string) => `Rotated ${count} client keys. ${after}`,
    severalUndone: (count: number) => `Undid the rotation of ${count} client keys.`,
    expired: (name: string) =>
      `${name} has expired, and a new key would take over its expiry. Change the expiry first.`,
    running: (name: string) => `${name} is already being rotated. Finish or roll back that rotation first.`,
    newExpires: (at: string) => ` The new key expires ${at}.`,
    doneAtOnce: (name: string, after: string) => `Rotated ${name}. The old key no longer works.${after}`,
    done: (name: string, works: string, after: string) => `Rotated ${name}. ${works}${after}`,
    undone: (name: string, mask: string) => `Undid the rotation of ${name}: removed the new key ${mask}.`,
    worksUntil: (several: boolean, first: string, last: string) =>
      first === last
        ? `${several ? 'Old keys keep' : 'Old key keeps'} working until ${first}.`
        : `Old keys stop working between ${first} and ${last}.`,
    oldExpired: (several: boolean) => `The old ${several ? 'keys have' : 'key has'} expired.`,
    othersExpired: ' The others have expired.',
    works: (several: boolean, note: string) =>
      `${several ? 'Old keys keep' : 'Old key keeps'} working.${note}`,
  },
  rotation: {
    finishing: 'finishing a rotation',
    served: (calls: number) =>
      ` It served ${calls} ${calls === 1 ? 'request' : 'requests'} in the last hour.`,
    finished: (name: string, mask: string, still: string) =>
      `Finished the rotation of ${name}. Removed the old key ${mask}.${still}`,
    unfinished: (name: string) => `Restored the old key of ${name}. Its rotation is running again.`,
    rollingBack: 'rolling back a rotation',
    rolledBack: (name: string) =>
      `Rolled back the rotation of ${name}. The old key stays, without a deadline.`,
    runsAgain: (name: string) => `The rotation of ${name} is running again.`,
    deadlinePast: 'The deadline must be in the future. To remove the old key now, finish the rotation.',
    deadline: (name: string, at: string, note: string) =>
      `The old key of ${name} stops working on ${at}.${note}`,
    deadlineUndone: (name: string) => `Restored the former deadline of the old key of ${name}.`,
    changingDeadlines: 'changing deadlines',
    oldExpired: (name: string) =>
      `The old key of ${name} has expired, so no deadline keeps it working. Change its expiry first, or finish the rotation.`,
    deadlines: (count: number, first: string, last: string, note: string) =>
      `The old keys of ${count} rotations stop working ${first === last ? `on ${first}` : `between ${first} and ${last}`}.${note}`,
    deadlinesUndone: (count: number) => `Restored the former deadlines of ${count} rotations.`,
    none: (name: string) => `${name} is not being rotated.`,
    noNewKey: (name: string) => `The new key of ${name} is no longer in the list. Rotate or revoke ${name}.`,
  },
  test: {
    title: 'testing a client key',
    noModels: 'accepts the key but lists no models. Add a provider key, or models to one that has none',
    works: (count: number) => `accepts the key and offers ${count === 1 ? '1 model' : `${count} models`}`,
    server: (server: string, says: string) => `The server at ${server} ${says}.`,
    nothingThere: (host: string) =>
      `Nothing is listening at ${host}. Start the server (cli-proxy serve), or give its address with --url.`,
    address: 'address of the server',
    foreign: (server: string) =>
      `The program at ${server} is not a CLI Proxy API server. Check the address and port.`,
    anyKey: (server: string) =>
      `The server at ${server} accepts any key, or none: it has no client keys loaded.`,
    redirects: (server: string, status: number) =>
      `The server at ${server} redirects to another address (${status}). The key was not sent there. Give that address with --url.`,
    retryIn: (time: string) => `; retry in ${time}`,
    serverLater: (server: string, says: string, after: string) => `The server at ${server} ${says}${after}.`,
    rejects: (name: string, said: string, why: string) => `rejects ${name}${said}: ${why}`,
    limited: (said: string) => `accepts the key, which has reached its limit${said}`,
    forbids: (said: string) => `forbids this request with the key${said}`,
    down: (said: string) => `has an internal error${said}. Check its log`,
    answered: (status: number, said: string) => `answered ${status}${said}`,
    sample: 'it is a sample key, which servers reject. Rotate it',
    expired: 'it has expired. Set a later expiry, or create a new key',
    otherConfig: 'the server has loaded a different config. Restart it, or check which config it uses',
  },
  revealing: 'revealing a client key',
  revealed: (name: string) => `Revealed the key of ${name}.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
