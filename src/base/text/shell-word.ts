/** A text as one word of a shell command, always in quotes. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same without quotes where none are needed. */
const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text));

/** A command to copy. @param mode permission bits */
export const chmodCommand = (mode: number, paths: readonly string[]): string =>
  `chmod ${mode.toString(8)} ${paths.map(shellWord).join(' ')}`;
