import { isMap, isScalar, isSeq, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { keyText } from '../parse/read-value.ts';
import type { YamlText } from '../parse/read-yaml.ts';
import { dashOf, isFlow, startOf } from './node-extent.ts';
import type { QuoteStyle } from './scalar-text.ts';
import { columnOf, lineBreakOf } from './source-lines.ts';

/** How this file is written, for text that is new in it. */
export interface TextStyle {
  readonly lineBreak: string;
  /** Columns by which a nested mapping is indented. */
  readonly step: number;
  /** Columns from a setting to the `-` of its list: 0 or more. */
  readonly dashStep: number;
  /** Names in double quotes too: the file is JSON. */
  readonly quoteKeys: boolean;
  /** Quotes of a value of the setting `key`; of any value without one. */
  readonly quoteOf: (key?: string) => QuoteStyle;
}

export function styleOf(yaml: YamlText): TextStyle {
  const seen: Seen = { quotes: new Map(), step: undefined, dashStep: undefined };
  scan(yaml.text, yaml.document.contents, undefined, seen);
  const common = seen.quotes.get('') ?? 'double';
  const root = yaml.document.contents;
  const key = isMap(root) && isFlow(root as YAMLMap) ? root.items[0]?.key : undefined;
  return {
    quoteKeys: isScalar(key) && quoteStyleOf(key) === 'double',
    lineBreak: lineBreakOf(yaml.text),
    step: seen.step ?? 2,
    dashStep: seen.dashStep ?? seen.step ?? 2,
    quoteOf: (key) => (key === undefined ? undefined : seen.quotes.get(key)) ?? common,
  };
}

/** The same style, but values look like those of the neighbor of a new item. */
export function besides(style: TextStyle, neighbor: unknown): TextStyle {
  const quotes = new Map<string, QuoteStyle>();
  scan('', neighbor, undefined, { quotes, step: 0, dashStep: 0 });
  const own = isScalar(neighbor) ? quoteStyleOf(neighbor) : quotes.get('');
  return { ...style, quoteOf: (key) => (key && quotes.get(key)) || own || style.quoteOf(key) };
}

interface Seen {
  /** By setting, the last one written; under '' the first of all. */
  readonly quotes: Map<string, QuoteStyle>;
  step: number | undefined;
  dashStep: number | undefined;
}

function scan(text: string, node: unknown, key: string | undefined, seen: Seen): void {
  if (isScalar(node)) noteQuotes(node, key, seen);
  else if (isSeq(node)) for (const item of node.items) scan(text, item, key, seen);
  else if (isMap(node)) for (const pair of node.items) scanEntry(text, pair as Pair, seen);
}

function scanEntry(text: string, pair: Pair, seen: Seen): void {
  const { value } = pair;
  const keyStart = startOf(pair.key);
  if (keyStart !== undefined && text !== '') {
    const column = columnOf(text, keyStart);
    if (isSeq(value) && !isFlow(value))
      seen.dashStep ??= Math.max(0, columnOf(text, dashOf(value as YAMLSeq, 0)) - column);
    const start = startOf(value);
    if (isMap(value) && !isFlow(value) && start !== undefined)
      seen.step ??= Math.max(1, columnOf(text, start) - column);
  }
  scan(text, value, keyText(pair.key), seen);
}

function noteQuotes(node: Scalar, key: string | undefined, seen: Seen): void {
  const style = quoteStyleOf(node);
  if (!style || typeof node.value !== 'string') return;
  if (key !== undefined) seen.quotes.set(key, style);
  if (!seen.quotes.has('')) seen.quotes.set('', style);
}

export function quoteStyleOf(node: Scalar): QuoteStyle | undefined {
  if (node.type === Scalar.QUOTE_DOUBLE) return 'double';
  if (node.type === Scalar.QUOTE_SINGLE) return 'single';
  return node.type === Scalar.PLAIN && node.source !== '' ? 'plain' : undefined;
}
