import type { Backend } from '../../backend/backend.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure } from '../../contract/outcome.ts';
import type { ProviderList } from '../../contract/provider-lists.ts';
import { type FieldProblem, fieldProblems, isOffPattern } from '../../providers/fields/field-values.ts';
import type { KeySettings } from '../../providers/fields/key-settings.ts';
import type { Item } from './provider-match.ts';

export type Fields = Readonly<Record<string, ConfigValue>>;

/** A sentence when some of the fields cannot be written. */
export function wrongFields(settings: KeySettings, fields: Fields, fresh: boolean): Failure | undefined {
  const [problem] = fieldProblems(settings, fields, fresh);
  return problem && asFailure(problem);
}

/** With the field, so that a form can go there. */
const asFailure = ({ field, message }: FieldProblem) => ({
  ...failure('invalid', `${field}: ${message}`),
  field,
});

/** The fields of an entry and those of a key in it, as config.yaml gets them; null becomes undefined: taken away. */
export function splitFields(
  settings: KeySettings,
  fields: Fields,
  before: Item = {},
): { entry: Record<string, ConfigValue | undefined>; key: Record<string, ConfigValue | undefined> } {
  const apart = settings.list === 'openai-compatibility';
  const entry: Record<string, ConfigValue | undefined> = {};
  const key: Record<string, ConfigValue | undefined> = {};
  // In the order of the form, so that a new entry reads like the others.
  for (const { name, place, type } of settings.fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const holder = apart && place === 'key' ? key : entry;
    holder[name] = type === 'patterns' ? patterns(value, before[name]) : (value ?? undefined);
  }
  return { entry, key };
}

/** In lower case, as the servers keep them; the pattern that disables the key stays. */
function patterns(value: ConfigValue, before: ConfigValue | undefined): ConfigValue | undefined {
  const off = Array.isArray(before) ? (before as ConfigValue[]).filter(isOffPattern) : [];
  const wanted = Array.isArray(value) ? (value as ConfigValue[]).map((one) => String(one).toLowerCase()) : [];
  const all = [...wanted, ...off];
  return all.length === 0 ? undefined : all;
}

/** A public server shows every list that it knows, empty ones too. */
export function unknownList(
  { kind, place }: Backend,
  config: Config,
  list: ProviderList,
): Failure | undefined {
  if ((kind !== 'go-v6' && kind !== 'go-v7') || config[list] !== undefined) return undefined;
  return failure(
    'unsupported',
    `The server at ${place} knows no ${list} and would do nothing with it: nothing was done.`,
  );
}

/** Said behind a change that the embedded server does nothing with (D4). */
export function notServedNote({ kind }: Backend, settings: KeySettings): string {
  return kind === 'embedded' && settings.notServed !== undefined ? ` ${settings.notServed}` : '';
}
