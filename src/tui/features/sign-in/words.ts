import { catalogue } from '../../../base/text/language.ts';

const en = {
  signIn: {
    title: (place: string) => `Sign in to ${place}`,
    field: 'Local password or management secret',
    button: 'Sign in',
    wrong: (attemptsLeft: number) =>
      `Wrong password. ${attemptsLeft} ${attemptsLeft === 1 ? 'attempt' : 'attempts'} left, then this address is locked out for 30 minutes.`,
    repeated: 'This password was refused before, so it was not sent again.',
    managementOff: 'Management is off on this server. Set remote-management.secret-key on the server.',
    managementOffFiles:
      'Management is off on this server. Set remote-management.secret-key, or press Ctrl-D to edit files directly.',
    nothingSent: 'Nothing is sent until you press Enter.',
    signingIn: 'Signing in…',
    lockedOut: (left: string) => `Locked out for ${left}. Nothing is sent until then.`,
    unencrypted: (place: string) =>
      `The password and all keys travel to ${place} unencrypted. Enable TLS on the server, or use an SSH tunnel.`,
  },
  connecting: {
    title: 'Connecting',
    waiting: {
      'looking for the server': (place: string) => `Looking for the server at ${place}…`,
      'signing in': (place: string) => `Signing in to ${place}…`,
      'starting the embedded server': () => 'Starting the embedded server…',
      'reading the files': () => 'Reading config.yaml and auth-dir…',
    },
  },
  offer: { title: 'Server found' },
  noConfig: {
    title: 'No such config file',
    missing: (path: string) => `${path} does not exist.`,
    didYouMean: (path: string, name: string) => `${path} does not exist. Did you mean ${name}?`,
  },
  down: {
    notRunning: 'Server not running',
    notConnected: 'Not connected',
    retryIn: (left: string) => `retry in ${left}`,
    refused: (host: string) => `Nothing listens on ${host} (connection refused).`,
    foreign: (port: string) => `Port ${port} is in use by another program.`,
    broken: (file: string, problem: string) => `${file} has an error, so no server can use it: ${problem}`,
    otherConfig: (file: string) =>
      `${file} was not created by this console. It may belong to another server.`,
    changed: (file: string, ago: string) =>
      `${file} was not created by this console. It may belong to another server. Last changed ${ago}.`,
    stale: (age: string) => `The last data is ${age} old.`,
    filesNote: 'Reads and writes config.yaml and auth-dir. Starts nothing.',
    takesPort: 'Takes the port: no other server can start on it until this one stops.',
    localOnly: 'Listens on this machine only, because host is empty.',
    hashes: (file: string) => `Replaces the plain secret-key in ${file} with a bcrypt hash.`,
    question: 'Start the embedded server on this config?',
    no: 'No',
    yes: 'Start the server',
  },
  reasons: {
    noPassword: 'Type the local password or the management secret first. An empty one is never sent.',
    busy: 'The password is being sent.',
    lockedOut: 'Nothing is sent until the lockout ends.',
    noFiles: 'There is no config.yaml on this machine to edit.',
    noEmbedded: 'The embedded server needs a config.yaml on this machine.',
    brokenConfig: 'Fix config.yaml first: it has an error.',
    portTaken: 'Something is running at this address, so the embedded server cannot start there.',
    noNearest: 'No other config file is known.',
    noSetUp: 'Read-only mode.',
  },
  acts: {
    signIn: { title: 'sign in', tip: 'Send the password. Nothing is sent before that.' },
    show: { title: 'show', tip: 'Show or hide what you typed.' },
    hide: 'hide',
    files: { title: 'edit files directly', tip: 'Continue without a server and edit the files directly.' },
    retry: { title: 'retry', tip: 'Look for the server again.' },
    help: { title: 'help', tip: 'Show all keys.' },
    quit: { title: 'quit', tip: 'Quit the console.' },
    cancelSignIn: { title: 'cancel', tip: 'Stop signing in, or clear the field.' },
    offerSignIn: { title: 'Sign in to this server', tip: 'Sign in to the server that was found.' },
    offerSetUp: {
      title: 'Set up a new server on another port',
      tip: 'Set up your own server on another port.',
    },
    openNearest: {
      title: 'Open the config with a similar name',
      tip: 'Open the config with a similar name.',
    },
    openPath: (path: string) => `Open ${path}`,
    create: { title: 'Create a new server', tip: 'Create a new config at the given path.' },
    createAt: (path: string, port: string) => `Create a new server at ${path} (port ${port})`,
    quitWay: { title: 'Quit', tip: 'Quit the console.' },
    tryAgain: { title: 'Try again', tip: 'Look for the server again.' },
    editFiles: {
      title: 'Edit files directly',
      tip: 'Continue without a server and edit the files directly.',
    },
    start: {
      title: 'Start the embedded server',
      tip: 'Start the server embedded in this program.',
      asks: 'when the config may belong to another server',
    },
    startOn: (port: string) => `Start the embedded server on port ${port}`,
    cancel: { title: 'cancel', tip: 'Stop waiting.' },
    choose: { title: 'choose', tip: 'Run the selected choice.' },
    down: { title: 'down', tip: 'Next line.' },
    up: { title: 'up', tip: 'Previous line.' },
  },
} as const;

/** Texts of the sign-in and connection screens. */
export const words = catalogue(en, () => import('./words.zh-CN.ts'));
