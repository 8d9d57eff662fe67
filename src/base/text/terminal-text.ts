/** Whole escape sequences, so that nothing of `ESC ] 52 ; …` is left as text. */
const sequences = [
  // OSC, DCS, SOS, PM, APC up to their terminator
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g,
  // CSI
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g,
  // the other escapes
  /\x1b[ -/]*[0-~]?/g,
];

/**
 * What a terminal obeys or a person cannot see: C0, C1, line separators, and everything that Unicode calls ignorable
 * (direction marks, zero-width characters, tags, fillers), but for the variation selectors of emoji.
 */
const hidden = /[\p{Cc}\u2028\u2029\ufff9-\ufffb]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/u;
const everyHidden = new RegExp(hidden, 'gu');
/** The joiner between two emoji makes one of them. */
const joined =
  /(?<=\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])\u200d(?=\p{Extended_Pictographic})/gu;

/** Nothing to strip; tested first, as every cell and every log line passes here. Masks of keys have a `…`. */
const plain = /^[\x20-\x7e…]*$/;

/**
 * Text from outside as one line that is safe for a terminal (N10): no control or escape sequence, nothing invisible;
 * tabs and line ends become a space. Joiners inside emoji stay.
 */
export function stripControl(text: string): string {
  if (plain.test(text) || !hidden.test(text)) return text;
  let clean = text;
  for (const sequence of sequences) clean = clean.replace(sequence, '');
  clean = clean.replace(/\r\n|[\t\n\r\v\f\u0085\u2028\u2029]/g, ' ');
  const joiners = new Set([...clean.matchAll(joined)].map(({ index }) => index));
  return clean.replace(everyHidden, (character, at: number) => (joiners.has(at) ? character : ''));
}

/** The same for a text of several lines: line ends and tabs stay. */
export function stripControlInLines(text: string): string {
  return text.replace(/(?:[^\n\t\r]|\r(?!\n))+/g, stripControl);
}

/** Whether a text contains what `stripControl` removes: no such name, label or note is stored. Joiners may be spelling. */
export function hasHidden(text: string): boolean {
  const withoutJoiners = text.replace(/[\u200c\u200d]/g, '');
  return stripControl(withoutJoiners) !== withoutJoiners;
}

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** JSON with control and invisible characters written as `\uXXXX`; the same value when parsed. */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  if (indent === undefined ? plain.test(text) : /^[\n\x20-\x7e]*$/.test(text)) return text;
  return escapeHidden(text);
}

/** Control and invisible characters but line ends as `\uXXXX`, for text whose quoted strings know that. */
export function escapeHidden(text: string): string {
  return text.replace(everyHidden, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}
