/** The first line of a file with a password in it, without what surrounds a value; '': it is empty. */
export function passwordIn(source: string): string {
  const lines = linesOf(source);
  const from = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  // Unless it is the password that begins so.
  const onlyComments = lines.slice(0, from).every((line) => line.startsWith('#'));
  return bareValue(lines[from > 0 && onlyComments ? from : 0] ?? '');
}

/** A value of the environment, as the public server reads its own: a secret that was mounted ends in a line break. */
export const environmentSecret = (value: string | undefined): string => withoutMark(value ?? '').trim();

/** Editors of Windows put a mark before the first character, which is no part of any text. */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');
export const linesOf = (text: string): string[] => withoutMark(text).split(/\r\n|\n|\r/);

/** The value after `NAME=`, or the line itself, without surrounding quotes. */
export function bareValue(line: string): string {
  const [, exported, name = '', behind = ''] =
    /^\s*(export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
  const isVariable = exported !== undefined || /^[A-Z][A-Z0-9_]+$/.test(name);
  // Base64 ends in = as well.
  if (!isVariable || /^=*$/.test(behind)) return unquoted(line);
  const [, quoted] = /^((["']).*?\2)\s+#.*$/.exec(behind) ?? [];
  return unquoted(quoted ?? behind.replace(/\s+#.*$/, ''));
}

function unquoted(text: string): string {
  const [, quote = '', inner] = /^\s*(["'])(.*)\1\s*$/.exec(text) ?? [];
  return inner === undefined || inner.includes(quote) ? text : inner;
}
