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
  'keys list': entry('all client keys, masked', () => import('./keys-list.ts')),
  'keys show': entry('what is known of one key', () => import('./keys-show.ts')),
  'keys check': entry('does a key work? asks the server with it', () => import('./keys-check.ts')),
  'keys add': entry('make a key, or add a given one', () => import('./keys-add.ts')),
  'keys import': entry('add many keys from a file', () => import('./keys-import.ts')),
  'keys label': entry('name a key', () => import('./keys-label.ts')),
  'keys edit': entry('change label, purpose or expiry', () => import('./keys-edit.ts')),
  'keys limit': entry(
    'what a key may use at most: requests, tokens, models',
    () => import('./keys-limit.ts'),
  ),
  'keys rotate': entry('a new key beside the old one, which retires', () => import('./keys-rotate.ts')),
  'keys finish': entry('remove the old key of a rotation', () => import('./keys-finish.ts')),
  'keys roll-back': entry('remove the new key of a rotation', () => import('./keys-roll-back.ts')),
  'keys deadline': entry('change when the old key of a rotation stops', () => import('./keys-deadline.ts')),
  'keys revoke': entry('remove keys at once', () => import('./keys-revoke.ts')),
  'keys reveal': entry('print a key in full', () => import('./keys-reveal.ts')),
  'keys copy': entry('put a key on the clipboard', () => import('./keys-copy.ts')),
  snippet: entry('ready text for a client: curl, Python, JavaScript, Go …', () => import('./snippet.ts')),
  'sessions list': entry('the accounts of auth-dir, with their states', () => import('./sessions-list.ts')),
  'sessions login': entry('log in at a provider, or again in place', () => import('./sessions-login.ts')),
  'sessions show': entry('what is known of one account', () => import('./sessions-show.ts')),
  'sessions enable': entry('give accounts requests again', () => import('./sessions-enable.ts')),
  'sessions disable': entry('keep requests from accounts', () => import('./sessions-disable.ts')),
  'sessions edit': entry('change prefix, priority, note or proxy', () => import('./sessions-edit.ts')),
  'sessions note': entry('write a note to an account', () => import('./sessions-note.ts')),
  'sessions upload': entry(
    'store auth files, checked before they land',
    () => import('./sessions-upload.ts'),
  ),
  'sessions download': entry(
    'an auth file with its tokens, to a file',
    () => import('./sessions-download.ts'),
  ),
  'sessions revoke': entry('take accounts away, to the trash', () => import('./sessions-revoke.ts')),
  'sessions restore': entry('bring back what was revoked', () => import('./sessions-restore.ts')),
  'sessions reset-cooldown': entry(
    'ask accounts that rest again',
    () => import('./sessions-reset-cooldown.ts'),
  ),
  'config path': entry('which config.yaml is used, and why', () => import('./config-path.ts')),
  'config validate': entry('check config.yaml, with line and column', () => import('./config-validate.ts')),
  'config get': entry('print settings, secrets masked', () => import('./config-get.ts')),
  'config set': entry('change one setting in place', () => import('./config-set.ts')),
  'config edit': entry(
    'open config.yaml in your editor, checked before it lands',
    () => import('./config-edit.ts'),
  ),
  'config load': entry('load config.yaml into a running public server', () => import('./config-load.ts')),
  'config keep': entry(
    "restore the running server's config to config.yaml",
    () => import('./config-keep.ts'),
  ),
  'providers list': entry(
    'all provider keys, masked, and how they fare',
    () => import('./providers-list.ts'),
  ),
  'providers show': entry('what is known of one provider key', () => import('./providers-show.ts')),
  'providers add': entry('add a provider key', () => import('./providers-add.ts')),
  'providers edit': entry('change fields of a provider key', () => import('./providers-edit.ts')),
  'providers duplicate': entry('copy an entry', () => import('./providers-duplicate.ts')),
  'providers enable': entry('use provider keys again', () => import('./providers-enable.ts')),
  'providers disable': entry(
    'use provider keys no more, and keep them',
    () => import('./providers-disable.ts'),
  ),
  'providers remove': entry('take provider keys out', () => import('./providers-remove.ts')),
  'providers move': entry('another place in the list', () => import('./providers-move.ts')),
  'providers rotate': entry(
    'a new key in the place of the old one, tried out first',
    () => import('./providers-rotate.ts'),
  ),
  'providers check': entry(
    'are provider keys good? asks the providers',
    () => import('./providers-check.ts'),
  ),
  'providers models': entry('the models that a provider has', () => import('./providers-models.ts')),
  'cline keys': entry('the API keys of the Cline account', () => import('./cline-keys.ts')),
  'cline revoke': entry('delete an API key at Cline', () => import('./cline-revoke.ts')),
  'amp show': entry('which upstream key each client key gets at Amp, and why', () => import('./amp-show.ts')),
  'amp set': entry('where Amp is, and its default key', () => import('./amp-set.ts')),
  'amp map': entry('an upstream key of their own for client keys', () => import('./amp-map.ts')),
  'amp unmap': entry('take Amp mappings away', () => import('./amp-unmap.ts')),
  'secret rotate': entry('a new management secret', () => import('./secret-rotate.ts')),
  usage: entry('requests, errors, tokens and cost; live with --follow', () => import('./usage.ts')),
  doctor: entry('what is wrong, why it matters, and fixes', () => import('./doctor.ts')),
  audit: entry('who changed what', () => import('./audit.ts')),
};
