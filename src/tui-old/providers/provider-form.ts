import { Secret } from '../../base/secret.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import type { Success } from '../../contract/outcome.ts';
import { type Failure, success } from '../../contract/outcome.ts';
import { fieldText, readFieldText } from '../../providers/field-text.ts';
import type { FieldValues } from '../../providers/field-values.ts';
import type { KeyField, KeySettings } from '../../providers/key-settings.ts';
import { choiceField, type Field, textField } from '../ui/dialog.ts';

const answers = ['no', 'yes'] as const;

/** The fields of a provider's record as a form has them. @param fresh a new key, which is typed here, too */
export function providerFields(settings: KeySettings, values: FieldValues, fresh: boolean): readonly Field[] {
  return settings.fields.flatMap((field) => {
    if (field.type === 'secret') {
      return fresh ? [{ ...textField(field.name, field.title, field.hint), hidden: true }] : [];
    }
    const value = values[field.name];
    if (field.type === 'flag') {
      return [choiceField(field.name, field.title, answers, (value ?? field.default) === true ? 1 : 0)];
    }
    const usual = field.default === undefined ? '' : `${fieldText(field, field.default)}: the default. `;
    return [textField(field.name, field.title, usual + field.hint, shown(field, value))];
  });
}

export interface ProviderInput {
  /** undefined: none was typed. */
  readonly key: Secret | undefined;
  /** What differs from before; null takes a field away. */
  readonly changes: Readonly<Record<string, ConfigValue>>;
}

/** What was typed, checked by the record's own fields. */
export function readProviderForm(
  settings: KeySettings,
  typed: Readonly<Record<string, string>>,
  before: FieldValues,
): Success<ProviderInput> | (Failure & { readonly field: string }) {
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
    const read = readFieldText(field, unmasked(field, text, old), old);
    if (!read.ok) return { ...read, field: name };
    if (read.value !== null || old !== undefined) changes[name] = read.value;
  }
  return success({ key, changes });
}

/** Stands for what may be a credential and was not asked for; left as it is, what it stands for stays. */
const mask = '••••';

/** A form has one line a field: headers stand side by side. */
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

const passwordIn = /^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:)([^/?#@]*)@/i;
const headersOf = (value: ConfigValue | undefined): Readonly<Record<string, ConfigValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, ConfigValue>)
    : {};

/** A header begins where a name and a colon follow a semicolon: values may hold one, too. */
const onLines = (text: string): string => text.replace(/;\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:)/g, '\n');
