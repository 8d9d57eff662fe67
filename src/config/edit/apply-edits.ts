import { isMap, visit } from 'yaml';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { configOf, type ParsedConfig, parseConfig } from '../parse/parse-config.ts';
import { readYaml, type YamlText } from '../parse/read-yaml.ts';
import { shortenLists } from '../parse/shorten-lists.ts';
import { type Data, dataOf, dataOfSimpleText, sameData } from '../parse/tree-data.ts';
import { words } from '../words.ts';
import { intendEdit, isMade, pathWords } from './intend-edit.ts';
import { type EditGroup, isBareMapping, planEdits } from './plan-edit.ts';
import { lineBreakOf, spliced } from './source-lines.ts';

/**
 * Makes edits in the text of config.yaml by splicing its source: everything else stays byte for byte. The
 * result is read again and must say exactly what was intended, else it is refused. Failures: `conflict` (a
 * named item is not there), `invalid` (broken file, wrong value, no safe way).
 */
export function applyEdits(text: string, edits: readonly ConfigEdit[]): Outcome<string> {
  const edited = editText(text, edits);
  return edited.ok ? success(edited.value.text) : edited;
}

/** The same, with the config that the new text holds, so that it is not parsed again. */
export function editText(text: string, edits: readonly ConfigEdit[]): Outcome<EditedText> {
  const edited = editAll(text, edits);
  return edited.ok ? success(edits.reduce(withoutEmptied, edited.value)) : edited;
}

interface EditedText {
  readonly text: string;
  readonly parsed: ParsedConfig;
}

/** Without the mappings that an edit has left empty, where they may be removed. */
function withoutEmptied(edited: EditedText, edit: ConfigEdit): EditedText {
  if (edit.op !== 'unset' || !edit.parents || edit.path.length < 2) return edited;
  const outer = { ...edit, path: edit.path.slice(0, -1), parents: edit.parents - 1 };
  const yaml = readYaml(edited.text, { tokens: true });
  if (!yaml.ok || !isBareMapping(yaml.value, outer)) return edited;
  const less = editText(edited.text, [outer]);
  return less.ok ? less.value : edited;
}

function editAll(text: string, edits: readonly ConfigEdit[]): Outcome<EditedText> {
  const [first] = edits;
  const groups = groupsOf(edits);
  const quick = editShortened(text, groups);
  if (quick) return quick;
  const before = readYaml(text, { tokens: true });
  if (!before.ok) return before;
  const intended = rootData(before.value);
  if (!(intended instanceof Map) || !first) return asConfig(before.value);
  const edited = spliceAll(before.value, intended, groups);
  if (!edited.ok) return edited;
  const firm = withFirmEnd(before.value, edited.value);
  if (firm !== undefined) return editAll(firm, edits);
  return proven(edited.value, intended) ?? unsafe(first);
}

/** Whether a text that another program wrote behind ours holds what the edits wanted. */
export function areMade(text: string, edits: readonly ConfigEdit[]): boolean {
  const yaml = readYaml(text);
  return yaml.ok && edits.every((edit) => isMade(rootData(yaml.value), edit));
}

/**
 * The same on a text with long lists, most of which is kept from the parser. undefined if that is not
 * possible.
 */
function editShortened(text: string, groups: readonly EditGroup[]): Outcome<EditedText> | undefined {
  let now = text;
  let intended: Data | undefined;
  for (const group of groups) {
    const short = text.endsWith('\n') ? shortenLists(now, group) : undefined;
    if (!short) return undefined;
    intended ??= dataOfSimpleText(text);
    if (!(intended instanceof Map)) return undefined;
    const wrong = intendAll(intended, group);
    if (wrong) return wrong;
    const yaml = readYaml(short.text, { tokens: true });
    const planned = yaml.ok ? planEdits(yaml.value, group) : undefined;
    const splices = planned && short.restore(planned);
    if (!splices) return undefined;
    now = spliced(now, splices);
  }
  return intended === undefined ? undefined : proven(now, intended);
}

