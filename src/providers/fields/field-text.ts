import type { ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { FieldType, KeyField } from './key-settings.ts';
import { words } from './words.ts';

/** A value as text for a form or command line. A secret is in plain text: use it only where the user asked for that. */
export function fieldText({ type }: KeyField, value: ConfigValue | undefined): string {
  return value === undefined || value === null ? '' : asText[type](value);
}

/**
 * Parses typed text into the value for config.yaml; null: empty, so the field is removed. The result is
 * checked. @param before the previous value, whose models keep the fields that the text does not show
 */
export function readFieldText(field: KeyField, text: string, before?: ConfigValue): Outcome<ConfigValue> {
  if (text.trim() === '') {
    return field.required
      ? failure('invalid', words().check.required(field.title, field.hint))
      : success(null);
  }
  const value = fromText[field.type](text, before);
  if (value === undefined)
    return failure('invalid', wrong(field.type) ?? words().check.unreadable(field.title));
  const problem = field.check(value);
  return problem === undefined ? success(value) : failure('invalid', problem);
}

const plain = (value: ConfigValue) => String(value);
const trimmed = (text: string) => text.trim();
/** Separated by commas or line breaks. */
const parts = (text: string) =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
const list = (value: ConfigValue) => (Array.isArray(value) ? (value as ConfigValue[]) : []);

const asText: Readonly<Record<FieldType, (value: ConfigValue) => string>> = {
  secret: plain,
  url: plain,
  text: plain,
  whole: plain,
  flag: plain,
  patterns: (value) => list(value).join(', '),
  models: (value) => list(value).map(modelText).join(', '),
  headers: (value) =>
    Object.entries(mapping(value))
      .map(([name, text]) => `${name}: ${text}`)
      .join('\n'),
};

const fromText: Readonly<
  Record<FieldType, (text: string, before: ConfigValue | undefined) => ConfigValue | undefined>
> = {
  secret: trimmed,
  url: trimmed,
  text: trimmed,
  whole: (text) => (/^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined),
  flag: (text) => flags.get(text.trim().toLowerCase()),
  patterns: (text) => parts(text),
  models: (text, before) => parts(text).map((part) => readModel(part, list(before ?? null))),
  headers: readHeaders,
};

const flags = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['no', false],
  ['off', false],
]);

function wrong(type: FieldType): string | undefined {
  if (type === 'whole') return words().check.number;
  if (type === 'flag') return words().check.flag;
  return type === 'headers' ? words().headers.lines : undefined;
}

function modelText(model: ConfigValue): string {
  const { name, alias } = mapping(model);
  return alias === undefined || alias === null || alias === '' || alias === name
    ? `${name}`
    : `${name}=${alias}`;
}

/** `NAME` or `NAME=ALIAS`; other settings of the same model stay. */
function readModel(text: string, before: readonly ConfigValue[]): ConfigValue {
  const same = before.find((model) => modelText(model) === text);
  if (same !== undefined) return same;
  const at = text.lastIndexOf('=');
  return at < 0 ? { name: text } : { name: text.slice(0, at), alias: text.slice(at + 1) };
}

function readHeaders(text: string): ConfigValue | undefined {
  const headers: [string, string][] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([^:\s]+)\s*:\s?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    headers.push([name, value.trim()]);
  }
  return new Set(headers.map(([name]) => name)).size === headers.length
    ? Object.fromEntries(headers)
    : undefined;
}

function mapping(value: ConfigValue): Readonly<Record<string, ConfigValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, ConfigValue>)
    : {};
}
