/** Whole escape sequences, so that nothing of `ESC ] 52 ; …` is left standing as text. */
const sequences = [
  // OSC, DCS, SOS, PM, APC up to their terminator
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g,
  // CSI
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g,
  // the other escapes
  /\x1b[ -/]*[0-~]?/g,
];
/** Marks that turn the direction of what follows, and so can disguise text. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Nothing to strip; said at once, as it is asked for every line of a log. */
const plain = /^[\x20-\x7e]*$/;

/**
 * Text from outside made safe for a terminal: no control or escape sequence, no direction marks; tabs and
 * line ends become a space. Joiners inside emoji stay.
 */
export function stripControl(text: string): string {
  if (plain.test(text)) return text;
  let clean = text;
  for (const sequence of sequences) clean = clean.replace(sequence, '');
  return clean
    .replace(/\r\n|[\t\n\r\v\f\u0085\u2028\u2029]/g, ' ')
    .replace(/[\x00-\x1f\x7f-\x9f]/g, '')
    .replace(direction, '');
}
