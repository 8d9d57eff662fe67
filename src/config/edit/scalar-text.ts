export type QuoteStyle = 'plain' | 'single' | 'double';

/** Words that some YAML 1.1 or 1.2 reader takes for a flag, nothing, a number, or a merge key. */
const words = new Set(
  'y n yes no on off true false null ~ nan inf .nan .inf +.inf -.inf +inf -inf << ='.split(' '),
);

/** Everything that YAML 1.1, YAML 1.2 or Go's reader takes for a number, sexagesimals and dates included. */
const otherTypes = [
  /^[-+]?0[bB][01_]*$/,
  /^[-+]?0[oO]?[0-7_]*$/,
  /^[-+]?0[xX][0-9a-fA-F_]*$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?(\.[0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9_]+)?$/,
  /^[-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$/,
];

/** True when `text` needs no quotes for any reader, in a block and inside [ ] alike. Careful rather than complete. */
export function isPlainText(text: string): boolean {
  if (!/^[A-Za-z0-9_/.$+(][A-Za-z0-9_/.$+()=@%~^;-]*([ :][A-Za-z0-9_/.$+()=@%~^;-]+)*$/.test(text))
    return false;
  if (words.has(text.toLowerCase())) return false;
  if (/^(---|\.\.\.)/.test(text)) return false;
  return !otherTypes.some((type) => type.test(text));
}

/** Text as a YAML scalar on one line that every reader reads back the same, in `style` when that can be. */
export function scalarText(text: string, style: QuoteStyle): string {
  if (style === 'plain' && isPlainText(text)) return text;
  if (style === 'single' && isPrintable(text)) return `'${text.replaceAll("'", "''")}'`;
  return quoted(text);
}

/** True for text without line breaks, control or invisible characters that a reader may fold or refuse. */
function isPrintable(text: string): boolean {
  return !unsafe.test(text);
}
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/u;

/** Double quotes, with escapes that YAML 1.1, YAML 1.2 and JSON readers share. */
export function quoted(text: string): string {
  const body = text.replace(/["\\]/g, '\\$&').replace(new RegExp(unsafe, 'gu'), escaped);
  return `"${body}"`;
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
