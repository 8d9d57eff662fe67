import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { withoutPasswords } from '../server/child-environment.ts';

/** Longer than any browser takes to hand a link to the one that runs already; ms. */
const patience = 10_000;

/** In the browser of this machine. Over SSH and in containers there is none, and the sentence says so. */
export async function openUrl(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<Outcome<void>> {
  const [program, ...args] = openerOn(platform);
  const remote = env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined;
  const desktop = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!program || !desktop || remote) {
    return failure(
      'unsupported',
      'This machine has no browser to open here: copy the link, or show its QR code.',
    );
  }
  const { execa } = await import('execa');
  const ended = await execa(program, [...args, url], {
    stdio: 'ignore',
    timeout: patience,
    reject: false,
    env: withoutPasswords,
  });
  return ended.failed
    ? failure('failed', `The browser could not be opened (${program}): copy the link instead.`)
    : success(undefined);
}

function openerOn(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
