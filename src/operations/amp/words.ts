import { catalogue } from '../../base/text/language.ts';

/** What changes of the Amp block say in the console. */
const en = {
  change: {
    unsupported: (place: string) =>
      `The server at ${place} does not support Amp and would delete the ampcode block from config.yaml. Use a v6 server or the embedded one. No changes made.`,
    differs: (place: string) => `${place} accepted the change but reports a different Amp block.`,
    already: 'That is already set. No changes made.',
    sentAgain: 'That is already set. The Amp mappings were sent again so that the server applies them.',
    changedSince: 'Cannot undo: the Amp block was changed again.',
    twins:
      'Two entries of ampcode.upstream-api-keys have the same upstream key, or one has none, so they cannot be distinguished. Fix this with cli-proxy config edit.',
  },
  map: {
    title: 'mapping client keys to an Amp key',
    noClient: 'No client key was given.',
    done: (what: string, mask: string, note: string) => `Mapped ${what} to the Amp key ${mask}.${note}`,
    undone: (what: string) => `Restored the former Amp mapping of ${what}.`,
    gone: 'this Amp mapping',
    off: ' Amp is off until you set its URL with cli-proxy amp set.',
  },
  keys: (count: number) => `${count} client keys`,
  unmap: {
    title: 'removing Amp mappings',
    nothing: 'Give a client key or a mapping.',
    gone: 'an Amp mapping of that client key',
    clients: (count: number) =>
      `Removed the mapping of ${count === 1 ? 'the client key' : `${count} client keys`}.`,
    mapping: (mask: string) => `Removed the mapping of ${mask}.`,
    undone: 'Restored the former Amp mappings.',
    itsKey: 'Also removed its unused upstream key.',
    theirKeys: (count: number) => `Also removed ${count} unused upstream keys.`,
  },
  set: {
    title: 'setting up Amp',
    off: 'Turned Amp off.',
    url: (url: string) => `Set the Amp URL to ${url}.`,
    noKey: 'Removed the default key.',
    key: (mask: string) => `Set the default key to ${mask}.`,
    undone: 'Restored the former Amp settings.',
  },
  show: {
    title: 'reading the Amp mappings',
    off: 'Amp is not set up.',
    at: (url: string) => `Amp is at ${url}.`,
    unsupported: (place: string) =>
      `The server at ${place} does not support Amp. Use a v6 server or the embedded one.`,
    willGo: (none: string) =>
      `${none} config.yaml still has an ampcode block, which this server deletes with its next write. Save a copy of it now.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
