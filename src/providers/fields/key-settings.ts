import type { ConfigValue } from '../../contract/config-edit.ts';
import type { ProviderList } from '../../contract/provider-lists.ts';

/**
 * How a field is typed and shown: `secret` masked, `headers` a mapping of names to values, `models` a list of
 * `{name, alias}`, `patterns` a list of model names with `*`, `whole` a whole number.
 */
export type FieldType = 'secret' | 'url' | 'text' | 'headers' | 'models' | 'patterns' | 'whole' | 'flag';

/** One field of a provider key as a form asks for it; everything that shared code must know of it is asked here. */
export interface KeyField {
  /** As in config.yaml. */
  readonly name: string;
  readonly type: FieldType;
  readonly title: string;
  /** What to type, and what it does; one short sentence. */
  readonly hint: string;
  readonly required: boolean;
  /** What holds when nothing is written. */
  readonly default?: ConfigValue;
  /** `key`: in a grouped list it is beside the key in `api-key-entries`; in flat lists there is no difference. */
  readonly place: 'entry' | 'key';
  /** What is wrong with a value, one sentence with the remedy and no secret; undefined: it may be written. */
  readonly check: (value: ConfigValue) => string | undefined;
}

/** A well-known upstream in a grouped list: what a new entry starts with (J1, K1). */
export interface Preset {
  readonly name: string;
  readonly host: string;
  readonly baseUrl: string;
  /** For the form, to begin with. */
  readonly models: readonly string[];
  /** Holds the key when the config has none. */
  readonly environment: string;
  /** Separate keys for production, development and so on are expected (K3): the purpose is part of the name. */
  readonly purposes?: true;
}

/** How the keys of one provider are stored in config.yaml. */
export interface KeySettings {
  /** For people: `Claude`. */
  readonly title: string;
  /** Where there is little room; absent: the title. */
  readonly short?: string;
  readonly list: ProviderList;
  /** In the order of a form. */
  readonly fields: readonly KeyField[];
  /** Where a key without `base-url` is used; undefined: it needs one. */
  readonly baseUrl?: string;
  readonly preset?: Preset;
  /** Why the embedded server does not use these keys, as a clause; absent: it does (D4). */
  readonly notServed?: string;
}

/** One sentence; undefined: the embedded server uses these keys. */
export const notServedSentence = ({ list, notServed }: KeySettings): string | undefined =>
  notServed && `The embedded server does not use ${list}: ${notServed}.`;

export const fieldOf = (settings: KeySettings, name: string): KeyField | undefined =>
  settings.fields.find((field) => field.name === name);
