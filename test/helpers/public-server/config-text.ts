import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { appendedByV7 } from './config-defaults.ts';
import { readConfig } from './read-config.ts';
import type { RunningConfig, ServerKind } from './types.ts';

/** As the server's YAML writer lays a text out: no blank lines, own-line comments at column 0, one space before others. */
export function laidOut(text: string): string {
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    // Only the empty line behind a comment that stands alone is kept.
    const detached = /^\s*#/.test(kept.at(-1) ?? '');
    if (line.trim() !== '' || detached) kept.push(tidyComment(line));
  }
  return `${kept.join('\n').trimEnd()}\n`;
}

/** What PUT config.yaml does to the bytes it was sent. */
export function atColumnZero(text: string): string {
  return text.replace(/^[ \t]+#/gm, '#');
}

function tidyComment(line: string): string {
  if (/^\s*#/.test(line)) return line.trim();
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '#' && /\s/.test(line.charAt(at - 1)))
      return `${line.slice(0, at).trimEnd()} ${line.slice(at)}`;
  }
  return line.trimEnd();
}

/** The new text after a setter, or Go's words for why the file on disk cannot be read back. */
export function rewrite(
  kind: ServerKind,
  text: string,
  config: RunningConfig,
): { text: string } | { message: string } {
  const read = readConfig(kind, text);
  if ('message' in read) return { message: read.message };
  const document = parseDocument(text, { uniqueKeys: false });
  if (!isMap(document.contents)) return { message: 'invalid yaml document structure' };
  if (kind === 'v7' && document.has('ampcode')) document.delete('ampcode');
  for (const name of new Set([...Object.keys(config), ...Object.keys(read.config)])) {
    const value = config[name] ?? (Array.isArray(read.config[name]) ? [] : {});
    if (isDeepStrictEqual(config[name], read.config[name])) continue;
    document.set(name, merged(document, name, value, read.config[name]));
  }
  const known = laidOut(document.toString({ lineWidth: 0 }));
  if (kind === 'v6' || document.has('credential-concurrency')) return { text: known };
  const added = laidOut(parseDocument(JSON.stringify(appendedByV7)).toString({ collectionStyle: 'block' }));
  // The writer leaves one empty line behind a comment at the end of the file.
  return { text: `${known}${/(^|\n)#[^\n]*\n$/.test(known) ? '\n' : ''}${added.replace(/"/g, '')}` };
}

/** Items that stay keep their comments and quotes, changed ones lose them. */
function merged(document: Document, name: string, value: unknown, before: unknown): unknown {
  const old = document.get(name, true);
  if (isScalar(old) && typeof value !== 'object') {
    old.value = value;
    return old;
  }
  if (!Array.isArray(value) || !isSeq(old)) return document.createNode(value);
  const items = old.items.map((node, index) => ({
    node,
    was: Array.isArray(before) ? before[index] : undefined,
  }));
  const list = new YAMLSeq();
  for (const one of value) {
    const at = items.findIndex(({ was }) => isDeepStrictEqual(was, one));
    list.items.push(at >= 0 ? items.splice(at, 1)[0]?.node : document.createNode(one));
  }
  list.flow = value.length === 0;
  return list;
}
