import type * as v from 'valibot';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Failure } from '../contract/outcome.ts';
import { isMergeKey, keyText } from './read-value.ts';
import type { YamlText } from './read-yaml.ts';

/** A broken rule of the schema as one sentence with its place: `port must be a whole number, not "x": line 2, …`. */
export function schemaProblem(yaml: YamlText, issue: v.BaseIssue<unknown>): Failure {
  const path = (issue.path ?? []).map((step) => step.key as string | number);
  const name = path.reduce<string>(nameStep, '') || 'config.yaml';
  const fault = issue.type === 'min_value' || issue.type === 'max_value' ? 'value' : 'shape';
  return yaml.problemAt(offsetAt(yaml, path), `${name} ${rule(issue)}`, fault);
}

/** `api-keys`, 1 → `api-keys, entry 2`; then `prefix` → `…, entry 2: prefix`. */
function nameStep(name: string, step: string | number): string {
  if (typeof step === 'number') return `${name}, entry ${step + 1}`;
  if (name === '') return shortWord(step);
  return / entry \d+$/.test(name) ? `${name}: ${shortWord(step)}` : `${name}.${shortWord(step)}`;
}

function rule(issue: v.BaseIssue<unknown>): string {
  const not = `, not ${described(issue)}`;
  switch (issue.type) {
    case 'string':
      return `must be text${not}`;
    case 'boolean':
      return `must be true or false${not}`;
    case 'number':
    case 'integer':
      return `must be a whole number${not}`;
    case 'array':
      return `must be a list${not}`;
    case 'loose_object':
    case 'object':
    case 'record':
      return `must hold "name: value" lines${not}`;
    case 'min_value':
      return `must be at least ${String(issue.requirement)}${not}`;
    case 'max_value':
      return `must be at most ${String(issue.requirement)}${not}`;
    default:
      return `is not allowed here${not}`;
  }
}

/** A value in words. Text is quoted only where a number or flag belongs and it is short: no secret stands there (M2). */
function described({ input, expected }: v.BaseIssue<unknown>): string {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  if (typeof input !== 'string') return String(input);
  const quotable = (expected === 'number' || expected === 'boolean') && input.length <= 16;
  return quotable ? `"${shortWord(input)}"` : 'text';
}

function shortWord(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return clean.length <= 60 ? clean : `${clean.slice(0, 59)}…`;
}

/** Where the value at `path` stands, or the nearest thing above it that is there. */
function offsetAt(yaml: YamlText, path: readonly (string | number)[]): number {
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
