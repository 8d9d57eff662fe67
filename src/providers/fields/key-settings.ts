import type { ConfigValue } from '../../contract/config-edit.ts';
import type { ProviderList } from '../../contract/provider-lists.ts';
import { words as contractWords } from '../../contract/settings/words.ts';
import { words } from './words.ts';

/**
 * How a field is typed and shown: `secret` masked, `headers` a mapping of names to values, `models` a list of
 * `{name, alias}`, `patterns` a list of model names with `*`, `whole` a whole number.
 */
export type FieldType = 'secret' | 'url' | 'text' | 'headers' | 'models' | 'patterns' | 'whole' | 'flag';

/** One field of a provider key in a form: everything that shared code must know about it. */
export interface KeyField {
  /** As in config.yaml. */
  readonly name: string;
  readonly type: FieldType;
  readonly title: string;
  /** What to type, and what it does; one short sentence. */
  readonly hint: string;
  readonly required: boolean;
  /** The default. */
  readonly default?: ConfigValue;
  /** `key`: in a grouped list it is beside the key in `api-key-entries`; in flat lists it makes no difference. */
  readonly place: 'entry' | 'key';
  /** What is wrong with a value and the remedy, one sentence without secrets; undefined: valid. */
  readonly check: (value: ConfigValue) => string | undefined;
}

/** A well-known upstream in a grouped list: what a new entry starts with (J1, K1). */
export interface Preset {
  readonly name: string;
  readonly host: string;
  readonly baseUrl: string;
  /** Initial value of the form. */
  readonly models: readonly string[];
  /** Used when the config has no key. */
  readonly environment: string;
  /** Separate keys for production, development and so on are expected (K3): the purpose is part of the name. */
  readonly purposes?: true;
}

/** How the keys of one provider are stored in config.yaml. */
export interface KeySettings {
  /** Display name: `Claude`. */
  readonly title: string;
  /** Short display name; absent: the title. */
  readonly short?: string;
  readonly list: ProviderList;
  /** In the order of the form. */
  readonly fields: readonly KeyField[];
  /** Default `base-url`; undefined: it must be set. */
  readonly baseUrl?: string;
  readonly preset?: Preset;
  /** Why the embedded server does not use these keys, as a clause; absent: it does (D4). */
  readonly notServed?: string;
}

/** One sentence; undefined: the embedded server uses these keys. */
export const notServedSentence = ({ list, notServed }: KeySettings): string | undefined =>
  notServed && words().notServed(list, contractWords().settings.said(notServed));

export const fieldOf = (settings: KeySettings, name: string): KeyField | undefined =>
  settings.fields.find((field) => field.name === name);
