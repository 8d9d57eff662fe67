import type { Act, At, Scope } from '../../act.ts';
import { askToStart } from './start-question.tsx';
import { words } from './words.ts';

type Reason = NonNullable<Act['disabled']>;

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
): Act => ({
  id,
  scope,
  keys,
  words: () => words().acts[name],
  ...more,
});
const help = { run: ({ perform }) => perform('open-help') } satisfies Partial<Act>;
const quit = { run: ({ leave }) => leave() } satisfies Partial<Act>;

/** The password field. What is typed is state of `SignIn`, which handles the keys that are about it. */
export const signInActs: readonly Act[] = [
  act('send-password', 'sign-in', ['enter'], 'signIn', {
    disabled: (at) => lockedOut(at) ?? notSending(at),
  }),
  act('show-password', 'sign-in', ['tab'], 'show'),
  act('cancel-sign-in', 'sign-in', ['escape'], 'cancelSignIn'),
  act('sign-in-files', 'sign-in', ['ctrl+d'], 'files', {
    footer: 1,
    disabled: noFiles,
    run: ({ session }) => session.workOnFiles(),
  }),
  act('sign-in-retry', 'sign-in', ['ctrl+r'], 'retry', {
    footer: 2,
    disabled: lockedOut,
    run: ({ session }) => session.retry(),
  }),
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
export const down = {
  retry: act('way-retry', 'server-down', ['r'], 'tryAgain', { run: ({ session }) => session.retry() }),
  files: act('way-files', 'server-down', ['d'], 'editFiles', {
    disabled: noFiles,
    run: ({ session }) => session.workOnFiles(),
  }),
  start: act('way-start', 'server-down', ['s'], 'start', {
    title: (at) => words().acts.startOn(portOf(at)),
    disabled: noEmbedded,
    run: askToStart,
  }),
};
export const downActs: readonly Act[] = [...Object.values(down), ...choosing('server-down', 'way')];

/** A first run that found a server. */
export const offer = {
  signIn: act('offer-sign-in', 'offer', ['s'], 'offerSignIn', {
    run: ({ session }) => session.acceptOffer(),
  }),
  setUp: act('offer-set-up', 'offer', ['n'], 'offerSetUp', {
    disabled: noSetUp,
    run({ session, leave }) {
      session.setUpOwn();
      leave();
    },
  }),
};
export const offerActs: readonly Act[] = [...Object.values(offer), ...choosing('offer', 'offer')];

const missing = ({ console: { connection } }: At) =>
  connection.kind === 'no-config' ? connection : undefined;

/** A config was named that is not there. */
export const noConfig = {
  open: act('open-nearest', 'no-config', ['o'], 'openNearest', {
    title: (at) => words().acts.openPath(missing(at)?.nearest ?? ''),
    disabled: (at) => (missing(at)?.nearest === undefined ? words().reasons.noNearest : undefined),
    run({ session, leave }) {
      session.openNearest();
      leave();
    },
  }),
  create: act('create-config', 'no-config', ['n'], 'create', {
    title: (at) => words().acts.createAt(missing(at)?.path ?? '', String(missing(at)?.port ?? '')),
    disabled: noSetUp,
    run({ session, leave }) {
      session.setUpOwn();
      leave();
    },
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
  ...signInActs,
  ...downActs,
  ...offerActs,
  ...noConfigActs,
  ...connectingActs,
];
