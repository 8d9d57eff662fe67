import { canCheck, checkCost } from '../../operations/index.ts';
import { fieldValues } from '../../providers/field-values.ts';
import { providers } from '../../providers/index.ts';
import type { KeySettings } from '../../providers/key-settings.ts';
import { type ProviderEntry, type ProviderKey, providerEntriesOf } from '../../providers/provider-keys.ts';
import { textIn } from '../input/text-field.ts';
import { begunWith, spareKeyOf, waitingPresets } from '../providers/presets.ts';
import { providerFields } from '../providers/provider-form.ts';
import { choiceField, type MenuItem, textField } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { form, open } from './form-actions.ts';
import { onProvider, providerName } from './provider-actions.ts';
import { withPurpose } from './provider-purpose.ts';

/** The entry of a row as the config has it now. */
export function entryOf(desk: Desk, id: string): ProviderEntry | undefined {
  const { server } = desk.context().console;
  return server && providerEntriesOf(server.config).find(({ row }) => row.id === id);
}

export const settingsOf = (provider: string): KeySettings | undefined =>
  providers.find(({ id }) => id === provider)?.settings;

/** What opens a form or asks which; what they then do is in provider-submits.ts. */
export const providerForms = {
  'add-provider-key': (desk) => {
    const { selected } = desk.context().providers;
    const served = desk.context().console.capabilities?.everyProvider === 'enforced';
    const beside = selected?.name !== undefined && selected.keysOfEntry > 0 ? [another(selected)] : [];
    const items = providers.flatMap(({ id, settings }): MenuItem[] =>
      settings
        ? [
            {
              title: settings.title,
              hint: hintOf(settings, served),
              act: { type: 'add-provider', provider: id },
            },
          ]
        : [],
    );
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'menu',
        title: 'A new provider key of',
        notes: [],
        items: [...beside, ...waitingPresets(desk.context()), ...items],
        index: 0,
      },
    });
  },
  'edit-provider-key': onProvider((desk, row) => {
    const entry = entryOf(desk, row.id);
    const settings = settingsOf(row.provider);
    if (!entry?.item || !settings) return;
    const shared =
      row.keysOfEntry > 1
        ? [`All but proxy and weight is shared by the ${row.keysOfEntry} keys of this entry.`]
        : [];
    const fields = providerFields(settings, fieldValues(settings, entry), false);
    const title = { before: 'Edit ', name: providerName(row), after: '' };
    open(desk, form({ id: 'edit-provider', verb: 'save', title, about: row.id, notes: shared, fields }));
  }),
  'duplicate-provider-key': onProvider((desk, row) => {
    const entry = entryOf(desk, row.id);
    const settings = settingsOf(row.provider);
    if (!entry?.item || !settings) return;
    const values = fieldValues(settings, entry);
    const { name: _, ...others } = values;
    const fields = providerFields(settings, others, true);
    const title = { before: 'Like ', name: providerName(row), after: '' };
    const notes = ['Everything that stands in it goes along. An empty key is the same key.'];
    open(desk, form({ id: 'duplicate-provider', verb: 'add', title, about: row.id, notes, fields }));
  }),
  'rotate-provider-key': onProvider((desk, row) => {
    const title = { before: 'Rotate ', name: providerName(row), after: '' };
    const checkable = canCheck(row.provider);
    const cost = checkCost(row.provider);
    const notes = [
      checkable
        ? 'The new key is checked with a real request first; only a good one takes the place of the old one.'
        : 'No request is known that tells whether such a key is good, so it is taken unchecked.',
      ...(cost === undefined ? [] : [cost]),
    ];
    const fields = [
      { ...textField('key', 'New key', 'paste it here; it is not shown'), hidden: true },
      ...(checkable ? [choiceField('check', 'Check', ['first', 'do not check'])] : []),
      choiceField('old', 'Old key', ['replaced', 'stays behind it']),
    ];
    open(desk, form({ id: 'rotate-provider', verb: 'rotate', title, about: row.id, notes, fields }));
  }),
} satisfies Record<string, Perform>;

export const providerFormActs: Acts<'add-provider'> = {
  'add-provider'(desk, { provider, to }) {
    const settings = settingsOf(provider);
    if (!settings) return;
    const { preset } = settings;
    const begun = preset ? begunWith(preset) : {};
    const all = providerFields(settings, to === undefined ? begun : {}, true);
    const own = new Set(settings.fields.filter(({ place }) => place === 'key').map(({ name }) => name));
    const fields = to === undefined ? withPurpose(all, preset) : all.filter(({ name }) => own.has(name));
    const title = to === undefined ? `New key of ${settings.title}` : 'Another key of this entry';
    const spare = preset && spareKeyOf(desk.context(), preset);
    const variable = preset?.environment;
    const notes =
      preset && to === undefined
        ? [
            spare?.where === 'server'
              ? `Without a key here the server takes the one of its variable ${variable}: ${spare.mask}.`
              : `Without a key here the server takes the one of its variable ${variable}.`,
          ]
        : [];
    const about = { about: to === undefined ? provider : `${provider} ${to}` };
    // What must be typed comes first; where all of that is there, the key.
    const required = new Set(settings.fields.filter((field) => field.required).map(({ name }) => name));
    const missing = fields.findIndex(
      (field) => field.kind === 'text' && required.has(field.name) && textIn(field.text) === '',
    );
    const key = fields.findIndex(({ name }) => name === 'api-key');
    const focus = Math.max(0, missing >= 0 ? missing : key);
    open(desk, form({ id: 'add-provider', verb: 'add', title, notes, fields, focus, ...about }));
  },
};

const another = (row: ProviderKey): MenuItem => ({
  title: `${row.name}, another key`,
  hint: 'beside those of its entry',
  act: { type: 'add-provider', provider: row.provider, to: row.id },
});

/** @param served the server uses the keys of every list */
function hintOf({ preset, baseUrl, list, notServed }: KeySettings, served: boolean): string {
  const where = preset?.baseUrl ?? baseUrl;
  const address = where === undefined ? list : where.replace(/^https:\/\//, '');
  return served || notServed === undefined ? address : `${address} · kept for the public server`;
}
