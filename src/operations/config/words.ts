import { catalogue } from '../../base/text/language.ts';

/** What changes of config.yaml say in the console. */
const en = {
  settings: {
    danger: (path: string, says: string) => `${path}: ${says}`,
    title: 'changing settings',
    isDefault: (path: string) => `${path} is not set, so its default already applies. No changes made.`,
    several: (count: number) => `Changed ${count} settings.`,
    reset: (path: string) => `Reset ${path} to its default.`,
    set: (path: string) => `Set ${path}.`,
    ignored: (what: string | undefined) => `This server ignores ${what ?? 'it'}.`,
    ignoredWhy: (what: string | undefined, why: string) =>
      `The embedded server ignores ${what ?? 'it'}: ${why}.`,
    restart: (paths: string) => `Restart the server to use ${paths}.`,
    dotted: 'Give the setting as a dotted path, such as routing.strategy.',
    clientKeys: 'Use cli-proxy keys to change client keys.',
    secret: 'Use cli-proxy secret rotate to change the management secret.',
    changedSince: (path: string) => `Cannot undo: ${path} was changed again.`,
    undone: (path: string) => `Restored the former value of ${path}.`,
    severalUndone: (count: number) => `Restored the former values of ${count} settings.`,
    reading: 'reading settings',
  },
  comparing: 'comparing config.yaml',
  noDifference: 'Differences cannot be shown here.',
  choose: {
    loading: 'loading config.yaml into the server',
    loaded: (parts: string) => `Loaded config.yaml into the server (${parts}).`,
    keeping: "restoring the server's config to config.yaml",
    kept: (parts: string) => `Restored the server's config to config.yaml (${parts}).`,
    notConnected: (place: string) => `Not connected to a server. Sign in to the one that runs with ${place}.`,
    automatic: (place: string) =>
      `The server at ${place} loads config.yaml automatically when the file is valid.`,
    same: 'The server already runs with config.yaml. No changes made.',
    backup: (path: string) => `The replaced text is saved in ${path}.`,
  },
  history: {
    title: 'reading the history of config.yaml',
    restoring: 'restoring config.yaml',
    same: (id: string) => `config.yaml is the same as version ${id}. No changes made.`,
    restored: (id: string) => `Restored version ${id} of config.yaml.`,
    undone: 'Restored the former config.yaml.',
    notKept: 'No former texts of config.yaml are kept for this server.',
    none: 'No former text of config.yaml is kept yet.',
  },
  edit: {
    title: 'editing config.yaml',
    noEditor: 'There is no editor here.',
    kept: (why: string, copy: string) => `${why} Your text is kept in ${copy}.`,
    saved: 'Saved config.yaml.',
    unchanged: 'No changes made.',
  },
  secret: {
    title: 'rotating the management secret',
    rotated: 'Rotated the management secret. The old one no longer works; give the new one to your tools.',
    doubt: (why: string) =>
      `${why} The new secret may be in force: keep both until you know which one works.`,
  },
  others: {
    reading: 'reading the changes of other programs',
    title: 'undoing a change of another program',
    undone: (operation: string, user: string) => `Undone: ${operation} by ${user}.`,
    notHere:
      'Only a running embedded server can undo the changes of other programs. Start it with cli-proxy serve.',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
