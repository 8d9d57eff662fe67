import { isScalar, isSeq } from 'yaml';
import type { PathStep } from '../../contract/config-edit.ts';
import { findSlot } from '../edit/find-slot.ts';
import { startOf } from '../edit/node-extent.ts';
import { readYaml, type YamlText } from './read-yaml.ts';

/**
 * The line, from 1, on which the setting or item at a path begins; undefined if it is not written there.
 * Parses once, when first asked.
 */
export function lineFinder(text: string): (path: readonly PathStep[]) => number | undefined {
  let read: ReturnType<typeof readYaml> | undefined;
  /** Of lists of texts, by their path: looking through 2,000 keys for each of them takes a second. */
  const lists = new Map<string, ReadonlyMap<string, number>>();
  return (path) => {
    if (path.length === 0) return undefined;
    read ??= readYaml(text, { tokens: true });
    if (!read.ok) return undefined;
    const last = path.at(-1);
    if (typeof last === 'object' && typeof last.item === 'string') {
      const list = path.slice(0, -1);
      const name = JSON.stringify(list);
      const lines = lists.get(name) ?? linesOfTexts(read.value, list);
      lists.set(name, lines);
      return lines.get(last.item);
    }
    const found = findSlot(read.value, path);
    if (!found || found.missing.length > 0) return undefined;
    return lineAt(text, found.slot.from);
  };
}

/** The first line of each text. */
function linesOfTexts(yaml: YamlText, path: readonly PathStep[]): ReadonlyMap<string, number> {
  const found = findSlot(yaml, path);
  const lines = new Map<string, number>();
  const list = found?.missing.length === 0 ? found.slot.node : undefined;
  if (!isSeq(list)) return lines;
  let [line, at] = [1, 0];
  for (const item of list.items) {
    const start = startOf(item);
    if (!isScalar(item) || start === undefined) continue;
    line += lineAt(yaml.text.slice(at, start), start - at) - 1;
    at = start;
    const text = typeof item.value === 'string' ? item.value : (item.source ?? '');
    if (!lines.has(text)) lines.set(text, line);
  }
  return lines;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
