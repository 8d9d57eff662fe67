import {
  checkBaseUrl,
  checkFlag,
  checkHeaders,
  checkModels,
  checkName,
  checkPatterns,
  checkPrefix,
  checkProxy,
  checkSecret,
  checkText,
  checkWhole,
} from './field-checks.ts';
import type { KeyField } from './key-settings.ts';

const optional = { required: false, place: 'entry' } as const;

const apiKey: KeyField = {
  name: 'api-key',
  type: 'secret',
  title: 'Key',
  hint: 'Stored in config.yaml and shown as a mask.',
  required: true,
  place: 'key',
  check: checkSecret,
};

const keyOrNone: KeyField = {
  ...apiKey,
  required: false,
  hint: 'Optional: leave it empty for a server that needs no key.',
};

const prefix: KeyField = {
  ...optional,
  name: 'prefix',
  type: 'text',
  title: 'Prefix',
  hint: 'Clients select this key with PREFIX/model.',
  check: checkPrefix,
};

const proxy: KeyField = {
  required: false,
  place: 'key',
  name: 'proxy-url',
  type: 'url',
  title: 'Proxy',
  hint: "Overrides the server's proxy; direct disables it.",
  check: checkProxy,
};

const headers: KeyField = {
  ...optional,
  name: 'headers',
  type: 'headers',
  title: 'Headers',
  hint: 'Sent with every request, as "Name: value".',
  check: checkHeaders,
};

const models: KeyField = {
  ...optional,
  name: 'models',
  type: 'models',
  title: 'Models',
  hint: 'Only these are offered; NAME=ALIAS renames one.',
  check: checkModels,
};

const excluded: KeyField = {
  ...optional,
  name: 'excluded-models',
  type: 'patterns',
  title: 'Excluded models',
  hint: 'This key is not used for them; * matches any text.',
  check: checkPatterns,
};

const priority: KeyField = {
  ...optional,
  name: 'priority',
  type: 'whole',
  title: 'Priority',
  hint: 'Keys with a higher number are used first.',
  default: 0,
  check: checkWhole(-1_000_000, 1_000_000),
};

const weight: KeyField = {
  required: false,
  place: 'key',
  name: 'weight',
  type: 'whole',
  title: 'Weight',
  hint: 'Share of requests with weighted-round-robin.',
  default: 1,
  check: checkWhole(1, 1_000_000),
};

const retry: KeyField = {
  ...optional,
  name: 'request-retry',
  type: 'whole',
  title: 'Retries',
  hint: "Overrides the server's request-retry.",
  check: checkWhole(0, 100),
};

const noCooling = flagField(
  'disable-cooling',
  'No cooling',
  'Use the key again immediately after a failure.',
);

const name: KeyField = {
  name: 'name',
  type: 'text',
  title: 'Name',
  hint: 'Identifies the provider in lists and usage; without models, clients ask for NAME/model.',
  required: true,
  place: 'entry',
  check: checkName,
};

export function baseUrlField(required: boolean, usual?: string): KeyField {
  return {
    name: 'base-url',
    type: 'url',
    title: 'Base URL',
    hint: required
      ? 'Address of the API, as in its documentation.'
      : 'Only for an address other than the default.',
    required,
    place: 'entry',
    check: checkBaseUrl,
    ...(usual === undefined ? {} : { default: usual }),
  };
}

export function flagField(named: string, title: string, hint: string): KeyField {
  return { ...optional, name: named, type: 'flag', title, hint, default: false, check: checkFlag };
}

export function textField(named: string, title: string, hint: string): KeyField {
  return { ...optional, name: named, type: 'text', title, hint, check: checkText };
}

/** Fields of an entry of a `*-api-key` list. @param own fields that only this list has */
export function keyListFields(baseUrl: KeyField, ...own: readonly KeyField[]): readonly KeyField[] {
  return [
    apiKey,
    baseUrl,
    prefix,
    models,
    excluded,
    headers,
    proxy,
    priority,
    weight,
    retry,
    noCooling,
    ...own,
  ];
}

/** Fields of an entry of `openai-compatibility` and of a key in it. */
export function compatibleFields(baseUrl: KeyField): readonly KeyField[] {
  const cache = flagField(
    'support-prompt-cache-key',
    'Prompt cache key',
    'The provider supports prompt_cache_key.',
  );
  return [
    name,
    baseUrl,
    keyOrNone,
    prefix,
    models,
    headers,
    proxy,
    priority,
    weight,
    retry,
    noCooling,
    cache,
  ];
}
