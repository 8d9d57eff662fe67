import { proxyAddress } from '../../base/proxy-address.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { words } from './words.ts';

/** Each check returns what is wrong with a value and the remedy, in one sentence without secrets; undefined: valid. */
type Check = (value: ConfigValue) => string | undefined;

export const checkSecret: Check = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return words().secret.empty;
  if (/\s/.test(value)) return words().secret.space;
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return words().secret.characters;
  }
  return undefined;
};

export const checkUrl: Check = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return words().url.empty;
  if (value !== value.trim() || /\s/.test(value)) return words().url.space;
  if (!/^https?:\/\//i.test(value)) return words().url.scheme;
  if (!URL.canParse(value)) return words().url.invalid;
  // A URL pasted after another one: the scheme of the second becomes the end of the host of the first.
  if (/^https?:\/\/[^/]*https?:\/\//i.test(value)) {
    return words().url.two;
  }
  const { username, password, search, hash } = new URL(value);
  if (username !== '' || password !== '') {
    return words().url.password;
  }
  if (search !== '' || hash !== '') return words().url.query;
  return undefined;
};

/** The server adds the endpoint to it. */
export const checkBaseUrl: Check = (value) => {
  const wrong = checkUrl(value);
  if (wrong !== undefined) return wrong;
  const endpoint = endpoints.exec(new URL(value as string).pathname)?.[0];
  return endpoint && words().url.endpoint(endpoint);
};

const endpoints = /\/((chat\/)?completions|responses|messages|embeddings|moderations|monitor)\/*$/;

/** What all servers accept. */
export const checkProxy: Check = (value) => {
  if (typeof value !== 'string') return words().check.proxyText;
  if (value !== '' && proxyAddress(value) && !/\s/.test(value)) return undefined;
  return words().check.proxy;
};

export const checkPrefix: Check = (value) => {
  if (typeof value === 'string' && /^[A-Za-z0-9._~-]{1,64}$/.test(value)) return undefined;
  return words().check.prefix;
};

export const checkName: Check = (value) => {
  if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._~ -]{0,63}$/.test(value)) return undefined;
  return words().check.name;
};

export const checkText: Check = (value) => {
  if (typeof value === 'string' && !hasHidden(value) && value.trim() !== '') return undefined;
  return words().check.text;
};

export const checkHeaders: Check = (value) => {
  if (!isMapping(value)) return words().headers.lines;
  const names = new Set<string>();
  for (const [name, text] of Object.entries(value)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      return words().headers.name;
    }
    if (typeof text !== 'string' || !/^[\x20-\x7e]*$/.test(text)) {
      return words().headers.value(name);
    }
    if (connectionHeaders.has(name.toLowerCase())) {
      return words().headers.connection(name);
    }
    if (names.has(name.toLowerCase())) return words().headers.twice(name);
    names.add(name.toLowerCase());
  }
  return undefined;
};

const connectionHeaders = new Set(
  'connection content-length host keep-alive te trailer transfer-encoding upgrade'.split(' '),
);

export const checkModels: Check = (value) => {
  if (!Array.isArray(value)) return words().models.list;
  for (const model of value as readonly ConfigValue[]) {
    if (!isMapping(model) || !isModelName(model.name)) {
      return words().models.name;
    }
    if (model.alias !== undefined && !isModelName(model.alias)) {
      return words().models.alias(model.name);
    }
  }
  return undefined;
};

/** `*` alone means "disabled" for the servers, and has its own command. */
export const checkPatterns: Check = (value) => {
  if (!Array.isArray(value)) return words().patterns.list;
  for (const pattern of value as readonly ConfigValue[]) {
    if (!isModelName(pattern)) return words().patterns.name;
    if (/^\*+$/.test(pattern)) return words().patterns.all;
  }
  return undefined;
};

export const checkWhole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : words().check.whole(least, most);

export const checkFlag: Check = (value) => (typeof value === 'boolean' ? undefined : words().check.flag);

const isModelName = (value: ConfigValue | undefined): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 256 && !hasHidden(value) && !/\s/.test(value);

function isMapping(value: ConfigValue): value is { readonly [key: string]: ConfigValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
