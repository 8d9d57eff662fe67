import { catalogue } from '../../../base/text/language.ts';

const coded = (status: number | undefined): string => (status === undefined ? '' : ` (${status})`);

/** Texts of the checks, by their id in camel case. */
const en = {
  ampMapping: (mask: string | undefined) => `the Amp mapping of ${mask ?? 'no upstream key'}`,
  ampDuplicates: {
    title: 'client keys in several Amp mappings',
    sameList: (name: string, mapping: string) => `Client key ${name} is listed more than once in ${mapping}.`,
    twoLists: (name: string, mapping: string) =>
      `Client key ${name} is in ${mapping} and in an earlier mapping.`,
    why: 'Only the first mapping of a client key applies, so this entry is misleading.',
    remedy: 'Keep the client key only in the mapping whose upstream key it should use.',
    fix: (name: string, mapping: string) =>
      `Removes the later entry of ${name} from ${mapping}. Its upstream key does not change.`,
  },
  ampUnknownKeys: {
    title: 'Amp mappings of unknown client keys',
    what: (mapping: string, mask: string) => `${mapping} has the unknown client key ${mask}.`,
    why: 'No client can use this mapping. It may be left over from a rotated key.',
    remedy: 'Replace it with the client key that should use this upstream key, or remove the entry.',
    fix: (mask: string, mapping: string) => `Removes ${mask} from ${mapping}.`,
  },
  configBroken: {
    title: 'an error in config.yaml',
    why: 'The server keeps running with the last valid version, and cannot restart with this file.',
    remedy:
      'Correct the line with cli-proxy config edit, which validates before saving. If it is not UTF-8, use an editor.',
  },
  configInForce: {
    title: 'config.yaml that is not active',
    notSignedIn: 'A server is running, but you are not signed in to it, so its loaded config is unknown.',
    justChanged: 'config.yaml was changed a moment ago and is being loaded. Check again.',
    edited: 'config.yaml was edited, but the server has not loaded it.',
    other: 'The server is not running with the config.yaml on this machine.',
    why: 'The file does not show what the server does: a key removed from it may still be accepted.',
    load: 'Load it with "cli-proxy config load", or restore the server\'s config with "cli-proxy config keep".',
    restart: 'Restart the server, and make sure it is started with this file.',
    oldAddress: (settings: string, origin: string) =>
      `The server was started before ${settings} changed in config.yaml: it still listens at ${origin}.`,
    oldAddressWhy:
      'The address changes with the next start, and clients with the old one can no longer connect.',
    oldAddressRemedy: 'Inform the clients and restart the server, or revert the setting.',
  },
  plainSecret: {
    title: 'management secret in plain text',
    what: 'The management secret is stored in config.yaml in plain text.',
    why: 'Anyone who sees the file, or a copy or backup of it, can manage the server.',
    remedy:
      'Start the server once, which stores the hash instead; or rotate the secret: cli-proxy secret rotate.',
    fix: 'Replaces secret-key with its bcrypt hash. The secret itself does not change, and your tools keep working.',
  },
  fullUsageKeys: {
    title: 'usage answers with full keys',
    what: 'Usage over the management API has keys in full (usage-full-keys).',
    why: 'Programs that collect usage with the management secret also store every key.',
    remedy: 'If no collector matches by key, remove usage-full-keys with cli-proxy config edit.',
  },
  settings: {
    title: 'settings without effect',
    entry: 'Correct the entry in config.yaml, or use cli-proxy providers edit for a provider key.',
    oldName: 'Move it to its new name in config.yaml, and remove the old one.',
    remedy: (path: string) => `Correct it with cli-proxy config set ${path}.`,
    unused: (names: string) => `The embedded server ignores ${names}.`,
    unusedWhy: 'They only affect public servers.',
    unusedRemedy:
      'Nothing to do if a public server also uses this file. Otherwise remove them: cli-proxy config set NAME default.',
    whyOld: 'Keys set under the old name are ignored.',
    whyEntry: 'Requests to this provider cannot be sent, or go to the wrong address.',
    why: 'Servers use a different value instead.',
  },
  files: {
    anyone: 'anyone on this machine',
    group: 'its group',
    more: (names: string, count: number) => `${names} and ${count} more`,
  },
  fileModes: {
    mode: (bits: string) => ` (mode ${bits})`,
    title: 'files other users can read or change',
    what: (what: string, changeable: boolean, who: string, mode: string) =>
      `${what} can be ${changeable ? 'changed' : 'read'} by ${who}${mode}.`,
    whyChange: 'Anyone who can write it can grant themselves access, or redirect your traffic.',
    whyRead: {
      other: 'It contains secrets.',
      config: 'It contains every client key and provider key in plain text.',
      authDir: 'It contains your account tokens.',
      authFile: 'Anyone with its tokens can use the account.',
      console: 'It contains labels, backups of config.yaml with all keys, and the audit log.',
      tlsKey: 'Anyone with the private key can impersonate this server.',
    },
    remedy: (command: string) => `Run ${command} as the owner.`,
    fix: (what: string, rights: string) => `Takes access to ${what} from other users (${rights}).`,
    many: {
      authFiles: (count: number) => `${count} auth files`,
      console: (count: number) => `${count} files and folders in .console`,
    },
  },
  fileOwners: {
    title: 'files owned by another user',
    more: (count: number) => ` and ${count} more`,
    what: (file: string, rest: string) =>
      `${file}${rest} ${rest ? 'belong' : 'belongs'} to another user of this machine.`,
    why: 'The owner of a file can read and change it regardless of its mode.',
    remedy: 'Change the owner to the user that runs the server (chown), or run this command as that user.',
  },
  envFiles: {
    title: '.env files readable by other users',
    holds: (names: string, several: boolean) =>
      `, and ${names} in it ${several ? 'contain keys' : 'contains a key'} of this config`,
    what: (file: string, changeable: boolean, who: string, keys: string) =>
      `${file} can be ${changeable ? 'changed' : 'read'} by ${who}${keys}.`,
    why: 'Anyone who can read it can use the keys in it.',
    remedy: (command: string) => `Run ${command} as its owner.`,
    fix: (path: string) => `Restricts ${path} to its owner (0600).`,
  },
  versionControl: {
    title: 'secrets under version control',
    several: (name: string, count: number) => `${name} and ${count} more like it`,
    tracked: (what: string, several: boolean) =>
      `${what} ${several ? 'are' : 'is'} under version control (git).`,
    trackedWhy:
      'Its keys are in the history, where everyone with access to the repository can find them, now and later.',
    trackedRemedy: 'Remove it (git rm --cached), add it to .gitignore, and rotate the keys that were in it.',
    unignored: (what: string, several: boolean) =>
      `${what} ${several ? 'are' : 'is'} inside a git work tree and not ignored.`,
    unignoredWhy: 'The next git add would put its keys into the history.',
    unignoredRemedy: 'Add it to .gitignore.',
  },
  authDir: {
    title: 'auth-dir that does not exist',
    what: (path: string) => `The folder ${path} (auth-dir) does not exist.`,
    why: 'Accounts, and labels and dates of keys, cannot be stored there. A typo in the path hides existing ones.',
    remedy: 'Correct auth-dir in config.yaml, or create the folder.',
    fix: (path: string) => `Creates the folder ${path}, accessible only to the owner (0700).`,
  },
  keys: {
    served: (calls: number) =>
      ` It served ${calls} ${calls === 1 ? 'request' : 'requests'} in the last hour.`,
    otherServer: 'Another server that reads this config would accept it.',
    rotate: 'Rotate it: R on screen 2 Keys, or cli-proxy keys rotate.',
  },
  usageStore: {
    title: 'usage that cannot be stored',
    why: 'Requests may be missing from the usage, and those in memory only are lost if the server stops.',
    remedy: 'Remove the cause that is named, such as a full disk or a database that does not answer.',
  },
  keyRecords: {
    title: 'unreadable records of client keys',
    what: 'The records of client keys cannot be read, so no expiry, deadline or limit of a key is enforced.',
    onDisk:
      'The records of client keys cannot be read, so a server that starts now enforces no expiry, deadline or limit of a key.',
    why: 'Without them, keys that have expired or are limited are accepted without limits.',
    remedy:
      'Repair key-records.data in .console below auth-dir, or its owner; cli-proxy status says what is wrong.',
  },
  expiredKeys: {
    title: 'expired client keys',
    rejected: (name: string, ago: string) =>
      `Client key ${name} expired ${ago} ago: rejected, but still listed.`,
    works: (name: string, ago: string, still: string) =>
      `Client key ${name} expired ${ago} ago and still works: not enforced here.${still}`,
    why: 'Clients that should no longer have access still have it.',
    remedy: 'Revoke it (x on screen 2 Keys), or set a new expiry (e).',
    fix: (name: string, mask: string) => `Revokes the client key ${name} (${mask}).`,
  },
  overdueRotations: {
    title: 'rotations past their deadline',
    rejected: (name: string, ago: string) =>
      `Rotation of ${name} ended ${ago} ago: old key rejected, but still listed.`,
    works: (name: string, ago: string, still: string) =>
      `Old key of ${name} should have stopped ${ago} ago: not enforced here.${still}`,
    why: 'The replaced key is still accepted.',
    remedy: 'Finish the rotation: f on screen 2 Keys, or cli-proxy keys finish.',
    fix: (name: string, mask: string) =>
      `Finishes the rotation of ${name}: removes the old key ${mask} and keeps the new one.`,
  },
  unusedKeys: {
    title: 'client keys unused for 90 days',
    what: (name: string, days: number) => `Client key ${name} has not been used for ${days} days.`,
    why: 'Every unneeded key is one more that can leak.',
    remedy: 'Check whether it is still needed; if not, revoke it (x on screen 2 Keys).',
    notCounted: 'This server does not count requests by client key, so their last use is unknown.',
    countedFor: (days: number) => `: counted for only ${days} ${days === 1 ? 'day' : 'days'}`,
    unknown: (count: number, known: string) =>
      `The last use of ${count} client ${count === 1 ? 'key' : 'keys'} is unknown${known}.`,
  },
  keyAge: {
    title: 'client keys older than the rotation period',
    what: (name: string, days: number, period: number) =>
      `Client key ${name} is ${days} days old; rotate after ${period} days.`,
    why: 'The older a key is, the more places it may have leaked from.',
    unknown: (count: number) =>
      `The age of ${count === 1 ? '1 client key' : `${count} client keys`} is unknown, as ${count === 1 ? 'it was' : 'they were'} added without a date.`,
  },
  sampleKeys: {
    title: 'client keys from published examples',
    whyPublic: 'The key is public, and a public server started with it may reject all clients.',
    why: 'The key is public. The embedded server rejects it; other servers accept anyone who tries it.',
    what: (name: string) => `Client key ${name} is a published example.`,
    remedy: 'Rotate it (R on screen 2 Keys), or revoke it if it is unused (x).',
  },
  keyLength: {
    title: 'client keys shorter than 32 characters',
    what: (name: string) => `Client key ${name} is shorter than 32 characters.`,
    why: 'Short keys can be brute-forced.',
  },
  guessableKeys: {
    title: 'client keys that are easy to guess',
    what: (name: string, why: string) => `Client key ${name} is easy to guess: ${why}.`,
    why: 'A long key is not safe if its characters follow a pattern.',
    remedy: 'Rotate it to a random key: R on screen 2 Keys, or cli-proxy keys rotate.',
    repeats: 'it repeats itself',
    few: 'it has very few different characters',
    sequence: 'its characters are in sequence, as in abcd or 4321',
  },
  duplicateKeys: {
    title: 'client keys listed more than once',
    what: (name: string, times: number) =>
      `Client key ${name} is in api-keys ${times === 2 ? 'twice' : `${times} times`}.`,
    why: 'If only one entry is removed, the key is still accepted.',
    remedy: 'Keep only one entry of it in config.yaml.',
    fix: (times: number, name: string) =>
      `Removes ${times === 2 ? 'one entry' : `${times - 1} entries`} of ${name} from api-keys. One entry stays, and the key keeps working.`,
  },
  openProxy: {
    title: 'open proxy (no client keys)',
    reachable: 'No client keys: every request is accepted, also of other machines.',
    local: 'No client keys: every request from this machine is accepted.',
    why: 'Anyone who can reach the server can use your providers and accounts at your cost.',
    remedy: 'Add a key with cli-proxy keys add, or with a on screen 2 Keys, and give it to your clients.',
  },
  port: {
    title: 'port used by another program',
    unclear: (url: string) => `The program at ${url} does not answer like a server. See cli-proxy status.`,
    what: (url: string) => `Another program answers at ${url}, the server address in config.yaml.`,
    why: 'The server cannot start there, and clients send their keys to the other program.',
    remedy: 'Stop the other program, or set a different port in config.yaml.',
  },
  plainHttp: {
    title: 'access from other machines without TLS',
    unknown: 'The listen address of the server could not be read.',
    what: 'Other machines can reach this server without TLS.',
    why: 'Client keys and prompts travel in plain text, unless a proxy in front encrypts them.',
    remedy: 'Enable tls, set host to 127.0.0.1, or allow only an encrypting proxy to reach the port.',
  },
  remoteManagement: {
    title: 'remote management without TLS',
    reachable: 'The management API is reachable from other machines without TLS.',
    local: 'allow-remote is on without tls. The server listens on localhost only, so a proxy must encrypt.',
    why: 'The management secret and every key in config.yaml can be read on the network.',
    remedy: 'Enable tls, or set remote-management.allow-remote to false and use an SSH tunnel.',
    hidden: 'This server does not report remote-management and tls, and its config.yaml could not be read.',
  },
  trustedProxies: {
    title: 'reverse proxies missing from trusted-proxies',
    wrong: (entry: string) =>
      `The entry "${entry}" of trusted-proxies is not an IP address or a block such as 10.0.0.0/8.`,
    wrongWhy: 'The entry has no effect, so requests through that proxy do not count as local.',
    wrongRemedy: 'Set it to the IP address from which the proxy connects.',
    unnamed: (address: string) => `${address} sends reverse proxy headers but is not in trusted-proxies.`,
    unnamedWhy: 'Its clients cannot be distinguished, and none of them counts as local.',
    unnamedRemedy: (address: string) =>
      `If it is your proxy, add ${address} to trusted-proxies and have it set X-Forwarded-For.`,
  },
  tlsCertificate: {
    title: 'expired or invalid TLS certificate',
    pairWhy: 'The server cannot start with TLS.',
    pairRemedy: 'Set tls.cert and tls.key to a certificate and its private key, both PEM files.',
    expired: (ago: string) => `The TLS certificate expired ${ago} ago.`,
    notYet: (until: string) => `The TLS certificate is not valid yet, for another ${until}.`,
    expires: (left: string) => `The TLS certificate expires in ${left}.`,
    refused: 'Clients refuse to connect, or skip verification.',
    later: 'Clients will then refuse to connect.',
    remedy: 'Renew it, replace the file, and restart the server.',
  },
  wsAuth: {
    title: 'WebSockets without a client key',
    whatPublic: 'ws-auth is off: /v1/ws needs no client key (/v1/responses still does on this server).',
    what: 'ws-auth is off: WebSocket clients need no client key.',
    whyPublic: 'Anyone who can reach the server can open a session there anonymously.',
    why: 'Anyone who can reach the server can use your providers over a WebSocket.',
    remedy: 'Give your WebSocket clients a client key. Then run cli-proxy config set ws-auth true.',
    fixPublic: 'Sets ws-auth to true: open sessions on /v1/ws end, and new ones need a client key.',
    fix: 'Sets ws-auth to true: WebSocket clients without a client key are then rejected.',
  },
  clock: {
    title: 'clocks more than a minute apart',
    what: (off: string, ahead: boolean) =>
      `The server's clock is ${off} ${ahead ? 'ahead of' : 'behind'} the clock of this machine.`,
    why: 'Key expiry and rotation deadlines depend on the clock, and provider logins fail if it is wrong.',
    remedy: 'Enable time synchronisation (NTP) on the machine with the wrong clock.',
  },
  refusedClients: {
    title: 'clients without a valid key',
    who: (address: string, requests: number, reason: string, ago: string) =>
      `${address} (${requests} with ${reason === 'no key' ? 'no key' : `a ${reason}`}, last ${ago} ago)`,
    more: (count: number) => ` and ${count} more`,
    what: (who: string, more: string) =>
      `Requests without a valid client key were refused in the last day: ${who}${more}.`,
    why: 'A client has an old or mistyped key, or someone is trying keys.',
    remedy: 'Give the client a valid key, or block the address. cli-proxy usage --refused lists all.',
  },
  providerKeys: {
    title: 'provider keys that their provider rejects',
    more: (count: number) => ` (and ${count} more)`,
    unknown: (name: string, more: string, reason: string) =>
      `It is unknown whether ${name}${more} works: ${reason}`,
    states: {
      rejected: (name: string, status: number | undefined) => `${name} is rejected${coded(status)}.`,
      'no credit': (name: string, status: number | undefined) => `${name} has no credit${coded(status)}.`,
      failing: (name: string, status: number | undefined) => `${name} is failing${coded(status)}.`,
    },
    remedies: {
      rejected: 'Replace the key: R on screen 3 Providers, or cli-proxy providers rotate.',
      'no credit': 'Add credit with the provider. Then t on screen 3 Providers tests the key.',
      failing: 'On screen 3 Providers, t tests it and e edits it.',
    },
  },
  failingProviders: { title: 'provider keys without credit, and those whose last attempt failed' },
  sharedPrefixes: {
    title: 'providers with the same prefix',
    what: (names: string, prefix: string) => `${names} have the same prefix ${prefix}.`,
    whyDifferent:
      'They serve different models, so each name is still unambiguous. A new model may change that.',
    why: (prefix: string, both: string) => `${prefix}/${both} is sent to them in turn, as both serve it.`,
    remedy: 'Give each provider its own prefix, unless they are interchangeable.',
  },
  shadowingPrefixes: {
    title: 'prefixes that shadow a model',
    what: (prefix: string, one: string, model: string, other: string) =>
      `The prefix ${prefix} of ${one} shadows ${model} of ${other}.`,
    why: (model: string, one: string, prefix: string) =>
      `Requests for ${model} are also sent to ${one}, which treats ${prefix}/ as its prefix.`,
    remedy: (one: string, prefix: string) =>
      `Choose another prefix for ${one}, or an alias without ${prefix}/ for the model.`,
  },
  shadowingAliases: {
    title: 'one alias for several models',
    inOne: (name: string, alias: string, models: string) => `${name} has the alias ${alias} for ${models}.`,
    inOneWhy: (models: string) => `Only the first applies: ${models} cannot be requested by that name.`,
    inOneRemedy: 'Give each model its own alias.',
    at: (model: string, name: string) => `${model} at ${name}`,
    what: (alias: string, names: string) => `The name ${alias} means ${names}.`,
    whyTurns:
      'Requests alternate between them, so clients get different models from one request to the next.',
    why: (model: string | undefined, name: string | undefined) =>
      `${model} at ${name} has the highest priority; the others answer only if it fails.`,
    remedy: 'Give them different aliases, unless they are interchangeable.',
  },
  and: (names: string, last: string) => `${names} and ${last}`,
  sessions: {
    broken: (name: string, why: string) => `${name}: ${why}`,
    title: 'accounts whose token is expiring or failing',
    again: 'Log in again: L on screen 4 Sessions.',
    lost: 'It receives no requests; other accounts serve them, if there are any.',
    verify: (name: string) => `${name} must be verified with its provider.`,
    open: (link: string) => `Open ${link}.`,
    askedFor: (again: string) => `Check what the provider asks for. ${again}`,
    expired: (name: string, since: string, refresh: string) =>
      `Token of ${name} expired ${since} ago${refresh}.`,
    failing: (name: string, said: string) => `${name} is failing${said}`,
    expires: (name: string, left: string, refresh: string) =>
      `Token of ${name} expires in ${left}${refresh}.`,
    later: 'It will then receive no requests.',
    lastFailed: (name: string, status: number | undefined) =>
      `${name} is failing${status === undefined ? '' : ` (${status})`}.`,
    noReason: 'The provider gave no reason',
    failingTitle: 'accounts without credit, and those whose last attempt failed',
    lastFailedRemedy: 'Check the proxy, and the account with the provider.',
    notRenewed: '; renewal failed',
    noServer: '; not renewed',
    notRenewable: '; no refresh token',
  },
  sessionQuotas: {
    title: 'accounts whose quota is nearly used up, or will be before its reset',
    what: (name: string, label: string, text: string) => `${name}: ${label} quota ${text}.`,
    why: 'Once it is full, the provider refuses requests until the reset; other accounts serve them, if there are any.',
    remedy: 'Add another account of this provider, or give it a higher priority.',
  },
  revokedInUse: {
    title: 'revoked accounts still loaded by the server',
    notSignedIn: 'Not signed in to the running server. Give its management secret.',
    one: (file: string) => `The server has loaded ${file} as an account.`,
    several: (file: string, rest: number) =>
      `The server has loaded ${file} and ${rest} more of the console's files as accounts.`,
    why: 'These files were revoked or are not accounts, but still receive requests.',
    remedy: 'Restart the server. The files have been renamed, so it does not load them again.',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
