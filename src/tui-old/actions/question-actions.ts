import type { ClientKey } from '../../contract/client-key.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { nameOnScreen, titleWith } from '../rows/key-texts.ts';
import { rotationAt } from '../rows/rotation-at.ts';
import type { Act, Title } from '../ui/dialog.ts';
import { carryOut } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { onKey } from './on-key.ts';

function ask(desk: Desk, act: Act, title: Title, lines: readonly string[], word?: string): void {
  desk.dispatch({
    type: 'dialog-opened',
    dialog: { kind: 'confirm', title, lines, act, word, typed: emptyField },
  });
}

const hour = 3_600_000;

/** What takes something away, and so asks first; what a yes then does is in carry-out.ts. */
export const questionActions = {
  'finish-rotation': onKey((desk, key) => {
    const old = rotationAt(desk.context().console.server?.clientKeys ?? [], key)?.old ?? key;
    const act: Act = { type: 'finish', fingerprint: old.fingerprint };
    const calls = old.activity?.lastHour;
    const lastUse = old.activity?.lastUsedAt ?? 0;
    if (calls === 0 && desk.now() - lastUse > hour) return carryOut(desk, act);
    const used =
      calls === undefined
        ? 'Nobody counts its requests here: it may still be in use.'
        : calls === 0
          ? 'It was used in the last hour to list models or for a similar request. That client will get 401.'
          : `${count(calls, 'request')} used it in the last hour, as ${nameOnScreen(old)}. Those clients will get 401.`;
    ask(desk, act, titleWith('Finish the rotation of ', old, '?'), [
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
      titleWith('Roll the rotation of ', old, ' back?'),
      [
        `The new key ${made?.key.mask ?? ''} stops working at once, the old one stays without a deadline.`,
        ...(calls > 0 ? [`The new key was used for ${count(calls, 'call')} in the last hour.`] : []),
      ],
    );
  }),
  'revoke-keys': (desk) => revoke(desk),
} satisfies Record<string, Perform>;

/** The marked keys, also those that a filter hides, else the one under the cursor. */
function revoke(desk: Desk) {
  const { console, ui, selected } = desk.context();
  const all = console.server?.clientKeys ?? [];
  const marked = all.filter((key) => ui.lists['client-keys'].marks.has(key.id));
  const keys = marked.length > 0 ? marked : selected ? [selected] : [];
  const [first] = keys;
  if (!first) return;
  const prints = new Set(keys.map((key) => key.fingerprint));
  const title = keys.length === 1 ? titleWith('Revoke ', first, '?') : `Revoke ${count(keys.length, 'key')}?`;
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
