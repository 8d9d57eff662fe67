import { catalogue } from '../../../base/text/language.ts';

const en = {
  quit: {
    title: 'Stop the server too?',
    startedHere: (address: string) => `This console started the embedded server on ${address}.`,
    served: (requests: number, clients: string) =>
      `It served ${requests} ${requests === 1 ? 'request' : 'requests'} in the last minute${clients === '' ? '' : ` (${clients})`}.`,
    inFlight: (requests: number) =>
      requests === 1 ? '1 request is running.' : `${requests} requests are running.`,
    lastRequest: (ago: string) => `The last request was ${ago}.`,
    keep: 'Keep the server running',
    keepHint: 'reconnect later with cli-proxy tui',
    stop: 'Stop the server and quit',
    stopHint: 'clients lose the connection',
    stay: 'Stay',
    running: (title: string) => `${title}. Quit anyway?`,
    stops: 'Quitting stops it.',
    quit: 'Quit',
  },
  usageAccess: {
    title: 'Usage access',
    question: 'May this console read usage from this server?',
    others: 'Other tools that read the same queue miss these records.',
    reads: 'Usage is being read.',
    readsNot: 'Usage is not being read.',
    no: 'No',
    yes: 'Yes, from now on',
    off: 'The server records no requests: usage-statistics-enabled is off.',
    turnOn: 'Yes, and turn it on',
    none: 'This server does not ask for usage access.',
  },
  config: {
    title: 'config.yaml was edited and is not loaded',
    notes: 'The next change would overwrite the edit. Which one do you want?',
    load: 'Load the file',
    loadHint: 'the server loads config.yaml',
    keep: "Keep the server's",
    keepHint: 'config.yaml is restored from it',
    none: 'config.yaml and the server agree.',
  },
  secret: {
    title: 'Rotate the management secret?',
    stops:
      'The current secret stops working now. Every tool that uses it (web panel, scripts, other consoles) is signed out.',
    once: 'The new secret is shown once.',
    no: 'No, keep it',
    yes: 'Rotate secret',
    made: 'New management secret',
    copyNow: 'Copy it now. It is not shown again.',
    what: 'The management secret',
    cannot: 'This server cannot change its management secret over the network.',
  },
  acts: {
    quit: {
      title: 'quit',
      tip: 'Quit, and stop the server that this console started; asks if settings are unsaved, an action runs or clients use it.',
    },
    usageAccess: {
      title: 'usage access',
      tip: 'Choose whether this console may read usage from this server.',
    },
    config: {
      title: 'load or restore config.yaml',
      tip: 'Choose between the edited config.yaml and the config that the server uses.',
    },
    rotateSecret: {
      title: 'rotate management secret',
      tip: 'Rotate the management secret. This cannot be undone.',
    },
  },
} as const;

/** Texts for the server as a whole: quitting, usage access, its config, its management secret. */
export const words = catalogue(en, () => import('./words.zh-CN.ts'));
