import { type ClientKey, purposes } from '../../contract/client-key.ts';
import { expiryText } from '../input/expiry.ts';
import { emptyField, fieldOf } from '../input/text-field.ts';
import { attentionOf } from '../rows/attention.ts';
import { count } from '../rows/figures.ts';
import { nameOnScreen } from '../rows/key-texts.ts';
import { createMoment } from '../rows/moment.ts';
import { rotationAt } from '../rows/rotation-at.ts';
import { lineOf } from '../text/line.ts';
import { type Act, choiceField, type Dialog, textField } from '../ui/dialog.ts';
import { carryOut } from './carry-out.ts';
import { copy, type Desk, type Perform } from './desk.ts';

const revealMs = 10_000;
const noPurpose = 'none';
export const graces = ['7 d', '24 h', '1 h', 'now'] as const;

type Form = Extract<Dialog, { kind: 'form' }>;
const form = (parts: Pick<Form, 'id' | 'title' | 'fields'> & Partial<Form>): Form => ({
  kind: 'form',
  notes: [],
  focus: 0,
  problem: undefined,
  busy: false,
  target: undefined,
  ...parts,
});

function open(desk: Desk, dialog: Dialog): void {
  desk.dispatch({ type: 'dialog-opened', dialog });
}

function ask(desk: Desk, act: Act, title: string, lines: readonly string[], word?: string): void {
  const shown = lines.map((line) => lineOf(`  ${line}`));
  open(desk, { kind: 'confirm', title, lines: shown, act, word, typed: emptyField });
}

/** Carries out on the key under the cursor. */
const onKey =
  (perform: (desk: Desk, key: ClientKey) => unknown): Perform =>
  async (desk) => {
    const { selected } = desk.context();
    if (selected) await perform(desk, selected);
  };

export const keyActions = {
  'add-key': (desk) =>
    open(
      desk,
      form({
        id: 'add',
        title: 'New client key',
        fields: [
          textField('label', 'Label', 'who or what uses it, such as team-a'),
          choiceField('purpose', 'Purpose', [noPurpose, ...purposes]),
          textField('expires', 'Expires', 'never; or 30d, 24h, 2027-01-31'),
          textField('prefix', 'Prefix', 'none; or the letters that the key begins with'),
        ],
      }),
    ),
  'import-keys': (desk) =>
    open(
      desk,
      form({
        id: 'import',
        title: 'Import client keys',
        notes: ['Paste them, one a line: key, or key,label, or key,label,purpose. Then Enter.'],
        fields: [
          {
            kind: 'text',
            name: 'text',
            title: 'Keys',
            text: emptyField,
            hint: 'paste here',
            lines: true,
          },
        ],
      }),
    ),
  'edit-key': onKey((desk, key) => {
    const { label = '', purpose, expiresAt } = key.record ?? {};
    const known = [noPurpose, ...purposes, ...(purpose ? [purpose] : [])];
    const options = [...new Set(known)];
    open(
      desk,
      form({
        id: 'edit',
        title: `Edit ${nameOnScreen(key)} (${key.key.mask})`,
        target: key.fingerprint,
        fields: [
          { ...textField('label', 'Label', 'none'), ...(label === '' ? {} : { text: fieldOf(label) }) },
          choiceField('purpose', 'Purpose', options, options.indexOf(purpose ?? noPurpose)),
          textField('expires', 'Expires', 'never; or 30d, 24h, 2027-01-31', expiryText(expiresAt)),
        ],
      }),
    );
  }),
  'rotate-key': onKey((desk, key) =>
    open(
      desk,
      form({
        id: 'rotate',
        title: `Rotate ${nameOnScreen(key)} (${key.key.mask})`,
        notes: ['A new key is made beside the old one. The old one goes on working for this long:'],
        target: key.fingerprint,
        fields: [choiceField('grace', 'Grace', graces)],
      }),
    ),
  ),
  'change-deadline': onKey((desk, key) => {
    const old = rotationAt(desk.context().console.server?.clientKeys ?? [], key)?.old ?? key;
    open(
      desk,
      form({
        id: 'deadline',
        title: `New deadline for the old key of ${nameOnScreen(old)} (${old.key.mask})`,
        notes: ['From now, the old key goes on working for this long:'],
        target: old.fingerprint,
        fields: [choiceField('grace', 'Grace', graces.slice(0, 3))],
      }),
    );
  }),
  'finish-rotation': onKey((desk, key) => {
    const old = rotationAt(desk.context().console.server?.clientKeys ?? [], key)?.old ?? key;
    const act: Act = { type: 'finish', fingerprint: old.fingerprint };
    const calls = old.activity?.lastHour;
    if (calls === 0) return carryOut(desk, act);
    const used =
      calls === undefined
        ? 'Nobody counts its requests here: it may still be in use.'
        : `It was used for ${count(calls, 'call')} in the last hour, as ${nameOnScreen(old)}: those clients will get 401.`;
    ask(desk, act, `Finish the rotation of ${nameOnScreen(old)}?`, [
      `The old key ${old.key.mask} stops working at once.`,
      used,
    ]);
  }),
  'roll-back-rotation': onKey((desk, key) => {
    const rotation = rotationAt(desk.context().console.server?.clientKeys ?? [], key);
    const old = rotation?.old ?? key;
    const made = rotation?.replacement;
    const calls = made?.activity?.lastHour ?? 0;
    ask(
      desk,
      { type: 'roll-back', fingerprint: old.fingerprint },
      `Roll the rotation of ${nameOnScreen(old)} back?`,
      [
        `The new key ${made?.key.mask ?? ''} stops working at once, the old one stays without a deadline.`,
        ...(calls > 0 ? [`The new key was used for ${count(calls, 'call')} in the last hour.`] : []),
      ],
    );
  }),
  'revoke-keys': (desk) => revoke(desk),
  'copy-key': onKey((desk, key) => copy(desk, key.key, `The key of ${nameOnScreen(key)}`)),
  'reveal-key': onKey((desk, key) => {
    const { revealed } = desk.context().ui;
    if (revealed?.id === key.id) return desk.dispatch({ type: 'hidden' });
    desk.dispatch({ type: 'revealed', id: key.id, until: Math.floor(desk.now() / 1000) * 1000 + revealMs });
  }),
  'mark-key': ({ dispatch }) => dispatch({ type: 'list', screen: 'client-keys', action: { type: 'marked' } }),
  'show-detail': ({ context, dispatch }) => dispatch({ type: 'detail', open: !context().ui.detail }),
  'open-filter': ({ dispatch }) => dispatch({ type: 'filter-opened' }),
  'sort-next': ({ dispatch }) => dispatch({ type: 'sorted-next' }),
  'sort-reverse': ({ dispatch }) => dispatch({ type: 'sort-reversed' }),
  'open-item': ({ context, dispatch, now }) => {
    const { console, ui } = context();
    const items = console.server ? attentionOf(console.server, createMoment(now())) : [];
    const item = items.find(({ id }) => id === ui.overview.cursor);
    if (!item) return;
    dispatch({ type: 'filter-cleared' });
    dispatch({ type: 'screen', screen: 'client-keys' });
    if (item.keyId)
      dispatch({ type: 'list', screen: 'client-keys', action: { type: 'wanted', id: item.keyId } });
  },
  'keep-filter': ({ dispatch }) => dispatch({ type: 'filter-kept' }),
  'clear-filter': ({ dispatch }) => dispatch({ type: 'filter-cleared' }),
  'filter-down': ({ dispatch }) =>
    dispatch({ type: 'list', screen: 'client-keys', action: { type: 'moved', by: 1 } }),
  'filter-up': ({ dispatch }) =>
    dispatch({ type: 'list', screen: 'client-keys', action: { type: 'moved', by: -1 } }),
} satisfies Record<string, Perform>;

