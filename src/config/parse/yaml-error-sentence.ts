import type { ErrorCode } from 'yaml';

const sentences: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'An alias (*name) cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'An anchor (&name) or alias (*name) has no name',
  BAD_DIRECTIVE: 'A line that starts with "%" is not a directive that YAML knows',
  BAD_DQ_ESCAPE:
    'A "\\" in double quotes is followed by something YAML does not know; write "\\\\" or use single quotes',
  BAD_INDENT: 'The indentation does not fit the lines above; line it up with its neighbors',
  BAD_PROP_ORDER: 'An anchor (&name) or tag (!name) must follow the "-", "?" or ":"',
  BAD_SCALAR_START: 'A value cannot start with "@" or "`"; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'A second ":" on one line; put the value in quotes, or its mapping on lines of its own',
  BLOCK_IN_FLOW: 'Inside [ ] or { } every line must be indented further than the line that opens it',
  DUPLICATE_KEY: 'This setting appears twice in the same place; remove one of the two',
  KEY_OVER_1024_CHARS: 'The name of a setting is longer than 1024 characters',
  MULTILINE_IMPLICIT_KEY: 'A ":" is missing behind the name of a setting, or a quote is not closed',
  MULTIPLE_ANCHORS: 'A value has two anchors (&name); one is allowed',
  MULTIPLE_DOCS:
    'A second YAML document starts; config.yaml must hold one only, so remove the "---" or what follows',
  MULTIPLE_TAGS: 'A value has two tags (!name); one is allowed',
  NON_STRING_KEY: 'The name of a setting must be plain text',
  RESOURCE_EXHAUSTION: 'The file is nested too deeply',
  TAB_AS_INDENT: 'A tab is used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'The tag (!name) of this value does not fit it; remove the tag',
  BAD_COLLECTION_TYPE: 'The tag (!name) does not fit a list or mapping; remove the tag',
};

const missing: readonly (readonly [start: string, sentence: string])[] = [
  ['Implicit map keys', 'A ":" is missing behind the name of a setting'],
  ['Missing closing', 'A quote is opened and not closed'],
  ['Comments must', 'A "#" that starts a comment needs a space before it'],
  ['Missing space after', 'A ":" needs a space behind it'],
  ['Missing , ', 'A "," is missing inside [ ] or { }'],
  ['Sequence item', 'A "-" is missing before a list item'],
];

/**
 * Our own words for an error of the YAML parser: its messages quote the source, which may be a secret (M2),
 * and name tokens instead of what to do. The message only distinguishes kinds of one code.
 */
export function yamlErrorSentence(code: ErrorCode, message: string): string {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) {
    return 'A [ or { is not closed, or its lines are not indented further than the setting it belongs to';
  }
  const known = sentences[code];
  if (known) return known;
  if (code === 'MISSING_CHAR') {
    const found = missing.find(([start]) => message.startsWith(start));
    return found?.[1] ?? 'A bracket, quote, ":" or "," is missing near here';
  }
  return 'The text here does not fit the text before it; look for a missing quote, ":" or "-"';
}
