import { Secret } from '../../../base/secrets/secret.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { askQuota, clearCooldown, revokeSessions, setSessionState } from '../../../operations/index.ts';
import type { Act, At, Console, Reason } from '../../act.ts';
import { wholeNumber } from '../../numbers.ts';
import { askToRemove, itemActs } from '../item-acts.tsx';
import { openDownloadForm, openEditForm, openNoteForm, openUploadForm } from './forms.tsx';
import { logIn, logInAgain } from './login.tsx';
import { whyNotAsked } from './quota.tsx';
import { accountOf, sessionList, sessionName } from './rows.ts';
import { words } from './words.ts';

type Id = Exclude<keyof ReturnType<typeof words>['acts'], `login-${string}`>;
const { act, actOnAll, actOnOne, actToToggle, actToUsage, change, noneMeant, noneSelected, notLoaded } =
  itemActs<AuthFile, Id>('sessions', words, sessionList);
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
export const sessionActs: readonly Act[] = [
  act('log-in', 'l', 10, 'writes', logIn, noSessions),
  actOnOne('log-in-again', 'L', 20, 'writes', logInAgain),
  actToToggle('disable-sessions', 'd', 30, turn, () => words().enable, noneMeant, targets),
  actOnAll('revoke-sessions', 'x', 32, 'danger', revoke),
  actOnAll('clear-session-cooldown', 'z', 35, 'writes', clear, notCooling, cooling),
  actOnOne('refresh-quota', 'Q', 31, 'reads', refreshQuota, notAsked),
  actOnOne('edit-session', 'e', 50, 'writes', openEditForm),
  actOnOne('note-session', 'n', 60, 'writes', openNoteForm),
  act('upload-auth-file', 'i', 65, 'writes', openUploadForm, noSessions),
  actOnOne('download-auth-file', 'E', 70, 'reveals', openDownloadForm, noFile),
  actOnOne('session-link', 'c', 66, 'reads', copyLink, noLink),
  actToUsage('session-usage', 90, (file) => ['account', accountOf(file)]),
];
