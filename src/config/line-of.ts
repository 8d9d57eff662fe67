import type { PathStep } from '../contract/config-edit.ts';
import { findSlot } from './find-slot.ts';
import { readYaml } from './read-yaml.ts';

/** The line, from 1, on which the setting or item at a path begins; undefined: it is not written there. Parses once, when first asked. */
export function lineFinder(text: string): (path: readonly PathStep[]) => number | undefined {
  let read: ReturnType<typeof readYaml> | undefined;
  return (path) => {
    if (path.length === 0) return undefined;
    read ??= readYaml(text, { tokens: true });
    const found = read.ok ? findSlot(read.value, path) : undefined;
    if (!found || found.missing.length > 0) return undefined;
    return text.slice(0, found.slot.from).split('\n').length;
  };
}
