import { commas } from '../../../base/text/commas.ts';
import type { StartEffects } from '../../../store/state.ts';
import { type At, actsIn, type Console, type Reason } from '../../act.ts';
import { openDanger } from '../../components/dialogs/question.tsx';
import { leaveSettings } from '../config/review.tsx';
import { words } from './words.ts';

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
  const lines = [start.configPath, effectsOf(start).join(commas().sentences)];
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

const texts = () => words().acts;

/** The password field. `SignIn` holds the typed text and handles its keys. */
// biome-ignore format: one row a record reads as the table that it is
export const signInActs = actsIn('sign-in', texts, [
  { id: 'send-password', word: 'signIn', keys: ['enter'], disabled: (at) => lockedOut(at) ?? notSending(at) },
  { id: 'show-password', word: 'show', keys: ['tab'] },
  { id: 'cancel-sign-in', word: 'cancelSignIn', keys: ['escape'] },
  { id: 'sign-in-files', word: 'files', keys: ['ctrl+d'], footer: 1, disabled: noFiles, run: workOnFiles },
  { id: 'sign-in-retry', word: 'retry', keys: ['ctrl+r'], footer: 2, disabled: lockedOut, run: retry },
  { id: 'sign-in-help', word: 'help', keys: ['f1'], footer: 3, run: help },
]);

/**
 * Choices when no server answers, or another program does; on a first run that found a server; without the
 * named config.
 */
// biome-ignore format: one row a record reads as the table that it is
const ways = [
  ...actsIn('server-down', texts, [
    { id: 'choice-retry', word: 'tryAgain', keys: ['r'], run: retry },
    { id: 'choice-files', word: 'editFiles', keys: ['d'], disabled: noFiles, run: workOnFiles },
    { id: 'choice-start', word: 'start', keys: ['s'], title: startTitle, write: true, disabled: noEmbedded, run: askToStart },
  ]),
  ...actsIn('offer', texts, [
    { id: 'offer-sign-in', word: 'offerSignIn', keys: ['s'], run: ({ session }) => session.acceptOffer() },
    { id: 'offer-set-up', word: 'offerSetUp', keys: ['n'], disabled: noSetUp, run: leaveFor('setUpOwn') },
  ]),
  ...actsIn('no-config', texts, [
    { id: 'open-nearest', word: 'openNearest', keys: ['o'], title: openTitle, disabled: noNearest, run: leaveFor('openNearest') },
    { id: 'create-config', word: 'create', keys: ['n'], title: createTitle, disabled: noSetUp, run: leaveFor('setUpOwn') },
    { id: 'no-config-leave', word: 'quitWay', keys: ['q'], run: quit },
  ]),
];

/** Keys of any list of choices. */
export const choiceActs = actsIn('choices', texts, [
  { id: 'choice-choose', word: 'choose', keys: ['enter'] },
  { id: 'choice-down', word: 'down', keys: ['j', 'down'] },
  { id: 'choice-up', word: 'up', keys: ['k', 'up'] },
  { id: 'choice-help', word: 'help', keys: ['?', 'f1'], footer: 8, run: help },
  { id: 'choice-quit', word: 'quit', keys: ['q'], footer: 9, run: quit },
]);

export const connectingActs = actsIn('connecting', texts, [
  {
    id: 'cancel-connecting',
    word: 'cancel',
    keys: ['escape'],
    footer: 1,
    run: ({ session }) => session.cancel(),
  },
  { id: 'quit-connecting', word: 'quit', keys: ['q'], footer: 2, run: quit },
]);

/** All acts before the sign-in. */
export const connectActs = [...signInActs, ...ways, ...choiceActs, ...connectingActs];
