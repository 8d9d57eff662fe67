import type { AuthFile } from '../../contract/auth-file.ts';
import { resetCooldown, revokeSessions, setSessionState } from '../../operations/index.ts';
import { sessionName } from '../rows/session-texts.ts';
import { choiceField, textField } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { form, open } from './form-actions.ts';
import { askAway, meantIn, toTurn } from './several.ts';

/** Carries out on the session under the cursor. */
export const onSession =
  (perform: (desk: Desk, file: AuthFile) => unknown): Perform =>
  async (desk) => {
    const { selected } = desk.context().sessions;
    if (selected) await perform(desk, selected);
  };

function meant(desk: Desk): readonly AuthFile[] {
  const { ui, sessions } = desk.context();
  return meantIn(sessions, ui.lists.sessions, ({ name }) => name);
}

const unmark = ({ dispatch }: Desk) =>
  dispatch({ type: 'list', screen: 'sessions', action: { type: 'unmarked' } });
const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);

export const sessionActions = {
  'turn-sessions': async (desk) => {
    const { items, off } = toTurn(meant(desk));
    const done = await desk.session.run(setSessionState, { names: namesOf(items), disabled: off });
    if (done.ok) unmark(desk);
  },
  'reset-cooldown': async (desk) => {
    const done = await desk.session.run(resetCooldown, { names: namesOf(meant(desk)) });
    if (done.ok) unmark(desk);
  },
  'revoke-sessions': (desk) => {
    const files = meant(desk);
    askAway(desk, {
      verb: 'Revoke',
      noun: 'session',
      names: files.map(sessionName),
      ofOne: ['It gets no request any more, and its file goes to the trash.'],
      ofSeveral: ['They get no request any more, and their files go to the trash.'],
      act: { type: 'revoke-sessions', names: namesOf(files) },
    });
  },
  'note-session': onSession((desk, file) =>
    open(
      desk,
      form({
        id: 'edit-session',
        verb: 'save',
        title: { before: 'Note on ', name: sessionName(file), after: '' },
        about: file.name,
        fields: [textField('note', 'Note', 'none', file.note ?? '')],
      }),
    ),
  ),
  'edit-session': onSession((desk, file) => {
    const { prefix = '', priority, note = '', proxyUrl = '' } = file;
    const notes = file.partial
      ? [
          'This server tells neither prefix nor proxy in its list: an empty field here may not be empty there.',
        ]
      : [];
    open(
      desk,
      form({
        id: 'edit-session',
        verb: 'save',
        title: { before: 'Edit ', name: sessionName(file), after: '' },
        about: file.name,
        notes,
        fields: [
          textField('prefix', 'Prefix', 'none; clients that ask for PREFIX/model mean this account', prefix),
          textField(
            'priority',
            'Priority',
            '0; accounts with a higher one are used first',
            priority === undefined ? '' : String(priority),
          ),
          textField('note', 'Note', 'none', note),
          textField('proxyUrl', 'Proxy', 'none; instead of the server’s own proxy', proxyUrl),
        ],
      }),
    );
  }),
  'upload-auth-file': (desk) =>
    open(
      desk,
      form({
        id: 'upload-auth-file',
        verb: 'upload',
        title: 'Upload auth files',
        notes: ['By path on this machine, several between commas; or paste the text of one.'],
        fields: [
          textField('paths', 'Files', '~/claude-dev@example.com.json'),
          { ...textField('text', 'or text', 'paste here; it is not shown'), lines: true },
          textField('name', 'Name', 'of the pasted one; made from its provider and account'),
          textField('channel', 'Provider', 'of a file that does not name its own, such as claude'),
          textField('prefix', 'Prefix', 'none'),
          choiceField('there', 'If it is there', ['leave it', 'write over it']),
        ],
      }),
    ),
  'download-auth-file': onSession((desk, file) =>
    open(
      desk,
      form({
        id: 'download-auth-file',
        verb: 'save',
        title: { before: 'Download ', name: sessionName(file), after: '' },
        about: file.name,
        notes: ['It holds the tokens of the account: whoever has it is logged in.'],
        fields: [
          textField('path', 'Save as', 'a path on this machine', `~/${file.name}`),
          choiceField('there', 'If it is there', ['leave it', 'write over it']),
        ],
      }),
    ),
  ),
} satisfies Record<string, Perform>;

export const sessionActs: Acts<'revoke-sessions'> = {
  async 'revoke-sessions'(desk, { names }) {
    const revoked = await desk.session.run(revokeSessions, { names });
    if (revoked.ok) unmark(desk);
  },
};
