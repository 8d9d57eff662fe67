import type { ConfigEdit } from '../contract/config-edit.ts';
import { failure, type Outcome } from '../contract/outcome.ts';
import type { ParsedConfig } from './parse-config.ts';

export function editText(
  _text: string,
  _edits: readonly ConfigEdit[],
): Outcome<{ text: string; parsed: ParsedConfig }> {
  return failure('unsupported', 'Not there yet.');
}

/** Edits in config.yaml's text by splicing. */
export function applyEdits(text: string, edits: readonly ConfigEdit[]): Outcome<string> {
  const edited = editText(text, edits);
  return edited.ok ? { ok: true, value: edited.value.text } : edited;
}
