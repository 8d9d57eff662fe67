import type { AuthFile } from '../../contract/auth-file.ts';
import { resetCooldown, revokeSessions, setSessionState } from '../../operations/index.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { sessionName } from '../rows/session-texts.ts';
import { choiceField, textField } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { form, open } from './form-actions.ts';

/** Carries out on the session under the cursor. */
export const onSession =
  (perform: (desk: Desk, file: AuthFile) => unknown): Perform =>
  async (desk) => {
    const { selected } = desk.context().sessions;
    if (selected) await perform(desk, selected);
  };

/** The marked ones, also those that a filter hides, else the one under the cursor. */
function meant(desk: Desk): readonly AuthFile[] {
  const { ui, sessions } = desk.context();
  const { marks } = ui.lists.sessions;
  const marked = sessions.all.filter(({ name }) => marks.has(name));
  return marked.length > 0 ? marked : sessions.selected ? [sessions.selected] : [];
}

const unmark = ({ dispatch }: Desk) =>
  dispatch({ type: 'list', screen: 'sessions', action: { type: 'unmarked' } });
const namesOf = (files: readonly AuthFile[]) => files.map(({ name }) => name);

export const sessionActions = {
  'turn-sessions': async (desk) => {
    const files = meant(desk);
    const on = files.filter(({ disabled }) => !disabled);
    const names = namesOf(on.length > 0 ? on : files);
    const done = await desk.session.run(setSessionState, { names, disabled: on.length > 0 });
    if (done.ok) unmark(desk);
  },
  'reset-cooldown': async (desk) => {
    const done = await desk.session.run(resetCooldown, { names: namesOf(meant(desk)) });
    if (done.ok) unmark(desk);
  },
  'revoke-sessions': (desk) => {
    const files = meant(desk);
    const [first] = files;
    if (!first) return;
    const one = files.length === 1;
    const title = one
      ? { before: 'Revoke ', name: sessionName(first), after: '?' }
      : `Revoke ${count(files.length, 'session')}?`;
    const names = files.slice(0, 4).map(sessionName).join(', ');
    const rest = files.length > 4 ? ` and ${files.length - 4} more` : '';
    const lines = [
      one ? 'It gets no request any more, and its file goes to the trash.' : `${names}${rest}.`,
      ...(one ? [] : ['They get no request any more, and their files go to the trash.']),
    ];
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title,
        lines,
        act: { type: 'revoke-sessions', names: namesOf(files) },
        word: undefined,
        typed: emptyField,
      },
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
