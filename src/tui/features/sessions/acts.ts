import { Secret } from '../../../base/secrets/secret.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { resetCooldown, revokeSessions, setSessionState } from '../../../operations/index.ts';
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
const targets = (at: At) => sessionsSight(at).targets;
const selected = (at: At) => sessionsSight(at).selected;
const { act, change, counting, noneMeant, noneSelected, notLoaded, onSelected } = itemActs<AuthFile, Id>(
  'sessions',
  words,
  targets,
  selected,
);

const noSessions: Reason = (at) =>
  at.console.capabilities?.sessions === 'absent' ? words().why.noSessions : notLoaded(at);
const noFile: Reason = (at) =>
  noneSelected(at) ?? (selected(at)?.inMemory ? words().why.inMemory : undefined);
const noLink: Reason = (at) =>
  noneSelected(at) ?? (selected(at)?.link === undefined ? words().why.noLink : undefined);

const cooling = (at: At) => targets(at).filter((file) => authFileState(file, at.now) === 'cooling');
const notCooling: Reason = (at) => {
  if (cooling(at).length > 0) return undefined;
  return noneMeant(at) ?? (targets(at).length > 1 ? words().why.noneCooling : words().why.notCooling);
};

const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);

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

function revoke(console: Console) {
  const files = targets(console.at());
  const [first] = files;
  if (!first) return;
  const rows = files.map((file) => [sessionName(file), file.name, useOf(file)]);
  const names = namesOf(files);
  askToRemove(console, words().revoke, sessionName(first), rows, [], () =>
    change(console, revokeSessions, { names }),
  );
}

const useOf = ({ traffic }: AuthFile): string =>
  traffic ? words().revoke.requests(wholeNumber(traffic.calls), traffic.since) : '';

// biome-ignore format: one row a record reads as the table that it is
/** Sessions that are logged in to providers. */
export const sessionActs: readonly Act[] = [
  act('log-in', 'l', 10, 'writes', noSessions, logIn),
  act('log-in-again', 'L', 20, 'writes', noneSelected, onSelected(logInAgain)),
  act('disable-sessions', 'd', 30, 'writes', noneMeant, disable, disableTitle),
  act('revoke-sessions', 'x', 32, 'danger', noneMeant, revoke, counting('revoke-sessions')),
  act('clear-session-cooldown', 'z', 35, 'writes', notCooling, (console) => change(console, resetCooldown, { names: namesOf(cooling(console.at())) }), counting('clear-session-cooldown', cooling)),
  act('edit-session', 'e', 50, 'writes', noneSelected, onSelected(openEditForm)),
  act('note-session', 'n', 60, 'writes', noneSelected, onSelected(openNoteForm)),
  act('upload-auth-file', 'i', 65, 'writes', noSessions, openUploadForm),
  act('download-auth-file', 'E', 70, 'reads', noFile, onSelected(openDownloadForm)),
  act('session-link', 'c', 66, 'reads', noLink, onSelected((console, { link = '' }) => console.copy(new Secret(link), words().login.link))),
  act('session-usage', 'U', 90, 'reads', (at) => noneSelected(at) ?? noUsage(at), onSelected((console, file) => console.go('usage', { filter: fieldTerm('account', accountOf(file)) }))),
];