/** The marked keys, also those that a filter hides, else the one under the cursor. */
function revoke(desk: Desk) {
  const { console, ui, selected } = desk.context();
  const all = console.server?.clientKeys ?? [];
  const marked = all.filter((key) => ui.keys.marks.has(key.id));
  const keys = marked.length > 0 ? marked : selected ? [selected] : [];
  const [first] = keys;
  if (!first) return;
  const prints = new Set(keys.map((key) => key.fingerprint));
  const name = `${nameOnScreen(first)} (${first.key.mask})`;
  const title = keys.length === 1 ? `Revoke ${name}?` : `Revoke ${count(keys.length, 'key')}?`;
  const lines = [
    keys.length === 1 ? 'It stops working at once.' : `${namesOf(keys)} stop working at once.`,
    ...callsOf(keys),
  ];
  const act: Act = { type: 'revoke', fingerprints: [...prints] };
  if (all.some((key) => !prints.has(key.fingerprint))) return ask(desk, act, title, lines);
  const opens =
    'No client key is left then. With an empty list the proxy is open: anyone may call this server.';
  ask(
    desk,
    act,
    title,
    [...lines, ...opens.split('. ').map((part, i) => (i === 0 ? `${part}.` : part))],
    'open',
  );
}

function namesOf(keys: readonly ClientKey[]): string {
  const shown = keys.slice(0, 3).map(nameOnScreen).join(', ');
  return keys.length > 3 ? `${shown} and ${keys.length - 3} more` : shown;
}

function callsOf(keys: readonly ClientKey[]): string[] {
  const calls = keys.reduce((sum, key) => sum + (key.activity?.lastHour ?? 0), 0);
  return calls > 0
    ? [`${count(calls, 'call')} in the last hour came with ${keys.length === 1 ? 'it' : 'them'}.`]
    : [];
}
