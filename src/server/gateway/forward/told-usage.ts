/** Counts stand near the end of an answer; farther away they are not looked for here. */
export const longestTail = 4096;

const backslash = 0x5c;
/** As the providers call it; inside a string there is a backslash before the first quote. */
const names = ['"usage"', '"usageMetadata"'].map((name) => Buffer.from(name));

/**
 * The members of an answer from the one with its counts on, without reading what stands before, which may be long.
 * What follows is the rest of the outermost object exactly when a brace before it makes it JSON. undefined: it does
 * not, so the whole has to be read.
 */
export function toldUsage(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  for (const name of names) {
    const at = body.lastIndexOf(name);
    if (at < 0 || body.length - at > longestTail || body[at - 1] === backslash) continue;
    try {
      // Only counts are read of it, so the letters of other texts may come out as any.
      return JSON.parse(`{${body.toString('latin1', at)}`);
    } catch {
      // It is a text, or a member of something inside.
    }
  }
  return undefined;
}
