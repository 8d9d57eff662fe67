import type { ErrorCode } from 'yaml';
import { catalogue } from '../../base/text/language.ts';

/** What is wrong with the text of config.yaml, to be put before its place. */
const en = {
  at: (sentence: string, line: number, column: number) => `${sentence}: line ${line}, column ${column}.`,
  empty: 'config.yaml is empty; write at least one setting, such as "port: 8317".',
  nul: 'config.yaml holds a NUL byte, as a half-written or binary file does',
  onlyComments: 'config.yaml has comments and no settings, so every setting has its default.',
  noMapping: (found: 'list' | 'value') =>
    `config.yaml must be lines of "name: value", not a ${found === 'list' ? 'list' : 'single value'}`,
  emptyEntry: 'An empty entry in a list of texts does nothing; remove it',
  entry: (name: string, place: number) => `${name}, entry ${place}`,
  field: (entry: string, name: string) => `${entry}: ${name}`,
  noAnchor: 'An alias (*name) refers to an anchor (&name) that is not above it',
  aliasInside: 'An alias (*name) is inside the value it refers to',
  aliasesTooLarge: 'Aliases make this file too large to read',
  merge: 'A merge key (<<) needs a mapping, or a list of mappings',
  notClosed: 'A [ or { is not closed, or its lines are not indented further than the setting it belongs to',
  missing: {
    colon: 'A ":" is missing behind the name of a setting',
    quote: 'A quote is opened and not closed',
    comment: 'A "#" that starts a comment needs a space before it',
    space: 'A ":" needs a space behind it',
    comma: 'A "," is missing inside [ ] or { }',
    dash: 'A "-" is missing before a list item',
    other: 'A bracket, quote, ":" or "," is missing near here',
  },
  unknown: 'The text here does not fit the text before it; look for a missing quote, ":" or "-"',
  yaml: {
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
  } satisfies Partial<Record<ErrorCode, string>>,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
