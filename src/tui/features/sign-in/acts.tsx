import type { StartEffects } from '../../../store/state.ts';
import type { Act, At, Console, Scope } from '../../act.ts';
import { openDanger } from '../../components/dialogs/question.tsx';
import { leaveSettings } from '../config/review.tsx';
import { words } from './words.ts';

type Reason = NonNullable<Act['disabled']>;

/** `config.yaml` of a path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Notes on what starting the embedded server uses and changes. */
export function effectsOf({ configPath, thisMachineOnly, hashesSecret }: StartEffects): string[] {
  const { takesPort, localOnly, hashes } = words().down;
  return [
    takesPort,
    ...(thisMachineOnly ? [localOnly] : []),
    ...(hashesSecret ? [hashes(fileName(configPath))] : []),
  ];
}

/** Starts the embedded server; asks first if another server may use the config. */
function askToStart(console: Console): unknown {
  const { connection } = console.at().console;
  const start = connection.kind === 'down' ? connection.start : undefined;
  if (start === undefined) return console.session.startServer();
  const { down } = words();
  const lines = [start.configPath, effectsOf(start).join(' ')];
  return openDanger(console, down, down.question, lines, console.session.startServer);
}

const noFiles: Reason = ({ console }) => (console.canWorkOnFiles ? undefined : words().reasons.noFiles);
const lockedOut: Reason = ({ console }) =>
  console.connection.kind === 'locked-out' ? words().reasons.lockedOut : undefined;
const noSetUp: Reason = ({ console }) => (console.canSetUp ? undefined : words().reasons.noSetUp);
const notSending: Reason = ({ console: { connection } }) =>
  connection.kind === 'sign-in' && connection.busy ? words().reasons.busy : undefined;
const noEmbedded: Reason = ({ console: { canStartServer, connection } }) => {
  if (!canStartServer) return words().reasons.noEmbedded;
  if (connection.kind !== 'down') return undefined;
  if (connection.unclear) return words().reasons.portTaken;
  return connection.start?.broken === undefined ? undefined : words().reasons.brokenConfig;
};

type Words = ReturnType<typeof words>['acts'];
type WordsId = {
  [Id in keyof Words]: Words[Id] extends { readonly title: string } ? Id : never;
}[keyof Words];

const act = (
  scope: Scope,
  id: string,
  keys: readonly string[],
  name: WordsId,
  run?: Act['run'],
  more: Partial<Act> = {},
): Act => ({ id, scope, keys, words: () => words().acts[name], ...(run && { run }), ...more });

const help = ({ perform }: Console) => perform('open-help');
const quit = (console: Console) => leaveSettings(console, console.leave);
const retry = ({ session }: Console) => session.retry();
const workOnFiles = ({ session }: Console) => session.workOnFiles();
/** Closes this console and continues with the chosen server or config. */
const leaveFor =
  (choice: 'setUpOwn' | 'openNearest') =>
  ({ session, leave }: Console) => {
    session[choice]();
    leave();
  };
const startTitle = ({ console: { connection, place } }: At): string => {
  if (connection.kind === 'down' && connection.start)
    return words().acts.startOn(String(connection.start.port));
  return words().acts.startOn(URL.canParse(place) ? new URL(place).port : '');
};
const missing = ({ console: { connection } }: At) =>
  connection.kind === 'no-config' ? connection : undefined;
const openTitle = (at: At) => words().acts.openPath(missing(at)?.nearest ?? '');
const noNearest: Reason = (at) =>
  missing(at)?.nearest === undefined ? words().reasons.noNearest : undefined;
const createTitle = (at: At) =>
  words().acts.createAt(missing(at)?.path ?? '', String(missing(at)?.port ?? ''));

/** The password field. `SignIn` holds the typed text and handles its keys. */
// biome-ignore format: one row a record reads as the table that it is
export const signInActs: readonly Act[] = [
  act('sign-in', 'send-password', ['enter'], 'signIn', undefined, { disabled: (at) => lockedOut(at) ?? notSending(at) }),
  act('sign-in', 'show-password', ['tab'], 'show'),
  act('sign-in', 'cancel-sign-in', ['escape'], 'cancelSignIn'),
  act('sign-in', 'sign-in-files', ['ctrl+d'], 'files', workOnFiles, { footer: 1, disabled: noFiles }),
  act('sign-in', 'sign-in-retry', ['ctrl+r'], 'retry', retry, { footer: 2, disabled: lockedOut }),
  act('sign-in', 'sign-in-help', ['f1'], 'help', help, { footer: 3 }),
];

/**
 * Choices when no server answers, or another program does; on a first run that found a server; without the
 * named config.
 */
// biome-ignore format: one row a record reads as the table that it is
export const choices = {
  retry: act('server-down', 'choice-retry', ['r'], 'tryAgain', retry),
  files: act('server-down', 'choice-files', ['d'], 'editFiles', workOnFiles, { disabled: noFiles }),
  start: act('server-down', 'choice-start', ['s'], 'start', askToStart, { title: startTitle, write: true, disabled: noEmbedded }),
  signIn: act('offer', 'offer-sign-in', ['s'], 'offerSignIn', ({ session }) => session.acceptOffer()),
  setUp: act('offer', 'offer-set-up', ['n'], 'offerSetUp', leaveFor('setUpOwn'), { disabled: noSetUp }),
  open: act('no-config', 'open-nearest', ['o'], 'openNearest', leaveFor('openNearest'), { title: openTitle, disabled: noNearest }),
  create: act('no-config', 'create-config', ['n'], 'create', leaveFor('setUpOwn'), { title: createTitle, disabled: noSetUp }),
  quit: act('no-config', 'no-config-leave', ['q'], 'quitWay', quit),
};

/** Keys of any list of choices. */
export const choiceActs: readonly Act[] = [
  act('choices', 'choice-choose', ['enter'], 'choose'),
  act('choices', 'choice-down', ['j', 'down'], 'down'),
  act('choices', 'choice-up', ['k', 'up'], 'up'),
  act('choices', 'choice-help', ['?', 'f1'], 'help', help, { footer: 8 }),
  act('choices', 'choice-quit', ['q'], 'quit', quit, { footer: 9 }),
];

export const connectingActs: readonly Act[] = [
  act('connecting', 'cancel-connecting', ['escape'], 'cancel', ({ session }) => session.cancel(), {
    footer: 1,
  }),
  act('connecting', 'quit-connecting', ['q'], 'quit', quit, { footer: 2 }),
];

/** All acts before the sign-in. */
export const connectActs: readonly Act[] = [
  ...signInActs,
  ...Object.values(choices),
  ...choiceActs,
  ...connectingActs,
];
