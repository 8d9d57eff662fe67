import { formatCount } from '../../base/count-text.ts';
import { purposes } from '../../contract/client-key.ts';
import { expiryText } from '../input/expiry.ts';
import { emptyField } from '../input/text-field.ts';
import { titleWith } from '../rows/key-texts.ts';
import { rotationAt } from '../rows/rotation-at.ts';
import { choiceField, type Dialog, noPurpose, textField } from '../ui/dialog.ts';
import type { Desk, Perform } from './desk.ts';
import { onKey } from './on-key.ts';

const notEnforced = 'Limits are kept here, but not enforced by this server.';

/** How long the old key of a rotation goes on working; the first is what Enter alone takes (A8). */
const graces = ['7 d', '24 h', '1 h', 'now'] as const;

/** As the operations keep it. */
export const longestLabel = 64;

type Form = Extract<Dialog, { kind: 'form' }>;
export const form = (parts: Pick<Form, 'id' | 'verb' | 'title' | 'fields'> & Partial<Form>): Form => ({
  kind: 'form',
  notes: [],
  focus: 0,
  problem: undefined,
  busy: false,
  target: undefined,
  ...parts,
});

export function open(desk: Desk, dialog: Dialog): void {
  desk.dispatch({ type: 'dialog-opened', dialog });
}

/** What opens a form; what the form then does is in submit-form.ts. */
export const formActions = {
  'add-key': (desk) =>
    open(
      desk,
      form({
        id: 'add',
        verb: 'add',
        title: 'New client key',
        fields: [
          { ...textField('label', 'Label', 'who or what uses it, such as team-a'), longest: longestLabel },
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
        verb: 'import',
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
        verb: 'save',
        title: titleWith('Edit ', key),
        target: key.fingerprint,
        fields: [
          { ...textField('label', 'Label', 'none', label), longest: longestLabel },
          choiceField('purpose', 'Purpose', options, options.indexOf(purpose ?? noPurpose)),
          textField('expires', 'Expires', 'never; or 30d, 24h, 2027-01-31', expiryText(expiresAt)),
        ],
      }),
    );
  }),
  'limit-key': onKey((desk, key) => {
    const { requestsPerMinute, tokensPerDay, tokensPerMonth, models } = key.record?.limits ?? {};
    const number = (value: number | undefined) => (value === undefined ? '' : formatCount(value));
    const { capabilities } = desk.context().console;
    open(
      desk,
      form({
        id: 'limit',
        verb: 'save',
        title: titleWith('Limits of ', key),
        notes: capabilities?.limits === 'enforced' ? [] : [notEnforced],
        target: key.fingerprint,
        fields: [
          textField('requestsPerMinute', 'Requests a minute', 'no limit; or 60', number(requestsPerMinute)),
          textField('tokensPerDay', 'Tokens a day', 'no limit; or 500k, 2M', number(tokensPerDay)),
          textField('tokensPerMonth', 'Tokens a month', 'no limit; or 20M', number(tokensPerMonth)),
          textField('models', 'Models', 'all; or claude-*, gpt-5*', models?.join(', ') ?? ''),
        ],
      }),
    );
  }),
  'rotate-key': onKey((desk, key) =>
    open(
      desk,
      form({
        id: 'rotate',
        verb: 'rotate',
        title: titleWith('Rotate ', key),
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
        verb: 'change',
        title: titleWith('New deadline for the old key of ', old),
        notes: ['From now, the old key goes on working for this long:'],
        target: old.fingerprint,
        fields: [choiceField('grace', 'Grace', graces.slice(0, 3))],
      }),
    );
  }),
} satisfies Record<string, Perform>;
