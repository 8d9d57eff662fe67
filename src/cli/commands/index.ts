import type { Command } from '../command.ts';

export interface CommandEntry {
  readonly summary: string;
  /** Loaded when it runs, as the console must not wait for code of other commands. */
  readonly load: () => Promise<Command>;
}

/** The one record of a command's file. */
function entry(summary: string, file: () => Promise<object>): CommandEntry {
  return {
    summary,
    async load() {
      const record = Object.values(await file()).find(isCommand);
      if (!record) throw new Error(`no command: ${summary}`);
      return record;
    },
  };
}

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'run' in value && 'words' in value;

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  tui: entry('the console', () => import('./tui.ts')),
  serve: entry('run the embedded server', () => import('./serve.ts')),
  status: entry('server, keys and warnings', () => import('./status.ts')),
  'keys list': entry('all client keys, masked', () => import('./client-keys/keys-list.ts')),
  'keys show': entry('what is known of one key', () => import('./client-keys/keys-show.ts')),
  'keys check': entry(
    'does a key work? asks the server with it',
    () => import('./client-keys/keys-check.ts'),
  ),
  'keys add': entry('make a key, or add a given one', () => import('./client-keys/keys-add.ts')),
  'keys import': entry('add many keys from a file', () => import('./client-keys/keys-import.ts')),
  'keys label': entry('name a key', () => import('./client-keys/keys-label.ts')),
  'keys edit': entry('change label, purpose or expiry', () => import('./client-keys/keys-edit.ts')),
  'keys limit': entry(
    'what a key may use at most: requests, tokens, models',
    () => import('./client-keys/keys-limit.ts'),
  ),
  'keys rotate': entry(
    'a new key beside the old one, which retires',
    () => import('./client-keys/keys-rotate.ts'),
  ),
  'keys finish': entry('remove the old key of a rotation', () => import('./client-keys/keys-finish.ts')),
  'keys roll-back': entry(
    'remove the new key of a rotation',
    () => import('./client-keys/keys-roll-back.ts'),
  ),
  'keys deadline': entry(
    'change when the old key of a rotation stops',
    () => import('./client-keys/keys-deadline.ts'),
  ),
  'keys revoke': entry('remove keys at once', () => import('./client-keys/keys-revoke.ts')),
  'keys reveal': entry('print a key in full', () => import('./client-keys/keys-reveal.ts')),
  'keys copy': entry('put a key on the clipboard', () => import('./client-keys/keys-copy.ts')),
  snippet: entry('ready text for a client: curl, Python, JavaScript, Go …', () => import('./snippet.ts')),
  'sessions list': entry(
    'the accounts of auth-dir, with their states',
    () => import('./sessions/sessions-list.ts'),
  ),
  'sessions login': entry(
    'log in at a provider, or again in place',
    () => import('./sessions/sessions-login.ts'),
  ),
  'sessions show': entry('what is known of one account', () => import('./sessions/sessions-show.ts')),
  'sessions enable': entry('give accounts requests again', () => import('./sessions/sessions-enable.ts')),
  'sessions disable': entry('keep requests from accounts', () => import('./sessions/sessions-disable.ts')),
  'sessions edit': entry(
    'change prefix, priority, note or proxy',
    () => import('./sessions/sessions-edit.ts'),
  ),
  'sessions note': entry('write a note to an account', () => import('./sessions/sessions-note.ts')),
  'sessions upload': entry(
    'store auth files, checked before they land',
    () => import('./sessions/sessions-upload.ts'),
  ),
  'sessions download': entry(
    'an auth file with its tokens, to a file',
    () => import('./sessions/sessions-download.ts'),
  ),
  'sessions revoke': entry('take accounts away, to the trash', () => import('./sessions/sessions-revoke.ts')),
  'sessions restore': entry('bring back what was revoked', () => import('./sessions/sessions-restore.ts')),
  'sessions reset-cooldown': entry(
    'ask accounts that rest again',
    () => import('./sessions/sessions-reset-cooldown.ts'),
  ),
  'config path': entry('which config.yaml is used, and why', () => import('./config/config-path.ts')),
  'config validate': entry(
    'check config.yaml, with line and column',
    () => import('./config/config-validate.ts'),
  ),
  'config get': entry('print settings, secrets masked', () => import('./config/config-get.ts')),
  'config set': entry('change one setting in place', () => import('./config/config-set.ts')),
  'config edit': entry(
    'open config.yaml in your editor, checked before it lands',
    () => import('./config/config-edit.ts'),
  ),
  'config load': entry(
    'load config.yaml into a running public server',
    () => import('./config/config-load.ts'),
  ),
  'config keep': entry(
    "restore the running server's config to config.yaml",
    () => import('./config/config-keep.ts'),
  ),
  'providers list': entry(
    'all provider keys, masked, and how they fare',
    () => import('./provider-keys/providers-list.ts'),
  ),
  'providers show': entry(
    'what is known of one provider key',
    () => import('./provider-keys/providers-show.ts'),
  ),
  'providers add': entry('add a provider key', () => import('./provider-keys/providers-add.ts')),
  'providers edit': entry(
    'change fields of a provider key',
    () => import('./provider-keys/providers-edit.ts'),
  ),
  'providers duplicate': entry('copy an entry', () => import('./provider-keys/providers-duplicate.ts')),
  'providers enable': entry('use provider keys again', () => import('./provider-keys/providers-enable.ts')),
  'providers disable': entry(
    'use provider keys no more, and keep them',
    () => import('./provider-keys/providers-disable.ts'),
  ),
  'providers remove': entry('take provider keys out', () => import('./provider-keys/providers-remove.ts')),
  'providers move': entry('another place in the list', () => import('./provider-keys/providers-move.ts')),
  'providers rotate': entry(
    'a new key in the place of the old one, tried out first',
    () => import('./provider-keys/providers-rotate.ts'),
  ),
  'providers check': entry(
    'are provider keys good? asks the providers',
    () => import('./provider-keys/providers-check.ts'),
  ),
  'providers models': entry(
    'the models that a provider has',
    () => import('./provider-keys/providers-models.ts'),
  ),
  'cline keys': entry('the API keys of the Cline account', () => import('./cline/cline-keys.ts')),
  'cline revoke': entry('delete an API key at Cline', () => import('./cline/cline-revoke.ts')),
  'amp show': entry(
    'which upstream key each client key gets at Amp, and why',
    () => import('./amp/amp-show.ts'),
  ),
  'amp set': entry('where Amp is, and its default key', () => import('./amp/amp-set.ts')),
  'amp map': entry('an upstream key of their own for client keys', () => import('./amp/amp-map.ts')),
  'amp unmap': entry('take Amp mappings away', () => import('./amp/amp-unmap.ts')),
  'secret rotate': entry('a new management secret', () => import('./config/secret-rotate.ts')),
  usage: entry('requests, errors, tokens and cost; live with --follow', () => import('./usage.ts')),
  doctor: entry('what is wrong, why it matters, and fixes', () => import('./doctor.ts')),
  audit: entry('who changed what', () => import('./audit.ts')),
};
