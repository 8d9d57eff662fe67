import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import { defaults, hidden, shownWhenSet } from './config-defaults.ts';
import { readEntries } from './provider-entries.ts';
import type { RunningConfig, ServerKind } from './types.ts';

export type ReadConfig =
  | { readonly config: RunningConfig }
  | { readonly error: 'invalid_yaml' | 'invalid_config'; readonly message: string };

/** What a server takes out of the text of config.yaml, or why it refuses it in Go's words. */
export function readConfig(kind: ServerKind, text: string): ReadConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const [broken] = document.errors;
  if (broken) {
    // Go counts from the line before the one where the open bracket stands.
    const flow = text.split('\n').findIndex((line) => /: [[{]/.test(line));
    const line = flow >= 0 ? flow : (broken.linePos?.[0].line ?? 1);
    const what = flow >= 0 ? "did not find expected ',' or ']'" : "could not find expected ':'";
    return { error: 'invalid_yaml', message: `yaml: line ${Math.max(1, line)}: ${what}` };
  }
  const root = document.contents;
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line;
  if (root === null) return { config: withDefaults(kind, {}) };
  if (!isMap(root)) return wrongType(lineOf(root), root, 'config.Config');
  const found: Record<string, unknown> = {};
  for (const { key, value } of root.items) {
    const name = String(isScalar(key) ? key.value : key);
    const wanted = name === 'port' ? 0 : defaults[kind][name];
    if (isScalar(value) && value.value !== null && mismatch(wanted, value.value)) {
      return wrongType(lineOf(value), value, typeof wanted === 'number' ? 'int' : 'bool');
    }
    found[name] = name === 'api-keys' && isSeq(value) ? value.items.map(literal) : toData(value);
  }
  const invalid = tooHeavy(found);
  return invalid ? { error: 'invalid_config', message: invalid } : { config: withDefaults(kind, found) };
}

/** A key is a string whatever it looks like: `0755` stays `0755`. */
function literal(node: unknown): string {
  return isScalar(node) ? ((node as Scalar).source ?? String(node.value)) : String(node);
}

function toData(node: unknown): unknown {
  return node && typeof node === 'object' && 'toJSON' in node ? (node as Node).toJSON() : node;
}

function mismatch(wanted: unknown, value: unknown): boolean {
  if (typeof wanted === 'number') return !Number.isInteger(value);
  return typeof wanted === 'boolean' && typeof value !== 'boolean';
}

function wrongType(line: number, node: unknown, into: string): ReadConfig {
  const value = isScalar(node) ? String(node.value) : '';
  const short = value.length > 10 ? `${value.slice(0, 7)}...` : value;
  const tag = isSeq(node)
    ? '!!seq'
    : `!!${typeof (node as Scalar).value === 'number' ? 'int' : 'str'} \`${short}\``;
  return {
    error: 'invalid_yaml',
    message: `yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${tag} into ${into}`,
  };
}

function tooHeavy(found: Record<string, unknown>): string | undefined {
  for (const [name, list] of Object.entries(found)) {
    if (!name.endsWith('-api-key') || !Array.isArray(list)) continue;
    const index = list.findIndex((entry) => Number(entry?.weight) > 1_000_000);
    if (index >= 0) return `${name}[${index}].weight: weight must not exceed 1000000`;
  }
  return undefined;
}

function withDefaults(kind: ServerKind, found: Record<string, unknown>): RunningConfig {
  const config: Record<string, unknown> = structuredClone({ ...defaults[kind] });
  for (const [name, value] of Object.entries(found)) {
    if (value === null || value === undefined) continue;
    if (!(name in config || hidden.includes(name) || shownWhenSet.includes(name))) continue;
    const empty = config[name];
    const nested = typeof empty === 'object' && empty !== null && typeof value === 'object';
    config[name] = nested && !Array.isArray(value) ? { ...empty, ...withoutDurations(name, value) } : value;
  }
  return readEntries(config as RunningConfig);
}

/** Durations of this block are text in YAML and nanoseconds in JSON; the defaults stand for both. */
function withoutDurations(name: string, value: object): object {
  if (name !== 'credential-concurrency') return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'number'));
}
