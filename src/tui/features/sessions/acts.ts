import { Secret } from '../../../base/secrets/secret.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { clearCooldown, revokeSessions, setSessionState } from '../../../operations/index.ts';
import type { Act, At, Console } from '../../act.ts';
import { wholeNumber } from '../../numbers.ts';
import { askToRemove, counted, itemActs, type Reason } from '../item-acts.tsx';
import { noUsage } from '../usage/acts.ts';
import { fieldTerm } from '../usage/filter.ts';
import { openDownloadForm, openEditForm, openNoteForm, openUploadForm } from './forms.tsx';
import { logIn, logInAgain } from './login.tsx';
import { accountOf, sessionName, sessionsSight } from './rows.ts';
import { words } from './words.ts';

type Id = Exclude<keyof ReturnType<typeof words>['acts'], `login-${string}`>;
const { act, actOnAll, actOnOne, change, noneMeant, noneSelected, notLoaded } = itemActs<AuthFile, Id>(
  'sessions',
  words,
  sessionsSight,
);
const targets = (at: At) => sessionsSight(at).targets;
const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);

const noSessions: Reason = (at) =>
  at.console.capabilities?.sessions === 'absent' ? words().why.noSessions : notLoaded(at);
const noFile: Reason = (at) =>
  noneSelected(at) ?? (sessionsSight(at).selected?.inMemory ? words().why.inMemory : undefined);
const noLink: Reason = (at) =>
  noneSelected(at) ?? (sessionsSight(at).selected?.link ? undefined : words().why.noLink);
const noUsageOfSession: Reason = (at) => noneSelected(at) ?? noUsage(at);

const cooling = (at: At) => targets(at).filter((file) => authFileState(file, at.now) === 'cooling');
const notCooling: Reason = (at) => {
  if (cooling(at).length > 0) return undefined;
  return noneMeant(at) ?? (targets(at).length > 1 ? words().why.noneCooling : words().why.notCooling);
};

/** What is enabled among them is to be disabled; when nothing is, all of them are to be enabled. */
function toDisable(at: At) {
  const enabled = targets(at).filter(({ disabled }) => !disabled);
  return enabled.length > 0 ? { files: enabled, disabled: true } : { files: targets(at), disabled: false };
}

function disable(console: Console) {
  const { files, disabled } = toDisable(console.at());
  return change(console, setSessionState, { names: namesOf(files), disabled });
}

function disableTitle(at: At): string {
  const { files, disabled } = toDisable(at);
  return counted(disabled ? words().acts['disable-sessions'].title : words().enable, files.length);
}

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
const goToUsage = (console: Console, file: AuthFile) =>
  console.go('usage', { filter: fieldTerm('account', accountOf(file)) });

// biome-ignore format: one row a record reads as the table that it is
/** Sessions that are logged in to providers. */
export const sessionActs: readonly Act[] = [
  act('log-in', 'l', 10, 'writes', logIn, noSessions),
  actOnOne('log-in-again', 'L', 20, 'writes', logInAgain),
  { ...act('disable-sessions', 'd', 30, 'writes', disable, noneMeant), title: disableTitle },
  actOnAll('revoke-sessions', 'x', 32, 'danger', revoke),
  actOnAll('clear-session-cooldown', 'z', 35, 'writes', clear, notCooling, cooling),
  actOnOne('edit-session', 'e', 50, 'writes', openEditForm),
  actOnOne('note-session', 'n', 60, 'writes', openNoteForm),
  act('upload-auth-file', 'i', 65, 'writes', openUploadForm, noSessions),
  actOnOne('download-auth-file', 'E', 70, 'reads', openDownloadForm, noFile),
  actOnOne('session-link', 'c', 66, 'reads', copyLink, noLink),
  actOnOne('session-usage', 'U', 90, 'reads', goToUsage, noUsageOfSession),
];
