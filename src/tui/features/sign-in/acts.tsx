import type { StartEffects } from '../../../store/state.ts';
import type { Act, At, Console, Scope } from '../../act.ts';
import { Danger } from '../../components/dialogs/question.tsx';
import { words } from './words.ts';

type Reason = NonNullable<Act['disabled']>;

/** `config.yaml` of a path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What starting the embedded server would take and change, as notes. */
export function effectsOf({ configPath, thisMachineOnly, hashesSecret }: StartEffects): string[] {
  const { takesPort, localOnly, hashes, differs } = words().down;
  return [
    takesPort,
    ...(thisMachineOnly ? [localOnly] : []),
    ...(hashesSecret ? [hashes(fileName(configPath))] : []),
    differs,
  ];
}

/** Starts the embedded server; on a config that may be another server's only after a yes. */
function askToStart(console: Console): unknown {
  const { connection } = console.at().console;
  const start = connection.kind === 'down' ? connection.start : undefined;
  if (start === undefined) return console.session.startServer();
  const { question, no, yes } = words().down;
  console.open(
    <Danger
      title={question}
      lines={[start.configPath, effectsOf(start).join(' ')]}
      no={no}
      yes={yes}
      onYes={() => console.session.startServer()}
    />,
  );
  return undefined;
}

const noFiles: Reason = ({ console }) => (console.canWorkOnFiles ? undefined : words().reasons.noFiles);
const lockedOut: Reason = ({ console }) =>
  console.connection.kind === 'locked-out' ? words().reasons.lockedOut : undefined;
const noSetUp: Reason = ({ console }) => (console.canSetUp ? undefined : words().reasons.noSetUp);
const notSending: Reason = ({ console: { connection } }) =>
  connection.kind === 'sign-in' && connection.busy ? words().reasons.busy : undefined;
const noEmbedded: Reason = ({ console: { canStartServer, connection } }) => {
  if (!canStartServer) return words().reasons.noEmbedded;
  return connection.kind === 'down' && connection.unclear ? words().reasons.portTaken : undefined;
};

type Words = ReturnType<typeof words>['acts'];
type WordsId = {
  [Id in keyof Words]: Words[Id] extends { readonly title: string } ? Id : never;
}[keyof Words];

const act = (
  id: string,
  scope: Scope,
  keys: readonly string[],
  name: WordsId,
  more: Partial<Act> = {},
): Act => ({ id, scope, keys, words: () => words().acts[name], ...more });
const help = { run: ({ perform }) => perform('open-help') } satisfies Partial<Act>;
const quit = { run: ({ leave }) => leave() } satisfies Partial<Act>;

/** The password field. What is typed is state of `SignIn`, which handles the keys that are about it. */
// biome-ignore format: one row a record reads as the table that it is
export const signInActs: readonly Act[] = [
  act('send-password', 'sign-in', ['enter'], 'signIn', { disabled: (at) => lockedOut(at) ?? notSending(at) }),
  act('show-password', 'sign-in', ['tab'], 'show'),
  act('cancel-sign-in', 'sign-in', ['escape'], 'cancelSignIn'),
  act('sign-in-files', 'sign-in', ['ctrl+d'], 'files', { footer: 1, disabled: noFiles, run: ({ session }) => session.workOnFiles() }),
  act('sign-in-retry', 'sign-in', ['ctrl+r'], 'retry', { footer: 2, disabled: lockedOut, run: ({ session }) => session.retry() }),
  act('sign-in-help', 'sign-in', ['f1'], 'help', { footer: 3, ...help }),
];

/** A list of ways, one of them selected. */
const choosing = (scope: Scope, prefix: string): readonly Act[] => [
  act(`${prefix}-choose`, scope, ['enter'], 'choose'),
  act(`${prefix}-down`, scope, ['j', 'down'], 'down'),
  act(`${prefix}-up`, scope, ['k', 'up'], 'up'),
  act(`${prefix}-help`, scope, ['?', 'f1'], 'help', { footer: 8, ...help }),
  act(`${prefix}-quit`, scope, ['q'], 'quit', { footer: 9, ...quit }),
];

const portOf = ({ console: { connection, place } }: At): string => {
  if (connection.kind === 'down' && connection.start) return String(connection.start.port);
  return URL.canParse(place) ? new URL(place).port : '';
};

/** Nobody answers, or another program does. */
// biome-ignore format: one row a record reads as the table that it is
export const down = {
  retry: act('way-retry', 'server-down', ['r'], 'tryAgain', { run: ({ session }) => session.retry() }),
  files: act('way-files', 'server-down', ['d'], 'editFiles', { disabled: noFiles, run: ({ session }) => session.workOnFiles() }),
  start: act('way-start', 'server-down', ['s'], 'start', { title: (at) => words().acts.startOn(portOf(at)), disabled: noEmbedded, run: askToStart }),
};
export const downActs: readonly Act[] = [...Object.values(down), ...choosing('server-down', 'way')];

/** Leaves this console for another server; what was chosen is done then. */
const leaveFor =
  (choice: 'setUpOwn' | 'openNearest') =>
  ({ session, leave }: Console) => {
    session[choice]();
    leave();
  };

/** A first run that found a server. */
// biome-ignore format: one row a record reads as the table that it is
export const offer = {
  signIn: act('offer-sign-in', 'offer', ['s'], 'offerSignIn', { run: ({ session }) => session.acceptOffer() }),
  setUp: act('offer-set-up', 'offer', ['n'], 'offerSetUp', { disabled: noSetUp, run: leaveFor('setUpOwn') }),
};
export const offerActs: readonly Act[] = [...Object.values(offer), ...choosing('offer', 'offer')];

const missing = ({ console: { connection } }: At) =>
  connection.kind === 'no-config' ? connection : undefined;

/** A config was named that is not there. */
export const noConfig = {
  open: act('open-nearest', 'no-config', ['o'], 'openNearest', {
    title: (at) => words().acts.openPath(missing(at)?.nearest ?? ''),
    disabled: (at) => (missing(at)?.nearest === undefined ? words().reasons.noNearest : undefined),
    run: leaveFor('openNearest'),
  }),
  create: act('create-config', 'no-config', ['n'], 'create', {
    title: (at) => words().acts.createAt(missing(at)?.path ?? '', String(missing(at)?.port ?? '')),
    disabled: noSetUp,
    run: leaveFor('setUpOwn'),
  }),
  quit: act('no-config-leave', 'no-config', ['q'], 'quitWay', quit),
};
export const noConfigActs: readonly Act[] = [
  ...Object.values(noConfig),
  ...choosing('no-config', 'no-config').filter(({ id }) => id !== 'no-config-quit'),
];

export const connectingActs: readonly Act[] = [
  act('cancel-connecting', 'connecting', ['escape'], 'cancel', {
    footer: 1,
    run: ({ session }) => session.cancel(),
  }),
  act('quit-connecting', 'connecting', ['q'], 'quit', { footer: 2, ...quit }),
];

/** Every way in. */
export const wayInActs: readonly Act[] = [
  ...[...signInActs, ...downActs, ...offerActs],
  ...[...noConfigActs, ...connectingActs],
];
