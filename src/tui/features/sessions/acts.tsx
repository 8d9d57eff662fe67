import { Secret } from '../../../base/secret.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { resetCooldown, revokeSessions, setSessionState } from '../../../operations/index.ts';
import type { Act, At, Console } from '../../act.ts';
import { Affected, Danger } from '../../components/dialogs/question.tsx';
import { wholeNumber } from '../../numbers.ts';
import { noUsage } from '../usage/acts.ts';
import { fieldTerm } from '../usage/filter.ts';
import { DownloadForm, EditForm, NoteForm, UploadForm } from './forms.tsx';
import { logIn, logInAgain } from './log-in.tsx';
import { accountOf, sessionName } from './session-texts.ts';
import { sessionsSight, toDisable } from './sight.ts';
import { words } from './words.ts';

type Name = keyof ReturnType<typeof words>['acts'];
const wordsOf = (id: Name) => () => words().acts[id];
/** `revoke`, `revoke 3`. */
const counted = (title: string, count: number) => (count > 1 ? words().several(title, count) : title);

const noSessions = ({ console }: At) => {
  if (console.capabilities?.sessions === 'absent') return words().why.noSessions;
  return console.server ? undefined : words().why.notLoaded;
};
const noneMeant = (at: At) => (sessionsSight(at).targets.length > 0 ? undefined : words().why.noneSelected);
const noneSelected = (at: At) => (sessionsSight(at).selected ? undefined : words().why.noneSelected);
const noFile = (at: At) =>
  noneSelected(at) ?? (sessionsSight(at).selected?.inMemory ? words().why.inMemory : undefined);
const isCooling = (at: At) => (file: AuthFile) => authFileState(file, at.now) === 'cooling';

function notCooling(at: At): string | undefined {
  const files = sessionsSight(at).targets;
  if (files.length === 0) return words().why.noneSelected;
  if (files.some(isCooling(at))) return undefined;
  return files.length > 1 ? words().why.noneCooling : words().why.notCooling;
}

const noLink = (at: At) =>
  noneSelected(at) ?? (sessionsSight(at).selected?.link === undefined ? words().why.noLink : undefined);

const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);
const unmark = ({ ui }: Console) =>
  ui.dispatch({ type: 'list', screen: 'sessions', action: { type: 'unmarked' } });

/** Opens something about the session under the cursor. */
const onSelected = (run: (console: Console, file: AuthFile) => unknown) => (console: Console) => {
  const { selected } = sessionsSight(console.at());
  return selected && run(console, selected);
};

async function disable(console: Console) {
  const { files, disabled } = toDisable(sessionsSight(console.at()).targets);
  const done = await console.session.run(setSessionState, { names: namesOf(files), disabled });
  if (done.ok) unmark(console);
}

async function clearCooldown(console: Console) {
  const at = console.at();
  const files = sessionsSight(at).targets.filter(isCooling(at));
  const done = await console.session.run(resetCooldown, { names: namesOf(files) });
  if (done.ok) unmark(console);
}

function askToRevoke(console: Console) {
  const files = sessionsSight(console.at()).targets;
  const [first] = files;
  if (!first) return;
  const { revoke } = words();
  const one = files.length === 1;
  console.open(
    <Danger
      title={one ? revoke.one(sessionName(first)) : revoke.several(files.length)}
      lines={[
        <Affected key="files" rows={files.map((file) => [sessionName(file), file.name, useOf(file)])} />,
        one ? revoke.effectOne : revoke.effectSeveral,
      ]}
      no={one ? revoke.noOne : revoke.noSeveral}
      yes={one ? revoke.yesOne : revoke.yesSeveral(files.length)}
      onYes={async () => {
        const revoked = await console.session.run(revokeSessions, { names: namesOf(files) });
        if (revoked.ok) unmark(console);
      }}
    />,
  );
}

