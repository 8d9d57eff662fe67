import { Secret } from '../../../base/secrets/secret.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { failure, type Outcome } from '../../../contract/outcome.ts';
import {
  addProviderKey,
  canTest,
  duplicateProviderKey,
  editProviderKey,
  rotateProviderKey,
  testCost,
} from '../../../operations/index.ts';
import type { EnvironmentKey } from '../../../providers/environment-keys.ts';
import { type FieldValues, fieldValues } from '../../../providers/fields/field-values.ts';
import type { KeySettings, Preset } from '../../../providers/fields/key-settings.ts';
import { providers } from '../../../providers/index.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import { type ProviderEntry, type ProviderKey, providerEntriesOf } from '../../../providers/provider-keys.ts';
import type { At, Console } from '../../act.ts';
import { choiceField, textField, type Values } from '../../components/dialogs/fields.ts';
import { type FormProps, openForm, type Refusal } from '../../components/dialogs/form.tsx';
import { Menu, type MenuItem } from '../../components/dialogs/menu.tsx';
import {
  namedByPurpose,
  type ProviderInput,
  providerFields,
  readProviderForm,
  withPurpose,
} from './key-form.ts';
import { providerKeyList, settingsOf } from './rows.ts';
import { words } from './words.ts';

/** The entry of a row as the config has it now. */
export function entryOf(console: Console, id: string): ProviderEntry | undefined {
  const { server } = console.at().console;
  return server && providerEntriesOf(server.config).find(({ row }) => row.id === id);
}

type Made = { readonly id: string };
type Sent = Promise<Outcome<Made> | Refusal>;
const gone = () => failure('conflict', words().form.gone);

/** A form that adds or changes a row, and selects it. */
const openRowForm = (console: Console, form: Omit<FormProps<Made>, 'onDone'>) =>
  openForm(console, { ...form, onDone: ({ id }) => console.select('providers', id) });

/** Asks for the provider, or the entry that gets another key. */
export function openAddMenu(console: Console): void {
  const at = console.at();
  const { form } = words();
  const { selected } = providerKeyList(at);
  const served = at.console.capabilities?.everyProvider === 'enforced';
  const onBack = () => openAddMenu(console);
  const items: MenuItem[] = [];
  if (selected?.name !== undefined && selected.keysOfEntry > 0) {
    const run = () => openAddForm(console, selected.provider, { to: selected, onBack });
    items.push({ title: form.beside(selected.name), hint: form.besideHint, run });
  }
  for (const { provider, preset, spare } of waitingPresets(at)) {
    items.push({
      title: form.preset(settingsOf(provider)?.title ?? provider, preset.environment),
      hint: spare.where === 'server' ? form.fromServer(spare.mask) : form.fromConsole(spare.mask),
      run: () => addWaitingPreset(console, provider),
    });
  }
  for (const { id, settings } of providers) {
    const run = () => openAddForm(console, id, { onBack });
    if (settings) items.push({ title: settings.title, hint: hintOf(settings, served), run });
  }
  console.open(<Menu title={form.addTitle} items={items} />);
}

