import type { Config } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { fieldText } from '../../providers/fields/field-text.ts';
import { fieldValues } from '../../providers/fields/field-values.ts';
import {
  isDisabled,
  type ProviderEntry,
  providerEntriesOf,
  providerOf,
} from '../../providers/provider-keys.ts';

/** What each provider key says, by id in the order of the file; servers that leave zeros out say the same. */
export function sightsOf(config: Config): Map<string, string> {
  const entries = providerEntriesOf(config).filter(({ item }) => item !== undefined);
  return new Map(entries.map((entry) => [entry.row.id, sightOf(entry)]));
}

function sightOf({ row, item, keyItem }: ProviderEntry): string {
  const { settings } = providerOf(row.list, item ?? {});
  if (!settings || !item) return '';
  const values = fieldValues(settings, { item, keyItem });
  const texts = settings.fields
    // The key is in the id.
    .filter(({ type }) => type !== 'secret')
    .map((field) => {
      const value = values[field.name];
      if (value === undefined || isZero(value)) return '';
      const text = fieldText(field, value);
      return field.type === 'patterns' ? text.toLowerCase() : text;
    });
  return JSON.stringify([isDisabled(row.list, item), ...texts]);
}

const isZero = (value: ConfigValue): boolean =>
  value === 0 ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
