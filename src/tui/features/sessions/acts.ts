import { Secret } from '../../../base/secrets/secret.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { askQuota, clearCooldown, revokeSessions, setSessionState } from '../../../operations/index.ts';
import type { At, Console, Reason } from '../../act.ts';
import { wholeNumber } from '../../numbers.ts';
import { askToRemove, itemActs } from '../item-acts.tsx';
import { openDownloadForm, openEditForm, openNoteForm, openUploadForm } from './forms.tsx';
import { logIn, logInAgain } from './login.tsx';
import { whyNotAsked } from './quota.tsx';
import { accountOf, sessionList, sessionName } from './rows.ts';
import { words } from './words.ts';

type Id = Exclude<keyof ReturnType<typeof words>['acts'], `login-${string}`>;
const { acts, change, noneMeant, noneSelected, notLoaded, toggle, toUsage } = itemActs<AuthFile, Id>(
  'sessions',
  words,
  sessionList,
);
const targets = (at: At) => sessionList(at).targets;
const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);

const noSessions: Reason = (at) =>
  at.console.capabilities?.sessions === 'absent' ? words().why.noSessions : notLoaded(at);
const noFile: Reason = (at) =>
  noneSelected(at) ?? (sessionList(at).selected?.inMemory ? words().why.inMemory : undefined);
const noLink: Reason = (at) =>
  noneSelected(at) ?? (sessionList(at).selected?.link ? undefined : words().why.noLink);

const cooling = (at: At) => targets(at).filter((file) => authFileState(file, at.now) === 'cooling');
const notCooling: Reason = (at) => {
  if (cooling(at).length > 0) return undefined;
  return noneMeant(at) ?? (targets(at).length > 1 ? words().why.noneCooling : words().why.notCooling);
};

const notAsked: Reason = (at) => {
  const { selected } = sessionList(at);
  return noneSelected(at) ?? (selected && whyNotAsked(selected));
};
const refreshQuota = ({ session }: Console, { name }: AuthFile) => session.run(askQuota, { name });

const turn = (console: Console, files: readonly AuthFile[], disabled: boolean) =>
  change(console, setSessionState, { names: namesOf(files), disabled });

function revoke(console: Console, files: readonly AuthFile[], first: AuthFile) {
  const say = words().revoke;
  const rows = files.map((file) => [sessionName(file), file.name, useOf(file)]);
  askToRemove(console, say, sessionName(first), rows, [], () =>
    change(console, revokeSessions, { names: namesOf(files) }),
  );
}

const useOf = ({ traffic }: AuthFile): string =>
  traffic ? words().revoke.requests(wholeNumber(traffic.calls), traffic.since) : '';

const clear = (console: Console, files: readonly AuthFile[]) =>
  change(console, clearCooldown, { names: namesOf(files) });
const copyLink = (console: Console, { link = '' }: AuthFile) =>
  console.copy(new Secret(link), words().login.link);

// biome-ignore format: one row a record reads as the table that it is
/** Acts of the Sessions screen. */
export const sessionActs = acts([
  { id: 'log-in', key: 'l', footer: 10, write: true, run: logIn, disabled: noSessions },
  { id: 'log-in-again', key: 'L', footer: 20, write: true, one: logInAgain },
  { key: 'd', footer: 30, ...toggle('disable-sessions', turn, () => words().enable, targets) },
  { id: 'revoke-sessions', key: 'x', footer: 32, danger: true, all: revoke },
  { id: 'clear-session-cooldown', key: 'z', footer: 35, write: true, all: clear, of: cooling, disabled: notCooling },
  { id: 'refresh-quota', key: 'Q', footer: 31, one: refreshQuota, disabled: notAsked },
  { id: 'edit-session', key: 'e', footer: 50, write: true, one: openEditForm },
  { id: 'note-session', key: 'n', footer: 60, write: true, one: openNoteForm },
  { id: 'upload-auth-file', key: 'i', footer: 65, write: true, run: openUploadForm, disabled: noSessions },
  { id: 'download-auth-file', key: 'E', footer: 70, reveals: true, one: openDownloadForm, disabled: noFile },
  { id: 'session-link', key: 'c', footer: 66, one: copyLink, disabled: noLink },
  { id: 'session-usage', footer: 90, ...toUsage((file) => ['account', accountOf(file)]) },
]);
