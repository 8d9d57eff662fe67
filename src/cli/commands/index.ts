import type { Command } from '../command.ts';

export interface CommandEntry {
  readonly summary: string;
  /** Loaded when it runs, as the console must not wait for code of other commands. */
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  tui: { summary: 'the console', load: async () => (await import('./tui.ts')).tui },
  serve: { summary: 'run the embedded server', load: async () => (await import('./serve.ts')).serve },
  status: { summary: 'server, keys and warnings', load: async () => (await import('./status.ts')).status },
  'keys list': {
    summary: 'all client keys, masked',
    load: async () => (await import('./keys-list.ts')).keysList,
  },
  'keys show': {
    summary: 'what is known of one key',
    load: async () => (await import('./keys-show.ts')).keysShow,
  },
  'keys check': {
    summary: 'does a key work? asks the server with it',
    load: async () => (await import('./keys-check.ts')).keysCheck,
  },
  'keys add': {
    summary: 'make a key, or add a given one',
    load: async () => (await import('./keys-add.ts')).keysAdd,
  },
  'keys import': {
    summary: 'add many keys from a file',
    load: async () => (await import('./keys-import.ts')).keysImport,
  },
  'keys label': {
    summary: 'name a key',
    load: async () => (await import('./keys-label.ts')).keysLabel,
  },
  'keys edit': {
    summary: 'change label, purpose or expiry',
    load: async () => (await import('./keys-edit.ts')).keysEdit,
  },
  'keys limit': {
    summary: 'what a key may use at most: requests, tokens, models',
    load: async () => (await import('./keys-limit.ts')).keysLimit,
  },
  'keys rotate': {
    summary: 'a new key beside the old one, which retires',
    load: async () => (await import('./keys-rotate.ts')).keysRotate,
  },
  'keys finish': {
    summary: 'remove the old key of a rotation',
    load: async () => (await import('./keys-finish.ts')).keysFinish,
  },
  'keys roll-back': {
    summary: 'remove the new key of a rotation',
    load: async () => (await import('./keys-roll-back.ts')).keysRollBack,
  },
  'keys deadline': {
    summary: 'change when the old key of a rotation stops',
    load: async () => (await import('./keys-deadline.ts')).keysDeadline,
  },
  'keys revoke': {
    summary: 'remove keys at once',
    load: async () => (await import('./keys-revoke.ts')).keysRevoke,
  },
  'keys reveal': {
    summary: 'print a key in full',
    load: async () => (await import('./keys-reveal.ts')).keysReveal,
  },
  'keys copy': {
    summary: 'put a key on the clipboard',
    load: async () => (await import('./keys-copy.ts')).keysCopy,
  },
  snippet: {
    summary: 'ready text for a client: curl, Python, JavaScript, Go …',
    load: async () => (await import('./snippet.ts')).snippet,
  },
  'sessions list': {
    summary: 'the accounts of auth-dir, with their states',
    load: async () => (await import('./sessions-list.ts')).sessionsList,
  },
  'sessions show': {
    summary: 'what is known of one account',
    load: async () => (await import('./sessions-show.ts')).sessionsShow,
  },
  'sessions enable': {
    summary: 'give accounts requests again',
    load: async () => (await import('./sessions-enable.ts')).sessionsEnable,
  },
  'sessions disable': {
    summary: 'keep requests from accounts',
    load: async () => (await import('./sessions-disable.ts')).sessionsDisable,
  },
  'sessions edit': {
    summary: 'change prefix, priority, note or proxy',
    load: async () => (await import('./sessions-edit.ts')).sessionsEdit,
  },
  'sessions note': {
    summary: 'write a note to an account',
    load: async () => (await import('./sessions-note.ts')).sessionsNote,
  },
  'sessions upload': {
    summary: 'store auth files, checked before they land',
    load: async () => (await import('./sessions-upload.ts')).sessionsUpload,
  },
  'sessions download': {
    summary: 'an auth file with its tokens, to a file',
    load: async () => (await import('./sessions-download.ts')).sessionsDownload,
  },
  'sessions revoke': {
    summary: 'take accounts away, to the trash',
    load: async () => (await import('./sessions-revoke.ts')).sessionsRevoke,
  },
  'sessions restore': {
    summary: 'bring back what was revoked',
    load: async () => (await import('./sessions-restore.ts')).sessionsRestore,
  },
  'sessions reset-cooldown': {
    summary: 'ask accounts that rest again',
    load: async () => (await import('./sessions-reset-cooldown.ts')).sessionsResetCooldown,
  },
  'config path': {
    summary: 'which config.yaml is used, and why',
    load: async () => (await import('./config-path.ts')).configPath,
  },
  'config validate': {
    summary: 'check config.yaml, with line and column',
    load: async () => (await import('./config-validate.ts')).configValidate,
  },
  'config get': {
    summary: 'print settings, secrets masked',
    load: async () => (await import('./config-get.ts')).configGet,
  },
  'config set': {
    summary: 'change one setting in place',
    load: async () => (await import('./config-set.ts')).configSet,
  },
  'config edit': {
    summary: 'open config.yaml in your editor, checked before it lands',
    load: async () => (await import('./config-edit.ts')).configEdit,
  },
  'providers list': {
    summary: 'all provider keys, masked, and how they fare',
    load: async () => (await import('./providers-list.ts')).providersList,
  },
  'providers show': {
    summary: 'what is known of one provider key',
    load: async () => (await import('./providers-show.ts')).providersShow,
  },
  'providers add': {
    summary: 'add a provider key',
    load: async () => (await import('./providers-add.ts')).providersAdd,
  },
  'providers edit': {
    summary: 'change fields of a provider key',
    load: async () => (await import('./providers-edit.ts')).providersEdit,
  },
  'providers duplicate': {
    summary: 'copy an entry',
    load: async () => (await import('./providers-duplicate.ts')).providersDuplicate,
  },
  'providers enable': {
    summary: 'use provider keys again',
    load: async () => (await import('./providers-enable.ts')).providersEnable,
  },
  'providers disable': {
    summary: 'use provider keys no more, and keep them',
    load: async () => (await import('./providers-disable.ts')).providersDisable,
  },
  'providers remove': {
    summary: 'take provider keys out',
    load: async () => (await import('./providers-remove.ts')).providersRemove,
  },
  'providers move': {
    summary: 'another place in the list',
    load: async () => (await import('./providers-move.ts')).providersMove,
  },
  'providers rotate': {
    summary: 'a new key in the place of the old one, tried out first',
    load: async () => (await import('./providers-rotate.ts')).providersRotate,
  },
  'providers check': {
    summary: 'are provider keys good? asks the providers',
    load: async () => (await import('./providers-check.ts')).providersCheck,
  },
  'providers models': {
    summary: 'the models that a provider has',
    load: async () => (await import('./providers-models.ts')).providersModels,
  },
  'cline keys': {
    summary: 'the API keys of the Cline account',
    load: async () => (await import('./cline-keys.ts')).clineKeys,
  },
  'cline revoke': {
    summary: 'delete an API key at Cline',
    load: async () => (await import('./cline-revoke.ts')).clineRevoke,
  },
  'amp show': {
    summary: 'which upstream key each client key gets at Amp, and why',
    load: async () => (await import('./amp-show.ts')).ampShow,
  },
  'amp set': {
    summary: 'where Amp is, and its default key',
    load: async () => (await import('./amp-set.ts')).ampSet,
  },
  'amp map': {
    summary: 'an upstream key of their own for client keys',
    load: async () => (await import('./amp-map.ts')).ampMap,
  },
  'amp unmap': {
    summary: 'take Amp mappings away',
    load: async () => (await import('./amp-unmap.ts')).ampUnmap,
  },
  'secret rotate': {
    summary: 'a new management secret',
    load: async () => (await import('./secret-rotate.ts')).secretRotate,
  },
  usage: {
    summary: 'requests, errors, tokens and cost; live with --follow',
    load: async () => (await import('./usage.ts')).usage,
  },
  doctor: {
    summary: 'what is wrong, why it matters, and fixes',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  audit: { summary: 'who changed what', load: async () => (await import('./audit.ts')).audit },
};