const useOf = ({ traffic }: AuthFile): string =>
  traffic ? words().revoke.requests(wholeNumber(traffic.calls), traffic.since) : '';

/** Sessions that are logged in to providers. */
export const sessionActs: readonly Act[] = [
  {
    id: 'log-in',
    scope: 'sessions',
    keys: ['l'],
    words: wordsOf('log-in'),
    footer: 10,
    write: true,
    palette: true,
    disabled: noSessions,
    run: logIn,
  },
  {
    id: 'log-in-again',
    scope: 'sessions',
    keys: ['L'],
    words: wordsOf('log-in-again'),
    footer: 20,
    write: true,
    palette: true,
    disabled: noneSelected,
    run: onSelected(logInAgain),
  },
  {
    id: 'disable-sessions',
    scope: 'sessions',
    keys: ['d'],
    words: wordsOf('disable-sessions'),
    title(at) {
      const { files, disabled } = toDisable(sessionsSight(at).targets);
      return counted(disabled ? words().acts['disable-sessions'].title : words().enable, files.length);
    },
    footer: 30,
    write: true,
    palette: true,
    disabled: noneMeant,
    run: disable,
  },
  {
    id: 'revoke-sessions',
    scope: 'sessions',
    keys: ['x'],
    words: wordsOf('revoke-sessions'),
    title: (at) => counted(words().acts['revoke-sessions'].title, sessionsSight(at).targets.length),
    footer: 32,
    danger: true,
    palette: true,
    disabled: noneMeant,
    run: askToRevoke,
  },
  {
    id: 'clear-session-cooldown',
    scope: 'sessions',
    keys: ['z'],
    words: wordsOf('clear-session-cooldown'),
    title(at) {
      const cooling = sessionsSight(at).targets.filter(isCooling(at));
      return counted(words().acts['clear-session-cooldown'].title, cooling.length);
    },
    footer: 35,
    write: true,
    palette: true,
    disabled: notCooling,
    run: clearCooldown,
  },
  {
    id: 'edit-session',
    scope: 'sessions',
    keys: ['e'],
    words: wordsOf('edit-session'),
    footer: 50,
    write: true,
    palette: true,
    disabled: noneSelected,
    run: onSelected((console, file) => console.open(<EditForm file={file} />, { waits: true })),
  },
  {
    id: 'note-session',
    scope: 'sessions',
    keys: ['n'],
    words: wordsOf('note-session'),
    footer: 60,
    write: true,
    palette: true,
    disabled: noneSelected,
    run: onSelected((console, file) => console.open(<NoteForm file={file} />, { waits: true })),
  },
  {
    id: 'upload-auth-file',
    scope: 'sessions',
    keys: ['i'],
    words: wordsOf('upload-auth-file'),
    footer: 65,
    write: true,
    palette: true,
    disabled: noSessions,
    run: (console) => console.open(<UploadForm />, { waits: true }),
  },
  {
    id: 'download-auth-file',
    scope: 'sessions',
    keys: ['E'],
    words: wordsOf('download-auth-file'),
    footer: 70,
    palette: true,
    disabled: noFile,
    run: onSelected((console, file) => console.open(<DownloadForm file={file} />)),
  },
  {
    id: 'session-link',
    scope: 'sessions',
    keys: ['c'],
    words: wordsOf('session-link'),
    footer: 66,
    palette: true,
    disabled: noLink,
    run: onSelected((console, { link = '' }) => console.copy(new Secret(link), words().login.link)),
  },
  {
    id: 'session-usage',
    scope: 'sessions',
    keys: ['U'],
    words: wordsOf('session-usage'),
    footer: 90,
    palette: true,
    disabled: (at) => noneSelected(at) ?? noUsage(at),
    run: onSelected((console, file) => {
      const filter = fieldTerm('account', accountOf(file));
      console.ui.dispatch({ type: 'usage', action: { type: 'about', filter } });
      console.go('usage');
    }),
  },
];
