import type { ConfigValue } from '../../contract/config-edit.ts';
import { isPlainText, quoted, scalarText } from './scalar-text.ts';
import type { TextStyle } from './text-style.ts';

type Mapping = { readonly [key: string]: ConfigValue };

const isMapping = (value: ConfigValue): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: ConfigValue): value is readonly ConfigValue[] => Array.isArray(value);

const spaces = (count: number) => ' '.repeat(count);

/** What follows `- `; its further lines begin at `column`, where the item's own text begins. */
export function itemText(value: ConfigValue, column: number, style: TextStyle, key?: string): string {
  if (isMapping(value) && Object.keys(value).length > 0) return entriesText(value, column, style);
  return isMapping(value) || isList(value) ? flowText(value, style, key) : plainValue(value, style, key);
}

/** `key: value`, over several lines when the value has parts; `column` is that of the key. */
export function entryText(key: string, value: ConfigValue, column: number, style: TextStyle): string {
  return `${keyName(key, style)}:${behindColon(key, value, column, style)}`;
}

/** What follows the `:` of a setting at `column`, with the blank or line break that leads it. */
export function behindColon(key: string, value: ConfigValue, column: number, style: TextStyle): string {
  if (isList(value) && value.length > 0) {
    return value.map((item) => style.lineBreak + dashed(item, column + style.dashStep, style, key)).join('');
  }
  if (isMapping(value) && Object.keys(value).length > 0) {
    const inner = column + style.step;
    return style.lineBreak + spaces(inner) + entriesText(value, inner, style);
  }
  return ` ${isList(value) || isMapping(value) ? flowText(value, style, key) : plainValue(value, style, key)}`;
}

/** A whole list item with its indentation; `gap` is between the `-` and the text. */
export function dashed(
  value: ConfigValue,
  column: number,
  style: TextStyle,
  key?: string,
  gap = ' ',
): string {
  return `${spaces(column)}-${gap}${itemText(value, column + 1 + gap.length, style, key)}`;
}

function entriesText(value: Mapping, column: number, style: TextStyle): string {
  const lines = Object.entries(value).map(([key, one]) => entryText(key, one, column, style));
  return lines.join(style.lineBreak + spaces(column));
}

/** On one line, as inside [ ] and { }. */
export function flowText(value: ConfigValue, style: TextStyle, key?: string): string {
  if (isList(value)) return `[${value.map((item) => flowText(item, style, key)).join(', ')}]`;
  if (!isMapping(value)) return flowScalar(value, style, key);
  const parts = Object.entries(value).map(
    ([name, one]) => `${keyName(name, style)}: ${flowText(one, style, name)}`,
  );
  return `{${parts.join(', ')}}`;
}

/** Older readers end a plain scalar at any ":" inside brackets. */
function flowScalar(value: string | number | boolean | null, style: TextStyle, key?: string): string {
  const text = plainValue(value, style, key);
  return typeof value === 'string' && text === value && value.includes(':') ? quoted(value) : text;
}

export function plainValue(value: string | number | boolean | null, style: TextStyle, key?: string): string {
  return typeof value === 'string' ? scalarText(value, style.quoteOf(key)) : String(value);
}

export function keyName(key: string, style: Pick<TextStyle, 'quoteKeys'>): string {
  return !style.quoteKeys && isPlainText(key) && !/[ :]/.test(key) ? key : quoted(key);
}
