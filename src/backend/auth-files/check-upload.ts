import { editJson, type JsonEdit } from '../../base/json/edit-json.ts';
import { withoutMark } from '../../base/secrets/secret-text.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { accountProvider, authFileTypes } from '../../providers/accounts/auth-file-kinds.ts';
import { checkPrefix } from '../../providers/fields/field-checks.ts';
import { textIn } from '../../providers/json-fields.ts';
import { nameProblem, shownName } from './names.ts';
import { parseFields, problemOf } from './read-auth-file.ts';
import { words } from './words.ts';

/** Bytes; the largest that is known is a service account of 2.5 KB. */
const largestUpload = 256 * 1024;

interface UploadOptions {
  readonly channel?: string | undefined;
  readonly prefix?: string | undefined;
}

/**
 * The text as it may be stored: a JSON object of moderate size that names its provider and, where that provider is
 * known here, holds what its servers need. `channel` names the provider of a file that does not; `prefix` is put in.
 */
export function checkUpload(name: string, text: string, options: UploadOptions = {}): Outcome<string> {
  const misnamed = nameProblem(name);
  if (misnamed) return misnamed;
  const shown = shownName(name);
  if (Buffer.byteLength(text) > largestUpload) {
    return refused(words().upload.large(shown, largestUpload / 1024));
  }
  const fields = parseFields(text);
  if (typeof fields === 'string') return refused(`${shown} ${fields}`);
  const odd = Object.entries(fields).find(([, value]) => typeof value === 'string' && unfit(value));
  if (odd) return refused(words().upload.hidden(shown, odd[0]));
  const edits: JsonEdit[] = [];
  const named = textIn(fields, 'type');
  const channel =
    options.channel === undefined ? undefined : accountProvider(options.channel)?.authFile.types[0];
  if (options.channel !== undefined && channel === undefined && named === undefined) {
    return refused(words().upload.noChannel(options.channel, authFileTypes.join(', ')));
  }
  const type = named ?? channel;
  if (type === undefined) return refused(words().upload.noType(shown));
  if (options.channel !== undefined && !sameProvider(type, options.channel)) {
    return refused(words().upload.otherType(shown, type, options.channel));
  }
  if (named === undefined) edits.push({ path: ['type'], value: type });
  if (options.prefix !== undefined) {
    const wrong = checkPrefix(options.prefix);
    if (wrong) return failure('invalid', words().unchanged(wrong));
    edits.push({ path: ['prefix'], value: options.prefix });
  }
  const kind = accountProvider(type)?.authFile;
  const problem = kind && problemOf(kind.schema, { ...fields, type });
  if (problem) return refused(`${shown} ${problem}`);
  const bare = withoutMark(text);
  return success(edits.length === 0 ? bare : editJson(bare, edits));
}

/** Keys in the PEM format have line ends; nothing else in an auth file does. */
const unfit = (value: string): boolean => hasHidden(value) && !value.startsWith('-----BEGIN ');

function sameProvider(one: string, other: string): boolean {
  const id = (type: string) => accountProvider(type)?.id ?? type.toLowerCase();
  return id(one) === id(other);
}

const refused = (what: string) => failure('invalid', words().upload.refused(what));