/** Reads the new text and compares: undefined when it does not say exactly what was intended. */
function proven(text: string, intended: Data): Outcome<EditedText> | undefined {
  const simple = dataOfSimpleText(text);
  if (simple) {
    if (!sameData(simple, intended)) return undefined;
    const parsed = parseConfig(text);
    return parsed.ok ? success({ text, parsed: parsed.value }) : parsed;
  }
  const after = readYaml(text);
  return after.ok && sameData(rootData(after.value), intended) ? asConfig(after.value) : undefined;
}

/**
 * One group of edits after the other, on text and data. A text without a last line break gets one for the
 * time being, so that every line is a whole one.
 */
function spliceAll(
  before: YamlText,
  intended: Map<string, Data>,
  groups: readonly EditGroup[],
): Outcome<string> {
  const lastBreak = before.text.endsWith('\n') ? '' : lineBreakOf(before.text);
  let now = before.text + lastBreak;
  for (const group of groups) {
    const wrong = intendAll(intended, group);
    if (wrong) return wrong;
    const yaml = now === before.text ? success(before) : readYaml(now, { tokens: true });
    const splices = yaml.ok ? planEdits(yaml.value, group) : undefined;
    if (!splices) return unsafe(group[0]);
    now = spliced(now, splices);
  }
  return success(now.slice(0, now.length - lastBreak.length));
}

/**
 * A block scalar at the very end of a text without a last line break says a text without one; with lines
 * behind it, it would gain one, unless its header says `-`. undefined: the edited text ends as the old one
 * did.
 */
function withFirmEnd({ document, text }: YamlText, edited: string): string | undefined {
  if (text.endsWith('\n')) return undefined;
  let start: number | undefined;
  visit(document, {
    Scalar(_, { type, range }) {
      const block = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
      if (block && range && range[1] >= text.length) start = range[0];
    },
  });
  const [header = '', style, digit] = /^([|>])\+?([1-9]?)\+?(?![-+1-9])/.exec(text.slice(start)) ?? [];
  if (start === undefined || header === '' || edited.endsWith(text.slice(start))) return undefined;
  return `${text.slice(0, start)}${style}${digit}-${text.slice(start + header.length)}`;
}

function asConfig(yaml: YamlText): Outcome<EditedText> {
  const parsed = configOf(yaml);
  return parsed.ok ? success({ text: yaml.text, parsed: parsed.value }) : parsed;
}

/** A file of comments only is a mapping without entries. */
function rootData(yaml: YamlText): Data {
  const { contents } = yaml.document;
  const data = dataOf(contents);
  return isMap(contents) || data !== 'pnull' ? data : new Map();
}

function intendAll(root: Map<string, Data>, group: EditGroup): Failure | undefined {
  for (const edit of group) {
    const bad = 'value' in edit && !isWritable(edit.value);
    if (bad) return failure('invalid', words().edit.noYaml(pathWords(edit.path)));
    const wrong = intendEdit(root, edit);
    if (wrong) return wrong;
  }
  return undefined;
}

/** Half a surrogate pair is no Unicode text, and infinity no number of a config. */
function isWritable(value: ConfigValue): boolean {
  if (typeof value === 'string') return isUnicode(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, one]) => isUnicode(key) && isWritable(one));
}

const isUnicode = (text: string) => !/\p{Surrogate}/u.test(text);

/** Removals, and additions at the end, of one list are made on one reading of the text. */
function groupsOf(edits: readonly ConfigEdit[]): EditGroup[] {
  const groups: [ConfigEdit, ...ConfigEdit[]][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    if (group && isAlike(group[0], edit)) group.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function isAlike(a: ConfigEdit, b: ConfigEdit): boolean {
  if (a.op !== b.op || JSON.stringify(a.path) !== JSON.stringify(b.path)) return false;
  if (a.op === 'append' && b.op === 'append') return a.after === undefined && b.after === undefined;
  return a.op === 'remove';
}

function unsafe(edit: ConfigEdit): Failure {
  const place = pathWords(edit.path);
  return failure('invalid', words().edit.notSafe(place));
}
