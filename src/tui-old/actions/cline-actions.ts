import { formatInstant } from '../../base/instant-text.ts';
import {
  clineProvider,
  deleteClineKey,
  inputOf,
  type ListedClineKey,
  listClineKeys,
  nameOfClineKey,
} from '../../operations/index.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { MenuItem, ReportLine } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import { openReport } from './check-report.ts';
import { type Desk, notice, type Perform } from './desk.ts';
import { providerName } from './provider-actions.ts';
import { providerPresetActs } from './provider-presets.ts';

/** J1, J2: the keys of the Cline account behind a row; where there is no Cline yet, it is added. */
export const clineActions = {
  'cline-keys': async (desk) => {
    const { console, providers } = desk.context();
    const { selected } = providers;
    if (selected?.provider === clineProvider) return showKeys(desk, selected.id);
    if (console.readOnly) return notice(desk, 'warning', 'No Cline is added here: the console is read-only.');
    await providerPresetActs['add-preset'](desk, { type: 'add-preset', provider: clineProvider });
  },
} satisfies Record<string, Perform>;

async function showKeys(desk: Desk, id: string): Promise<void> {
  const row = desk.context().providers.all.find((it) => it.id === id);
  if (!row) return;
  const title = { before: 'API keys of the account of ', name: providerName(row), after: '' };
  const show = openReport(desk, `cline ${id}`, title);
  const report = desk.context().ui.dialog;
  const listed = await desk.session.ask(listClineKeys, inputOf(row));
  if (!listed.ok) return show([{ text: `✕ ${listed.message}`, style: 'danger' }], false);
  const keys = listed.value;
  const now = desk.now();
  if (keys.length === 0) return show([{ text: 'The account has no API key.' }], false);
  const lines = keys.map((key): ReportLine => ({ text: `${nameOfClineKey(key)}  ${hintOf(key, now)}` }));
  const { console, ui } = desk.context();
  const isOpen = ui.dialog?.kind === 'report' && report?.kind === 'report' && ui.dialog.id === report.id;
  if (!isOpen) return;
  if (console.readOnly) return show(lines, false);
  const items = keys.map((key): MenuItem => {
    const [name, hint] = [nameOfClineKey(key), hintOf(key, now)];
    const act = { type: 'ask-cline-key', id, keyId: key.id, name, hint, asking: key.asking } as const;
    return { title: name, hint, act };
  });
  const notes = [`${count(keys.length, 'key')}. Enter asks whether to revoke the chosen one.`];
  desk.dispatch({ type: 'dialog-opened', dialog: { kind: 'menu', title, notes, items, index: 0 } });
}

/** Its mask, when it was made and last used, and whether it is the one that asks. */
function hintOf({ name, mask, createdAt, lastUsedAt, asking }: ListedClineKey, now: number): string {
  const parts = [
    name === undefined ? undefined : mask,
    asking === true ? 'the one that asks' : undefined,
    createdAt === undefined ? undefined : `made ${dayOf(createdAt, now)}`,
    lastUsedAt === undefined ? undefined : `used ${dayOf(lastUsedAt, now)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** As Cline tells it, where that is no instant. */
function dayOf(text: string, now: number): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formatInstant(at, now);
}

export const clineActs: Acts<'ask-cline-key' | 'delete-cline-key'> = {
  'ask-cline-key'(desk, { id, keyId, name, hint, asking }) {
    const unknown = asking === undefined ? ['Whether it is the key of this row cannot be told.'] : [];
    const lines = [
      ...(hint === '' ? [] : [`${hint}.`]),
      'Cline refuses it from then on, whoever uses it; there is no way back.',
      ...(asking === true
        ? ['It is the key that asks: this server cannot use Cline with it any more.']
        : unknown),
    ];
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title: { before: 'Revoke the Cline key ', name, after: '?' },
        lines,
        act: { type: 'delete-cline-key', id, keyId },
        word: asking === true ? 'revoke' : undefined,
        typed: emptyField,
      },
    });
  },
  'delete-cline-key'(desk, { id, keyId }) {
    const row = desk.context().providers.all.find((it) => it.id === id);
    if (row) return desk.session.run(deleteClineKey, { ...inputOf(row), keyId });
    notice(desk, 'warning', 'That provider key is no longer in the config, so nothing was revoked.');
  },
};
