import type { ErrorCode } from 'yaml';

const sentences: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*name) cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'an anchor (&name) or alias (*name) has no name',
  BAD_DIRECTIVE: 'a line that starts with "%" is not a directive that YAML knows',
  BAD_DQ_ESCAPE:
    'a "\\" in double quotes is followed by something YAML does not know; write "\\\\" or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above; line it up with its neighbours',
  BAD_PROP_ORDER: 'an anchor (&name) or tag (!name) must stand behind the "-", "?" or ":"',
  BAD_SCALAR_START: 'a value cannot start with "@" or "`"; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second ":" on one line; put the value in quotes, or its mapping on lines of its own',
  BLOCK_IN_FLOW: 'inside [ ] or { } every line must be indented further than the line that opens it',
  DUPLICATE_KEY: 'this setting stands twice in the same place; remove one of the two',
  KEY_OVER_1024_CHARS: 'the name of a setting is longer than 1024 characters',
  MULTILINE_IMPLICIT_KEY: 'a ":" is missing behind the name of a setting, or a quote is not closed',
  MULTIPLE_ANCHORS: 'a value has two anchors (&name); one is allowed',
  MULTIPLE_DOCS:
    'a second YAML document starts; config.yaml must hold one only, so remove the "---" or what follows',
  MULTIPLE_TAGS: 'a value has two tags (!name); one is allowed',
  NON_STRING_KEY: 'the name of a setting must be plain text',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'the tag (!name) of this value does not fit it; remove the tag',
  BAD_COLLECTION_TYPE: 'the tag (!name) does not fit a list or mapping; remove the tag',
};

const missing: readonly (readonly [start: string, sentence: string])[] = [
  ['Implicit map keys', 'a ":" is missing behind the name of a setting'],
  ['Missing closing', 'a quote is opened and not closed'],
  ['Comments must', 'a "#" that starts a comment needs a space before it'],
  ['Missing space after', 'a ":" needs a space behind it'],
  ['Missing , ', 'a "," is missing inside [ ] or { }'],
  ['Sequence item', 'a "-" is missing before a list item'],
];

/**
 * Our own words for an error of the YAML parser: its messages quote the source, which may be a secret (M2), and
 * name tokens instead of what to do. The message serves only to tell kinds of one code apart.
 */
export function yamlErrorSentence(code: ErrorCode, message: string): string {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) {
    return 'a [ or { is not closed, or its lines are not indented further than the setting it belongs to';
  }
  const known = sentences[code];
  if (known) return known;
  if (code === 'MISSING_CHAR') {
    const found = missing.find(([start]) => message.startsWith(start));
    return found?.[1] ?? 'a bracket, quote, ":" or "," is missing near here';
  }
  return 'the text here does not fit what stands before it; look for a missing quote, ":" or "-"';
}
