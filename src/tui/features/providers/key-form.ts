import { Secret } from '../../../base/secrets/secret.ts';
import { purposes } from '../../../contract/client-key.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { type Failure, failure, type Success, success } from '../../../contract/outcome.ts';
import { fieldText, readFieldText } from '../../../providers/fields/field-text.ts';
import type { FieldValues } from '../../../providers/fields/field-values.ts';
import type { KeyField, KeySettings, Preset } from '../../../providers/fields/key-settings.ts';
import { choiceField, type Field, textField, type Values } from '../../components/dialogs/fields.ts';
import { words } from './words.ts';

const noPurpose = 'none';

type FieldFailure = Failure & { readonly field: string };

/**
 * The fields of a provider's record as form fields.
 * @param key whether the form includes the key, and whether it may be empty
 */
export function providerFields(
  settings: KeySettings,
  values: FieldValues,
  key: 'none' | 'optional' | 'needed',
): readonly Field[] {
  const { form } = words();
  return settings.fields.flatMap((field): readonly Field[] => {
    const { name } = field;
    const title = form.fieldTitle(name, field.title);
    const hint = form.fieldHint(name, field.hint);
    const missing = name === 'name' ? form.nameRequired : form.required(title);
    const required = field.required ? { required: missing } : {};
    if (field.type === 'secret') {
      if (key === 'none') return [];
      return [textField(name, title, hint, '', { hidden: true, ...(key === 'needed' && required) })];
    }
    const value = values[name];
    if (field.type === 'flag') {
      const on = (value ?? field.default) === true;
      return [choiceField(name, title, { no: form.no, yes: form.yes }, on ? 'yes' : 'no')];
    }
    const usual = field.default === undefined ? hint : form.usual(fieldText(field, field.default), hint);
    const text = shown(field, value);
    // A field with a default may be left empty.
    return [textField(name, title, usual, text, field.default === undefined ? required : {})];
  });
}

export interface ProviderInput {
  /** undefined if none was typed. */
  readonly key: Secret | undefined;
  /** The changed fields; null clears a field. */
  readonly changes: Readonly<Record<string, ConfigValue>>;
}

/**
 * The typed values, validated by the record's own fields.
 * @param before as the form showed them @param now the stored values, of which a masked part stays
 */
export function readProviderForm(
  settings: KeySettings,
  typed: Values,
  before: FieldValues,
  now: FieldValues = before,
): Success<ProviderInput> | FieldFailure {
  const changes: Record<string, ConfigValue> = {};
  let key: Secret | undefined;
  for (const field of settings.fields) {
    const text = typed[field.name];
    if (text === undefined) continue;
    const { name } = field;
    if (field.type === 'secret') {
      if (text.trim() !== '') key = new Secret(text.trim());
      continue;
    }
    const old = before[name];
    if (field.type === 'flag') {
      const on = text === 'yes';
      if (on !== ((old ?? field.default) === true)) changes[name] = on;
      continue;
    }
    if (text.trim() === shown(field, old).trim()) continue;
    const stored = now[name];
    const read = readFieldText(field, unmasked(field, text, stored), stored);
    if (!read.ok) return { ...read, field: name };
    if (read.value !== null || stored !== undefined) changes[name] = read.value;
  }
  return success({ key, changes });
}

/** K3: shown after the name, as it becomes part of it: `cloro-production`. */
export function withPurpose(fields: readonly Field[], preset: Preset | undefined): readonly Field[] {
  if (!preset?.purposes) return fields;
  const { form } = words();
  const options = [noPurpose, ...purposes].map((value) => ({ value, title: form.purposes[value] ?? value }));
  const choice = choiceField('purpose', form.purpose, options, noPurpose);
  return fields.flatMap((field) => (field.name === 'name' ? [field, choice] : [field]));
}

/** The typed values, with the purpose in the name. */
export function namedByPurpose(typed: Values, preset: Preset | undefined): Success<Values> | FieldFailure {
  const { purpose = noPurpose, name = '', 'base-url': base = '' } = typed;
  if (!preset?.purposes || purpose === noPurpose) return success(typed);
  if (!URL.canParse(base) || new URL(base).hostname !== preset.host) {
    const message = words().form.purposeNeedsHost(preset.host, preset.name);
    return { ...failure('invalid', message), field: 'purpose' };
  }
  return success({ ...typed, name: `${name.trim()}-${purpose.replace(/[^a-z]+/g, '-')}` });
}

/** Placeholder of a value that may be a credential; if unchanged, the stored value is kept. */
const mask = '••••';

/** A form has one row per field, so headers are joined. */
function shown(field: KeyField, value: ConfigValue | undefined): string {
  const text = fieldText(field, value);
  if (field.type === 'url') return text.replace(passwordIn, `$1${mask}@`);
  if (field.type !== 'headers') return text;
  return Object.keys(headersOf(value))
    .map((name) => `${name}: ${mask}`)
    .join('; ');
}

function unmasked(field: KeyField, text: string, old: ConfigValue | undefined): string {
  if (field.type === 'url') {
    const password = passwordIn.exec(fieldText(field, old))?.[2];
    return password === undefined ? text : text.replace(`:${mask}@`, () => `:${password}@`);
  }
  if (field.type !== 'headers') return text;
  const before = headersOf(old);
  return onLines(text)
    .split('\n')
    .map((line) => {
      const [, name = ''] = /^\s*([^:]+):\s*••••\s*$/.exec(line) ?? [];
      return Object.hasOwn(before, name) ? `${name}: ${before[name]}` : line;
    })
    .join('\n');
}

const passwordIn = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#@:]*:)([^/?#]*)@/i;
const headersOf = (value: ConfigValue | undefined): Readonly<Record<string, ConfigValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, ConfigValue>)
    : {};

/** A header starts where a name and a colon follow a semicolon, as values may contain semicolons. */
const onLines = (text: string): string => text.replace(/;\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:)/g, '\n');
