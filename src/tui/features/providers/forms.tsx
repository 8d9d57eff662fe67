import type { ReactElement } from 'react';
import { Secret } from '../../../base/secret.ts';
import { failure, type Outcome } from '../../../contract/outcome.ts';
import {
  addProviderKey,
  canCheck,
  checkCost,
  duplicateProviderKey,
  editProviderKey,
  rotateProviderKey,
} from '../../../operations/index.ts';
import { fieldValues } from '../../../providers/field-values.ts';
import { providers } from '../../../providers/index.ts';
import type { KeySettings } from '../../../providers/key-settings.ts';
import { type ProviderEntry, type ProviderKey, providerEntriesOf } from '../../../providers/provider-keys.ts';
import type { Console } from '../../act.ts';
import { choiceField, textField } from '../../components/dialogs/fields.ts';
import { Form, type Refusal } from '../../components/dialogs/form.tsx';
import { Menu, type MenuItem } from '../../components/dialogs/menu.tsx';
import { namedByPurpose, providerFields, readProviderForm, withPurpose } from './key-form.ts';
import { providerName, settingsOf } from './key-texts.ts';
import { addWaitingPreset, begunWith, selectProvider, spareKeyOf, waitingPresets } from './presets.ts';
import { providersSight } from './sight.ts';
import { words } from './words.ts';

/** The entry of a row as the config has it now. */
export function entryOf(console: Console, id: string): ProviderEntry | undefined {
  const { server } = console.at().console;
  return server && providerEntriesOf(server.config).find(({ row }) => row.id === id);
}

const gone = () => failure('conflict', words().form.gone);
type Made = { readonly id: string };
/** Of the form that closes: the new or changed row gets the cursor. */
const select =
  (console: Console) =>
  ({ id }: Made) =>
    selectProvider(console, id);

/** Which provider, or which entry gets another key. */
export function openAddMenu(console: Console): void {
  const at = console.at();
  const { form } = words();
  const { selected } = providersSight(at);
  const served = at.console.capabilities?.everyProvider === 'enforced';
  const back = () => openAddMenu(console);
  const beside: readonly MenuItem[] =
    selected?.name === undefined || selected.keysOfEntry === 0
      ? []
      : [
          {
            title: form.beside(selected.name),
            hint: form.besideHint,
            run: () => openAddForm(console, selected.provider, { to: selected, onBack: back }),
          },
        ];
  const waiting = waitingPresets(at).map(
    ({ provider, preset, spare }): MenuItem => ({
      title: form.preset(settingsOf(provider)?.title ?? provider, preset.environment),
      hint: spare.where === 'server' ? form.fromServer(spare.mask) : form.fromConsole(spare.mask),
      run: () => addWaitingPreset(console, provider),
    }),
  );
  const kinds = providers.flatMap(({ id, settings }): readonly MenuItem[] =>
    settings
      ? [
          {
            title: settings.title,
            hint: hintOf(settings, served),
            run: () => openAddForm(console, id, { onBack: back }),
          },
        ]
      : [],
  );
  console.open(<Menu title={form.addTitle} items={[...beside, ...waiting, ...kinds]} />);
}

