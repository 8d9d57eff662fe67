/**
 * The inside of a character class: ASCII, Latin, punctuation, arrows, lines, blocks, plain geometric signs,
 * braille (a spinner), and what Ink lays out for our lines. Each of them is drawn as itself in any text and
 * takes one column, so that neither the language data of Node nor a table of widths is needed for them; tests
 * ask both.
 */
export const plainCharacters =
  '\\x20-\\x7E\\u00A1-\\u00A8\\u00AA-\\u00AC\\u00AF-\\u02FF\\u2010-\\u2027\\u2030-\\u203B\\u2190-\\u2193\\u2500-\\u25A9\\u25AC-\\u25B5\\u25B7-\\u25BF\\u25C1-\\u25FA\\u2800-\\u28FF\\uE000-\\uF8FF';