/** Its address. @param served whether this server uses the keys of every list */
function hintOf({ preset, baseUrl, list, notServed }: KeySettings, served: boolean): string {
  const address = (preset?.baseUrl ?? baseUrl)?.replace(/^https:\/\//, '') ?? list;
  return served || notServed === undefined ? address : words().form.forPublic(address);
}

interface AddOptions {
  /** A key of the entry to which the new one is added. */
  readonly to?: ProviderKey;
  readonly onBack?: () => unknown;
}

export function openAddForm(console: Console, provider: string, { to, onBack }: AddOptions = {}): void {
  const settings = settingsOf(provider);
  if (!settings) return;
  const { form } = words();
  const { preset } = settings;
  const all = providerFields(settings, preset && !to ? begunWith(preset) : {}, 'needed');
  const own = new Set(settings.fields.filter(({ place }) => place === 'key').map(({ name }) => name));
  const fields = to ? all.filter(({ name }) => own.has(name)) : withPurpose(all, preset);
  // Focus the first required empty field, otherwise the key.
  const complete = fields.every((field) => field.kind !== 'text' || !field.required || field.value !== '');
  openRowForm(console, {
    title: to ? form.anotherKey(to.name ?? nameOfProviderKey(to)) : form.newKey(settings.title),
    notes: preset && !to ? [variableNote(console.at(), preset)] : [],
    fields,
    ...(complete && { focus: 'api-key' }),
    verb: form.add,
    ...(onBack && { onBack }),
    async onSubmit(typed): Sent {
      const named = namedByPurpose(typed, preset);
      if (!named.ok) return named;
      const read = readProviderForm(settings, named.value, {});
      if (!read.ok) return read;
      const { key, changes } = read.value;
      const input = { provider, fields: changes, ...(key && { key }), ...(to && { to: to.id }) };
      return console.session.run(addProviderKey, input);
    },
  });
}

function variableNote(at: At, preset: Preset): string {
  const { form } = words();
  const spare = spareKeyOf(at, preset);
  return spare?.where === 'server'
    ? form.withKnownVariable(preset.environment, spare.mask)
    : form.withVariable(preset.environment);
}

/** Form to edit the fields of a row in place. */
export function openEditForm(console: Console, row: ProviderKey): void {
  const { form } = words();
  openFields(console, row, 'none', {
    title: form.edit(nameOfProviderKey(row)),
    notes: row.keysOfEntry > 1 ? [form.shared(row.keysOfEntry)] : [],
    verb: form.save,
    run: ({ changes }) => console.session.run(editProviderKey, { id: row.id, changes }),
  });
}

/** Another key with the same settings except the name. */
export function openDuplicateForm(console: Console, row: ProviderKey): void {
  const { form } = words();
  openFields(console, row, 'optional', {
    title: form.duplicate(nameOfProviderKey(row)),
    notes: [form.duplicateNote],
    verb: form.add,
    run: ({ changes, key }) =>
      console.session.run(duplicateProviderKey, { id: row.id, changes, ...(key && { key }) }),
  });
}

interface FieldsForm extends Pick<FormProps<Made>, 'title' | 'notes' | 'verb'> {
  readonly run: (input: ProviderInput) => Sent;
}

/** @param key as of `providerFields` */
function openFields(console: Console, row: ProviderKey, key: 'none' | 'optional', form: FieldsForm): void {
  const { run, ...head } = form;
  const entry = entryOf(console, row.id);
  const settings = settingsOf(row.provider);
  if (!entry?.item || !settings) return;
  const opened = fieldValues(settings, entry);
  const { name, ...values } = opened;
  const shown: FieldValues = key === 'none' && name !== undefined ? { name, ...values } : values;
  openRowForm(console, {
    ...head,
    fields: providerFields(settings, shown, key),
    async onSubmit(typed: Values): Sent {
      const now = entryOf(console, row.id);
      if (!now) return gone();
      const read = readProviderForm(settings, typed, opened, fieldValues(settings, now));
      return read.ok ? run(read.value) : read;
    },
  });
}

/** Replaces a key; the new key is tested first if possible. */
export function openReplaceForm(console: Console, row: ProviderKey): void {
  const { form } = words();
  const testable = canTest(row.provider);
  const cost = testCost(row.provider);
  const test = choiceField('test', form.test, { first: form.testFirst, skip: form.noTest });
  const old = choiceField('old', form.old, { remove: form.replaced, keep: form.kept });
  openRowForm(console, {
    title: form.replace(nameOfProviderKey(row)),
    notes: [testable ? form.replaceTested : form.replaceUntested, ...(cost === undefined ? [] : [cost])],
    fields: [
      textField('key', form.key, form.keyHint, '', { hidden: true, required: form.keyRequired }),
      ...(testable ? [test] : []),
      old,
    ],
    verb: form.replaceVerb,
    async onSubmit({ key = '', ...chosen }): Sent {
      if (!entryOf(console, row.id)) return gone();
      return console.session.run(rotateProviderKey, {
        id: row.id,
        key: new Secret(key.trim()),
        keepOld: chosen.old === 'keep',
        // The form shows what the test may cost.
        ...(chosen.test === 'first' && { check: 'real', mayCost: true }),
      });
    },
  });
}

/** Default fields of an entry of a well-known provider (J1, K1). */
const begunWith = (preset: Preset): Readonly<Record<string, ConfigValue>> => ({
  name: preset.name,
  'base-url': preset.baseUrl,
  models: preset.models.map((name) => ({ name })),
});

type SpareKey = EnvironmentKey & { readonly where: 'server' | 'console' };

/**
 * The key of a well-known provider in an environment: a key in the server's environment need not be written
 * to the config, a key in this console's environment must.
 */
function spareKeyOf({ console, ui }: At, { environment: variable }: Preset): SpareKey | undefined {
  const servers = console.providerStates?.environment?.[variable];
  if (servers) return { ...servers, where: 'server' };
  const own = ui.environment?.[variable];
  return own?.key && { ...own, where: 'console' };
}

/** Well-known providers missing in the config whose key is in an environment: one choice adds them. */
function waitingPresets(at: At) {
  const rows = providerKeyList(at).all.filter(({ keysOfEntry }) => keysOfEntry > 0);
  const inConfig = new Set(rows.map(({ provider }) => provider));
  return providers.flatMap(({ id: provider, settings }) => {
    const preset = settings?.preset;
    const spare = preset && spareKeyOf(at, preset);
    return spare && !inConfig.has(provider) ? [{ provider, preset, spare }] : [];
  });
}

/** Adds it immediately. Returns false if its key is in no environment, so that a form must ask for it. */
export function addWaitingPreset(console: Console, provider: string): boolean {
  const preset = settingsOf(provider)?.preset;
  const spare = preset && spareKeyOf(console.at(), preset);
  if (!spare) return false;
  const { name: _, models, ...fields } = begunWith(preset);
  const input = {
    provider,
    fields: { ...fields, ...(models && preset.models.length > 0 && { models }) },
    ...(spare.key && { key: spare.key }),
  };
  void console.session.run(addProviderKey, input).then((added) => {
    if (added.ok) console.select('providers', added.value.id);
  });
  return true;
}
