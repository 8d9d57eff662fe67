/**
 * `auth-dir` of a config.yaml that is written plainly, without the parser, which a console must not wait for before
 * its first screen. `''`: it is not set; undefined: anything unusual, for the parser to decide.
 */
export function quickAuthDir(text: string): string | undefined {
  if (!text.includes('auth-dir')) return '';
  const lines = text.split(/\r?\n/).filter((line) => line.includes('auth-dir') && !/^\s*#/.test(line));
  if (lines.length !== 1) return undefined;
  const [, double, single, plain] =
    /^auth-dir:[ ]+(?:"([^"\\]*)"|'([^']*)'|([~/.A-Za-z0-9][^\s#'":]*))[ ]*(?:[ ]#.*)?$/.exec(
      lines[0] ?? '',
    ) ?? [];
  return double ?? single ?? plain;
}
