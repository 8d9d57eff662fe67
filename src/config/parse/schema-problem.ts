import type * as v from 'valibot';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { brokenRule, shortWord } from '../../contract/broken-rule.ts';
import type { Failure } from '../../contract/outcome.ts';
import { isMergeKey, keyText } from './read-value.ts';
import type { YamlText } from './read-yaml.ts';
import { words } from './words.ts';

/** A broken rule of the schema as one sentence with its place: `port must be a whole number, not "x": line 2, …`. */
export function schemaProblem(yaml: YamlText, issue: v.BaseIssue<unknown>): Failure {
  const path = (issue.path ?? []).map((step) => step.key as string | number);
  const name = nameOf(path) || 'config.yaml';
  const errorType = ['min_value', 'max_value', 'check'].includes(issue.type) ? 'value' : 'shape';
  return yaml.problemAt(offsetAt(yaml, path), `${name} ${brokenRule(issue)}`, errorType);
}

/** `api-keys`, 1 → `api-keys, entry 2`; then `prefix` → `…, entry 2: prefix`. */
function nameOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((name, step, at) => {
    if (typeof step === 'number') return words().entry(name, step + 1);
    if (name === '') return shortWord(step);
    return typeof path[at - 1] === 'number'
      ? words().field(name, shortWord(step))
      : `${name}.${shortWord(step)}`;
  }, '');
}

/** Offset of the value at `path`, or of the nearest thing above it that is there. */
export function offsetAt(yaml: YamlText, path: readonly (string | number)[]): number {
  let node: unknown = yaml.document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find((one) => !isMergeKey(one) && keyText(one.key) === step);
      if (!pair) return offset;
      const empty = isScalar(pair.value) && pair.value.source === '';
      offset = (empty ? undefined : startOf(pair.value)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[step as number];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0];
}
