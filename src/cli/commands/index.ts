import type { Command } from '../command.ts';

interface CommandEntry {
  readonly summary: string;
  /** It changes something, and takes --dry-run. */
  readonly changes?: true;
  /** Loaded when it runs, as the console must not wait for code of other commands. */
  readonly load: () => Promise<Command>;
}

const entry = (summary: string, load: () => Promise<Command>): CommandEntry => ({ summary, load });

const change = (summary: string, load: () => Promise<Command>): CommandEntry => ({
  summary,
  changes: true,
  load,
});

const dryRunOption = {
  'dry-run': { type: 'boolean', about: 'show what would change, with secrets masked, and change nothing' },
} as const;

/** A command that changes something also takes --dry-run. */
export const withDryRun = (name: string, command: Command): Command =>
  commands[name]?.changes ? { ...command, options: { ...command.options, ...dryRunOption } } : command;

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  tui: entry('Open the terminal console', () => import('./tui.ts').then((it) => it.tui)),
  init: change('Create a config with a client key and a management secret', () =>
    import('./init.ts').then((it) => it.init),
  ),
  serve: entry('Run the embedded server', () => import('./serve.ts').then((it) => it.serve)),
  'service print': entry('Print a systemd unit or launchd agent for the server', () =>
    import('./service.ts').then((it) => it.servicePrint),
  ),
  'service install': entry('Install a systemd unit or launchd agent for the server', () =>
    import('./service.ts').then((it) => it.serviceInstall),
  ),
  status: entry('Show the config, the server, key counts and warnings', () =>
    import('./status.ts').then((it) => it.status),
  ),
  'keys list': entry('List client keys', () =>
    import('./client-keys/keys-list.ts').then((it) => it.keysList),
  ),
  'keys show': entry('Show details of a client key', () =>
    import('./client-keys/keys-list.ts').then((it) => it.keysShow),
  ),
  'keys test': entry('Test a client key with a real request to the server', () =>
    import('./client-keys/keys-test.ts').then((it) => it.keysTest),
  ),
  'keys add': change('Create a client key, or add an existing one', () =>
    import('./client-keys/keys-add.ts').then((it) => it.keysAdd),
  ),
  'keys import': change('Add client keys from a file', () =>
    import('./client-keys/keys-add.ts').then((it) => it.keysImport),
  ),
  'keys label': change('Set the labels of client keys', () =>
    import('./client-keys/keys-edit.ts').then((it) => it.keysLabel),
  ),
  'keys edit': change('Change the label, purpose or expiry of client keys', () =>
    import('./client-keys/keys-edit.ts').then((it) => it.keysEdit),
  ),
  'keys limit': change('Set request, token and model limits for client keys', () =>
    import('./client-keys/keys-edit.ts').then((it) => it.keysLimit),
  ),
  'keys rotate': change('Add new keys and retire the old ones after a grace period', () =>
    import('./client-keys/keys-rotate.ts').then((it) => it.keysRotate),
  ),
  'keys finish': change('Finish a rotation: remove the old key', () =>
    import('./client-keys/keys-rotate.ts').then((it) => it.keysFinish),
  ),
  'keys roll-back': change('Roll back a rotation: remove the new key', () =>
    import('./client-keys/keys-rotate.ts').then((it) => it.keysRollBack),
  ),
  'keys deadline': change('Change when the old key of a rotation stops working', () =>
    import('./client-keys/keys-rotate.ts').then((it) => it.keysDeadline),
  ),
  'keys revoke': change('Revoke client keys', () =>
    import('./client-keys/keys-revoke.ts').then((it) => it.keysRevoke),
  ),
  'keys reveal': entry('Print a client key in full', () =>
    import('./client-keys/keys-reveal.ts').then((it) => it.keysReveal),
  ),
  'keys copy': entry('Copy a client key to the clipboard', () =>
    import('./client-keys/keys-reveal.ts').then((it) => it.keysCopy),
  ),
  snippet: entry('Print a ready-to-paste client configuration', () =>
    import('./snippet.ts').then((it) => it.snippet),
  ),
  'sessions list': entry('List OAuth accounts and their status', () =>
    import('./sessions/sessions-list.ts').then((it) => it.sessionsList),
  ),
  'sessions login': change('Log in to a provider, or refresh an existing login', () =>
    import('./sessions/sessions-login.ts').then((it) => it.sessionsLogin),
  ),
  'sessions show': entry('Show details of an account', () =>
    import('./sessions/sessions-list.ts').then((it) => it.sessionsShow),
  ),
  'sessions quota': entry('Show how much of their quota accounts have left', () =>
    import('./sessions/sessions-quota.ts').then((it) => it.sessionsQuota),
  ),
  'sessions enable': change('Enable accounts', () =>
    import('./sessions/sessions-state.ts').then((it) => it.sessionsEnable),
  ),
  'sessions disable': change('Disable accounts', () =>
    import('./sessions/sessions-state.ts').then((it) => it.sessionsDisable),
  ),
  'sessions edit': change('Change the prefix, priority, note or proxy of an account', () =>
    import('./sessions/sessions-edit.ts').then((it) => it.sessionsEdit),
  ),
  'sessions note': change('Set a note on an account', () =>
    import('./sessions/sessions-edit.ts').then((it) => it.sessionsNote),
  ),
  'sessions upload': change('Upload auth files (validated first)', () =>
    import('./sessions/sessions-files.ts').then((it) => it.sessionsUpload),
  ),
  'sessions download': entry('Download an auth file, including its tokens', () =>
    import('./sessions/sessions-files.ts').then((it) => it.sessionsDownload),
  ),
  'sessions revoke': change('Revoke accounts (files move to the trash)', () =>
    import('./sessions/sessions-revoke.ts').then((it) => it.sessionsRevoke),
  ),
  'sessions restore': change('Restore revoked accounts', () =>
    import('./sessions/sessions-revoke.ts').then((it) => it.sessionsRestore),
  ),
  'sessions clear-cooldown': change('Clear the cooldown of accounts', () =>
    import('./sessions/sessions-state.ts').then((it) => it.sessionsClearCooldown),
  ),
  'config path': entry('Print which config.yaml is used, and why', () =>
    import('./config/config-file.ts').then((it) => it.configPath),
  ),
  'config validate': entry('Validate config.yaml, with line and column of each error', () =>
    import('./config/config-file.ts').then((it) => it.configValidate),
  ),
  'config list': entry('List every setting, with value, default and effect', () =>
    import('./config/config-settings.ts').then((it) => it.configList),
  ),
  'config get': entry('Print settings, with secrets masked', () =>
    import('./config/config-settings.ts').then((it) => it.configGet),
  ),
  'config set': change('Change a setting in place', () =>
    import('./config/config-settings.ts').then((it) => it.configSet),
  ),
  'config unset': change('Reset a setting to its default', () =>
    import('./config/config-settings.ts').then((it) => it.configUnset),
  ),
  'config diff': entry('Show what changed in config.yaml since a version', () =>
    import('./config/config-history.ts').then((it) => it.configDiff),
  ),
  'config history': entry('List the kept versions of config.yaml', () =>
    import('./config/config-history.ts').then((it) => it.configHistory),
  ),
  'config restore': change('Restore a version of config.yaml', () =>
    import('./config/config-history.ts').then((it) => it.configRestore),
  ),
  'config edit': change('Edit config.yaml in $EDITOR; it is validated before saving', () =>
    import('./config/config-file.ts').then((it) => it.configEdit),
  ),
  'config load': change('Load config.yaml into a running public server', () =>
    import('./config/config-file.ts').then((it) => it.configLoad),
  ),
  'config keep': change('Restore the config of a running public server to config.yaml', () =>
    import('./config/config-file.ts').then((it) => it.configKeep),
  ),
  'providers list': entry('List provider keys and their status', () =>
    import('./provider-keys/providers-list.ts').then((it) => it.providersList),
  ),
  'providers show': entry('Show details of a provider key', () =>
    import('./provider-keys/providers-list.ts').then((it) => it.providersShow),
  ),
  'providers add': change('Add a provider key', () =>
    import('./provider-keys/providers-add.ts').then((it) => it.providersAdd),
  ),
  'providers edit': change('Edit the fields of a provider key', () =>
    import('./provider-keys/providers-add.ts').then((it) => it.providersEdit),
  ),
  'providers duplicate': change('Copy a provider entry', () =>
    import('./provider-keys/providers-add.ts').then((it) => it.providersDuplicate),
  ),
  'providers enable': change('Enable provider keys', () =>
    import('./provider-keys/providers-change.ts').then((it) => it.providersEnable),
  ),
  'providers disable': change('Disable provider keys without removing them', () =>
    import('./provider-keys/providers-change.ts').then((it) => it.providersDisable),
  ),
  'providers clear-cooldown': change('Clear the cooldown of provider keys', () =>
    import('./provider-keys/providers-change.ts').then((it) => it.providersClearCooldown),
  ),
  'providers remove': change('Remove provider keys', () =>
    import('./provider-keys/providers-change.ts').then((it) => it.providersRemove),
  ),
  'providers move': change('Reorder a provider key', () =>
    import('./provider-keys/providers-change.ts').then((it) => it.providersMove),
  ),
  'providers rotate': change('Replace a provider key after testing the new one', () =>
    import('./provider-keys/providers-rotate.ts').then((it) => it.providersRotate),
  ),
  'providers test': entry('Test provider keys against their providers', () =>
    import('./provider-keys/providers-test.ts').then((it) => it.providersTest),
  ),
  'providers models': entry('List the models of a provider', () =>
    import('./provider-keys/providers-test.ts').then((it) => it.providersModels),
  ),
  'cline keys': entry('List the API keys of the Cline account', () =>
    import('./cline.ts').then((it) => it.clineKeys),
  ),
  'cline revoke': change('Revoke an API key of the Cline account', () =>
    import('./cline.ts').then((it) => it.clineRevoke),
  ),
  'amp show': entry('Show which Amp upstream key each client key uses, and why', () =>
    import('./amp/amp-show.ts').then((it) => it.ampShow),
  ),
  'amp set': change('Set the Amp URL and default key', () =>
    import('./amp/amp-set.ts').then((it) => it.ampSet),
  ),
  'amp map': change('Map client keys to an Amp upstream key', () =>
    import('./amp/amp-map.ts').then((it) => it.ampMap),
  ),
  'amp unmap': change('Remove Amp mappings', () => import('./amp/amp-map.ts').then((it) => it.ampUnmap)),
  'secret rotate': change('Rotate the management secret', () =>
    import('./config/config-settings.ts').then((it) => it.secretRotate),
  ),
  usage: entry('Show requests, errors, tokens and cost; live with --follow', () =>
    import('./usage.ts').then((it) => it.usage),
  ),
  doctor: change('Find problems and fix the safe ones', () => import('./doctor.ts').then((it) => it.doctor)),
  undo: change('Undo the last change, or by its ID one of another program', () =>
    import('./undo.ts').then((it) => it.undo),
  ),
  logs: entry('Show or follow the log of the server', () => import('./logs.ts').then((it) => it.logs)),
  audit: entry('Show the audit log', () => import('./audit.ts').then((it) => it.audit)),
  preferences: entry('Show the preferences of the console, and where they come from', () =>
    import('./preferences.ts').then((it) => it.preferences),
  ),
  completion: entry('Print a completion script for bash, zsh or fish', () =>
    import('./completion.ts').then((it) => it.completion),
  ),
};

/** Names that commands had before; scripts may use them. */
const formerNames: Readonly<Record<string, string>> = {
  'audit undo': 'undo',
  'keys check': 'keys test',
  'providers check': 'providers test',
  'sessions reset-cooldown': 'sessions clear-cooldown',
};

/** The current name of a command; undefined if there is none. */
export function commandNamed(given: string): string | undefined {
  const name = Object.hasOwn(formerNames, given) ? formerNames[given] : given;
  return name !== undefined && Object.hasOwn(commands, name) ? name : undefined;
}