/** Its address. @param served this server uses the keys of every list */
function hintOf({ preset, baseUrl, list, notServed }: KeySettings, served: boolean): string {
  const address = (preset?.baseUrl ?? baseUrl)?.replace(/^https:\/\//, '') ?? list;
  return served || notServed === undefined ? address : words().form.forPublic(address);
}

interface AddOptions {
  /** A key of the entry to which the new one is added. */
  readonly to?: ProviderKey;
  readonly onBack?: () => unknown;
}

export function openAddForm(console: Console, provider: string, options: AddOptions = {}): void {
  const settings = settingsOf(provider);
  if (settings) console.open(<AddForm {...{ console, provider, settings, ...options }} />, { waits: true });
}

function AddForm({
  console,
  provider,
  settings,
  to,
  onBack,
}: AddOptions & {
  readonly console: Console;
  readonly provider: string;
  readonly settings: KeySettings;
}): ReactElement {
  const { form } = words();
  const { preset } = settings;
  const all = providerFields(settings, preset && !to ? begunWith(preset) : {}, 'needed');
  const own = new Set(settings.fields.filter(({ place }) => place === 'key').map(({ name }) => name));
  const fields = to ? all.filter(({ name }) => own.has(name)) : withPurpose(all, preset);
  const spare = preset && spareKeyOf(console.at(), preset);
  const variable =
    preset === undefined
      ? []
      : spare?.where === 'server'
        ? [form.withKnownVariable(preset.environment, spare.mask)]
        : [form.withVariable(preset.environment)];
  // What must be typed comes first; where all of that is there, the key.
  const complete = fields.every((field) => field.kind !== 'text' || !field.required || field.value !== '');
  return (
    <Form
      title={to ? form.anotherKey(to.name ?? providerName(to)) : form.newKey(settings.title)}
      notes={to ? [] : variable}
      fields={fields}
      {...(complete && { focus: 'api-key' })}
      verb={form.add}
      {...(onBack && { onBack })}
      onSubmit={async (typed): Promise<Outcome<Made> | Refusal> => {
        const named = namedByPurpose(typed, settings.preset);
        if (!named.ok) return named;
        const read = readProviderForm(settings, named.value, {});
        if (!read.ok) return read;
        const { key, changes } = read.value;
        return console.session.run(addProviderKey, {
          provider,
          fields: changes,
          ...(key && { key }),
          ...(to && { to: to.id }),
        });
      }}
      onDone={select(console)}
    />
  );
}

/** The fields of a row, to change them in place. */
export function openEditForm(console: Console, row: ProviderKey): void {
  const entry = entryOf(console, row.id);
  const settings = settingsOf(row.provider);
  if (!entry?.item || !settings) return;
  const { form } = words();
  console.open(
    <Form
      title={form.edit(providerName(row))}
      notes={row.keysOfEntry > 1 ? [form.shared(row.keysOfEntry)] : []}
      fields={providerFields(settings, fieldValues(settings, entry), 'none')}
      verb={form.save}
      onSubmit={async (typed): Promise<Outcome<Made> | Refusal> => {
        const now = entryOf(console, row.id);
        if (!now) return gone();
        const read = readProviderForm(settings, typed, fieldValues(settings, now));
        if (!read.ok) return read;
        return console.session.run(editProviderKey, { id: row.id, changes: read.value.changes });
      }}
      onDone={select(console)}
    />,
    { waits: true },
  );
}

/** Another key with the same settings. */
export function openDuplicateForm(console: Console, row: ProviderKey): void {
  const entry = entryOf(console, row.id);
  const settings = settingsOf(row.provider);
  if (!entry?.item || !settings) return;
  const { form } = words();
  const { name: _, ...values } = fieldValues(settings, entry);
  console.open(
    <Form
      title={form.duplicate(providerName(row))}
      notes={[form.duplicateNote]}
      fields={providerFields(settings, values, 'optional')}
      verb={form.add}
      onSubmit={async (typed): Promise<Outcome<Made> | Refusal> => {
        const now = entryOf(console, row.id);
        if (!now) return gone();
        const read = readProviderForm(settings, typed, fieldValues(settings, now));
        if (!read.ok) return read;
        const { key, changes } = read.value;
        return console.session.run(duplicateProviderKey, { id: row.id, changes, ...(key && { key }) });
      }}
      onDone={select(console)}
    />,
    { waits: true },
  );
}

/** A new key in the place of the old one, tested first where that is possible. */
export function openReplaceForm(console: Console, row: ProviderKey): void {
  const { form } = words();
  const testable = canCheck(row.provider);
  const cost = checkCost(row.provider);
  console.open(
    <Form
      title={form.replace(providerName(row))}
      notes={[testable ? form.replaceTested : form.replaceUntested, ...(cost === undefined ? [] : [cost])]}
      fields={[
        textField('key', form.key, form.keyHint, '', { hidden: true, required: form.keyRequired }),
        ...(testable
          ? [
              choiceField('test', form.test, [
                { value: 'first', title: form.testFirst },
                { value: 'skip', title: form.noTest },
              ]),
            ]
          : []),
        choiceField('old', form.old, [
          { value: 'remove', title: form.replaced },
          { value: 'keep', title: form.kept },
        ]),
      ]}
      verb={form.replaceVerb}
      onSubmit={async ({ key = '', test, old }): Promise<Outcome<Made> | Refusal> => {
        if (!entryOf(console, row.id)) return gone();
        return console.session.run(rotateProviderKey, {
          id: row.id,
          key: new Secret(key.trim()),
          keepOld: old === 'keep',
          // What it may cost is said in the form.
          ...(test === 'first' && { check: 'real', mayCost: true }),
        });
      }}
      onDone={select(console)}
    />,
    { waits: true },
  );
}
