import { catalogue } from '../../base/text/language.ts';

/** What is wrong with a field of a provider key, in one sentence. */
const en = {
  secret: {
    empty: 'The key is empty. Paste the provider key.',
    space: 'The key contains white space. Paste it in one piece.',
    characters: 'The key contains a character that cannot be sent in a header. Paste the key alone.',
  },
  url: {
    empty: 'The address is empty. It must begin with https://.',
    space: 'The address contains white space. Remove it.',
    scheme: 'The address must begin with https:// or http://.',
    invalid: 'The address is not valid. Write it as https://host/path.',
    two: 'This is two addresses in one. Keep one of them.',
    password: 'The address contains a user name or password. Put the key in its own field.',
    query:
      'The address must end with its path. Remove everything from ? or # on, which is not sent (for Azure, an address that ends with /openai/v1 needs no api-version).',
    endpoint: (endpoint: string) =>
      `The address contains the endpoint ${endpoint}, which the server adds. Remove it.`,
  },
  check: {
    proxyText: 'The proxy must be text.',
    proxy: 'The proxy must be an address such as http://host:3128 or socks5://host:1080, or the word direct.',
    prefix: 'A prefix has 1 to 64 letters, digits, dots, dashes, underscores or tildes, and no slash.',
    name: 'A name begins with a letter or digit and has up to 64 letters, digits, dots, dashes, underscores and blanks.',
    text: 'This must be text on one line, without control or invisible characters.',
    whole: (least: number, most: number) => `This must be a whole number from ${least} to ${most}.`,
    flag: 'This is either true or false.',
    required: (title: string, hint: string) => `${title} is required. ${hint}`,
    unreadable: (title: string) => `${title} cannot be read.`,
    number: 'This must be a whole number.',
    unknown: (title: string, field: string) => `A key of ${title} has no field ${field}. Leave it out.`,
  },
  headers: {
    lines: 'Headers are lines of "Name: value".',
    name: 'A header name has letters, digits and dashes only, and no blank before the colon.',
    value: (name: string) => `The value of the header ${name} must be plain text on one line.`,
    connection: (name: string) =>
      `The header ${name} belongs to the connection and cannot be set. Remove it.`,
    twice: (name: string) => `The header ${name} is set twice. Keep one of them.`,
  },
  models: {
    list: 'Models are a list of names, each with an alias if clients use another name.',
    name: 'A model has a name without blanks, as the provider knows it.',
    alias: (model: string) => `The alias of ${model} must be a name without blanks.`,
  },
  patterns: {
    list: 'These are a list of model names, in which * matches any text.',
    name: 'A pattern is a model name without blanks, in which * matches any text.',
    all: 'A * alone excludes every model. To disable the key, use disable.',
  },
  notServed: (list: string, why: string) => `The embedded server does not use ${list}: ${why}.`,
  keyOf: (title: string) => `${title} key`,
  without: (kind: string) => `${kind} without a key`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
