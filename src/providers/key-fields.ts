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
  hint: 'The provider key; it is kept in config.yaml and shown as a mask.',
  required: true,
  place: 'key',
  check: checkSecret,
};

const keyOrNone: KeyField = {
  ...apiKey,
  required: false,
  hint: 'Leave it out for a server that asks for none.',
};

const prefix: KeyField = {
  ...optional,
  name: 'prefix',
  type: 'text',
  title: 'Prefix',
  hint: 'Clients that ask for PREFIX/model mean this key.',
  check: checkPrefix,
};

const proxy: KeyField = {
  required: false,
  place: 'key',
  name: 'proxy-url',
  type: 'url',
  title: 'Proxy',
  hint: "Instead of the server's own proxy; direct: none.",
  check: checkProxy,
};

const headers: KeyField = {
  ...optional,
  name: 'headers',
  type: 'headers',
  title: 'Headers',
  hint: 'Sent along with every request, one "Name: value" a line.',
  check: checkHeaders,
};

const models: KeyField = {
  ...optional,
  name: 'models',
  type: 'models',
  title: 'Models',
  hint: 'When there are any, no other is offered; NAME=ALIAS gives one another name.',
  check: checkModels,
};

const excluded: KeyField = {
  ...optional,
  name: 'excluded-models',
  type: 'patterns',
  title: 'Excluded models',
  hint: 'Models that this key is not used for; * stands for any text.',
  check: checkPatterns,
};

const priority: KeyField = {
  ...optional,
  name: 'priority',
  type: 'whole',
  title: 'Priority',
  hint: 'Keys with a higher one are used first.',
  default: 0,
  check: checkWhole(-1_000_000, 1_000_000),
};

const weight: KeyField = {
  required: false,
  place: 'key',
  name: 'weight',
  type: 'whole',
  title: 'Weight',
  hint: 'Share of the requests with weighted-round-robin.',
  default: 1,
  check: checkWhole(1, 1_000_000),
};

const retry: KeyField = {
  ...optional,
  name: 'request-retry',
  type: 'whole',
  title: 'Retries',
  hint: "Instead of the server's own request-retry.",
  check: checkWhole(0, 100),
};

const noCooling = flagField(
  'disable-cooling',
  'No cooling',
  'The key is asked again at once after a failure.',
);

const name: KeyField = {
  name: 'name',
  type: 'text',
  title: 'Name',
  hint: 'Names the provider in lists and usage; a model is also reached as NAME/model.',
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
      ? 'Address of the API, as its documentation gives it.'
      : 'Only for another address than the usual one.',
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

/** Fields of an entry of a `*-api-key` list. @param own what only this list knows */
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
    'The provider takes prompt_cache_key.',
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
