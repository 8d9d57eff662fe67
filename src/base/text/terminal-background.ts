/** Queries the background (OSC 11), then the device attributes (DA1), which every terminal answers. */
export const question = '\u001B]11;?\u001B\\\u001B[c';

export const isSpoken = ({ CLI_PROXY_SCREEN_READER: wanted = '' }: Env): boolean =>
  !['', '0'].includes(wanted);

type Env = Readonly<Record<string, string | undefined>>;

/** Whether the colors depend on the background of the terminal. */
export const wantsBackground = (env: Env, theme = 'auto'): boolean =>
  theme === 'auto' && !isSpoken(env) && !env.NO_COLOR && env.TERM !== 'dumb';

/**
 * Asks while the console is still being loaded, as a terminal behind a slow link answers late. The answer waits in
 * the input; raw mode keeps the terminal from echoing it.
 */
export function askEarly(stdin: NodeJS.ReadStream, stdout: NodeJS.WritableStream): void {
  stdin.setRawMode(true);
  stdout.write(question);
}
