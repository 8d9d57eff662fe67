import type { ConfigValue } from '../../contract/config-edit.ts';
import type { ProviderEntry } from '../provider-keys.ts';
import type { KeyField, KeySettings } from './key-settings.ts';
import { words } from './words.ts';

/** Values of a form by field name; absent: not set. Secrets are in plain text: never print them. */
export type FieldValues = Readonly<Record<string, ConfigValue>>;

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: string;
  /** One sentence with the remedy. */
  readonly message: string;
}

/** The values of an entry, to begin its form with. */
export function fieldValues(
  { fields }: KeySettings,
  entry: Pick<ProviderEntry, 'item' | 'keyItem'>,
): FieldValues {
  const found = fields.flatMap((field) => {
    const value = fieldValue(field, entry);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(found);
}

function fieldValue(
  field: KeyField,
  { item, keyItem }: Pick<ProviderEntry, 'item' | 'keyItem'>,
): ConfigValue | undefined {
  const holder = keyItem && field.place === 'key' ? keyItem : item;
  const value = holder?.[field.name] as ConfigValue | undefined;
  if (value === undefined || value === null || value === '') return undefined;
  return field.type === 'patterns' ? withoutOff(value) : value;
}

/** The pattern that disables a key is not one of its excluded models. */
function withoutOff(patterns: ConfigValue): ConfigValue | undefined {
  if (!Array.isArray(patterns)) return patterns;
  const left = patterns.filter((pattern) => !isOffPattern(pattern));
  return left.length === 0 ? undefined : left;
}

export const isOffPattern = (pattern: ConfigValue): boolean => /^\*+$/.test(String(pattern).trim());

/**
 * The first of each field's problems, in the order of the form. `changes` are the fields to write; null
 * removes one, absent fields stay.
 * @param fresh a new entry, which needs all required fields
 */
export function fieldProblems(
  { fields, title }: KeySettings,
  changes: Readonly<Record<string, ConfigValue>>,
  fresh: boolean,
): FieldProblem[] {
  const strange = Object.keys(changes).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...strange.map((field) => ({ field, message: words().check.unknown(title, field) })),
    ...fields.flatMap((field) => problemOf(field, changes[field.name], fresh)),
  ];
}

function problemOf(field: KeyField, value: ConfigValue | undefined, fresh: boolean): FieldProblem[] {
  const missing = value === null || (fresh && value === undefined);
  if (missing && field.required && (value === null || field.default === undefined)) {
    return [{ field: field.name, message: words().check.required(field.title, field.hint) }];
  }
  if (missing || value === undefined) return [];
  const message = field.check(value);
  return message === undefined ? [] : [{ field: field.name, message }];
}
