import { proxyAddress } from '../../base/proxy-address.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';

/** Each check returns what is wrong with a value and the remedy, in one sentence without secrets; undefined: valid. */
type Check = (value: ConfigValue) => string | undefined;

export const checkSecret: Check = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return 'The key is empty. Paste the provider key.';
  if (/\s/.test(value)) return 'The key contains white space. Paste it in one piece.';
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return 'The key contains a character that cannot be sent in a header. Paste the key alone.';
  }
  return undefined;
};

export const checkUrl: Check = (value) => {
  if (typeof value !== 'string' || value.trim() === '')
    return 'The address is empty. It must begin with https://.';
  if (value !== value.trim() || /\s/.test(value)) return 'The address contains white space. Remove it.';
  if (!/^https?:\/\//i.test(value)) return 'The address must begin with https:// or http://.';
  if (!URL.canParse(value)) return 'The address is not valid. Write it as https://host/path.';
  // A URL pasted after another one: the scheme of the second becomes the end of the host of the first.
  if (/^https?:\/\/[^/]*https?:\/\//i.test(value)) {
    return 'This is two addresses in one. Keep one of them.';
  }
  const { username, password, search, hash } = new URL(value);
  if (username !== '' || password !== '') {
    return 'The address contains a user name or password. Put the key in its own field.';
  }
  if (search !== '' || hash !== '')
    return 'The address must end with its path. Remove everything from ? or # on, which is not sent (for Azure, an address that ends with /openai/v1 needs no api-version).';
  return undefined;
};

/** The server adds the endpoint to it. */
export const checkBaseUrl: Check = (value) => {
  const wrong = checkUrl(value);
  if (wrong !== undefined) return wrong;
  const endpoint = endpoints.exec(new URL(value as string).pathname)?.[0];
  return endpoint && `The address contains the endpoint ${endpoint}, which the server adds. Remove it.`;
};

const endpoints = /\/((chat\/)?completions|responses|messages|embeddings|moderations|monitor)\/*$/;

/** What all servers accept. */
export const checkProxy: Check = (value) => {
  if (typeof value !== 'string') return 'The proxy must be text.';
  if (value !== '' && proxyAddress(value) && !/\s/.test(value)) return undefined;
  return 'The proxy must be an address such as http://host:3128 or socks5://host:1080, or the word direct.';
};

export const checkPrefix: Check = (value) => {
  if (typeof value === 'string' && /^[A-Za-z0-9._~-]{1,64}$/.test(value)) return undefined;
  return 'A prefix has 1 to 64 letters, digits, dots, dashes, underscores or tildes, and no slash.';
};

export const checkName: Check = (value) => {
  if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._~ -]{0,63}$/.test(value)) return undefined;
  return 'A name begins with a letter or digit and has up to 64 letters, digits, dots, dashes, underscores and blanks.';
};

export const checkText: Check = (value) => {
  if (typeof value === 'string' && !hasHidden(value) && value.trim() !== '') return undefined;
  return 'This must be text on one line, without control or invisible characters.';
};

export const checkHeaders: Check = (value) => {
  if (!isMapping(value)) return 'Headers are lines of "Name: value".';
  const names = new Set<string>();
  for (const [name, text] of Object.entries(value)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      return 'A header name has letters, digits and dashes only, and no blank before the colon.';
    }
    if (typeof text !== 'string' || !/^[\x20-\x7e]*$/.test(text)) {
      return `The value of the header ${name} must be plain text on one line.`;
    }
    if (connectionHeaders.has(name.toLowerCase())) {
      return `The header ${name} belongs to the connection and cannot be set. Remove it.`;
    }
    if (names.has(name.toLowerCase())) return `The header ${name} is set twice. Keep one of them.`;
    names.add(name.toLowerCase());
  }
  return undefined;
};

const connectionHeaders = new Set(
  'connection content-length host keep-alive te trailer transfer-encoding upgrade'.split(' '),
);

export const checkModels: Check = (value) => {
  if (!Array.isArray(value))
    return 'Models are a list of names, each with an alias if clients use another name.';
  for (const model of value as readonly ConfigValue[]) {
    if (!isMapping(model) || !isModelName(model.name)) {
      return 'A model has a name without blanks, as the provider knows it.';
    }
    if (model.alias !== undefined && !isModelName(model.alias)) {
      return `The alias of ${model.name} must be a name without blanks.`;
    }
  }
  return undefined;
};

/** `*` alone means "disabled" for the servers, and has its own command. */
export const checkPatterns: Check = (value) => {
  if (!Array.isArray(value)) return 'These are a list of model names, in which * matches any text.';
  for (const pattern of value as readonly ConfigValue[]) {
    if (!isModelName(pattern))
      return 'A pattern is a model name without blanks, in which * matches any text.';
    if (/^\*+$/.test(pattern)) return 'A * alone excludes every model. To disable the key, use disable.';
  }
  return undefined;
};

export const checkWhole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `This must be a whole number from ${least} to ${most}.`;

export const checkFlag: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'This is either true or false.';

const isModelName = (value: ConfigValue | undefined): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 256 && !hasHidden(value) && !/\s/.test(value);

function isMapping(value: ConfigValue): value is { readonly [key: string]: ConfigValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
