import { type Clipboard, osc52 } from '../../../base/text/osc52.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { type Io, withoutPasswords } from '../../io.ts';
import { words } from './words.ts';

interface ClipboardPlace extends Pick<Io, 'env' | 'writeTerminal'> {
  readonly platform?: NodeJS.Platform;
  /** Runs a program with the text on its stdin; true: it took it. */
  readonly feed?: (program: string, args: readonly string[], text: string) => Promise<boolean>;
}

/** Terminals that show the sequence or swallow it. */
const withoutOsc52 = new Set(['dumb', 'linux', 'vt100', 'vt220']);

/**
 * Puts text on the user's clipboard. The terminal is asked first (OSC 52, which works over SSH); as no
 * terminal answers, a tool of the desktop is fed as well where the user sits at this machine, or tmux, which
 * drops the sequences of programs unless it was set to pass them on. The text is never in argv.
 */
export async function copyText(text: string, place: ClipboardPlace): Promise<Outcome<Clipboard>> {
  const { env, writeTerminal, feed = feedProgram } = place;
  const sequence = withoutOsc52.has(env.TERM ?? '') ? undefined : osc52(text, env);
  const sent = sequence !== undefined && writeTerminal(sequence);
  const remote = env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined;
  if (!sent || !remote) {
    for (const [program, ...args] of toolsFor(env, place.platform ?? process.platform)) {
      if (await feed(program, args, text)) return success('system');
    }
  }
  if (env.TMUX && (await feed('tmux', ['load-buffer', '-w', '-'], text))) return success('tmux');
  if (sent) return success('terminal');
  return failure('failed', words().desktop.noClipboard);
}

type Tool = readonly [program: string, ...args: string[]];

function toolsFor(env: Io['env'], platform: NodeJS.Platform): Tool[] {
  if (platform === 'darwin') return [['pbcopy']];
  if (platform === 'win32' || env.WSL_DISTRO_NAME) return [['clip.exe']];
  const tools: Tool[] = [];
  if (env.WAYLAND_DISPLAY) tools.push(['wl-copy']);
  if (env.DISPLAY) tools.push(['xclip', '-selection', 'clipboard'], ['xsel', '--clipboard', '--input']);
  return tools;
}

async function feedProgram(program: string, args: readonly string[], text: string): Promise<boolean> {
  const { execa } = await import('execa');
  // such tools stay behind to serve the clipboard: without pipes nothing waits for them
  const { failed } = await execa(program, args, {
    input: text,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout: 3_000,
    env: withoutPasswords,
  });
  return !failed;
}

/** Longer than any browser takes to hand a link to the one that runs already; ms. */
const timeoutMs = 10_000;

/** In the browser of this machine. Over SSH and in containers there is none, and the message says so. */
export async function openUrl(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<Outcome<void>> {
  const [program, ...args] = openerOn(platform);
  const remote = env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined;
  const desktop = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!program || !desktop || remote) {
    return failure('unsupported', words().desktop.noBrowser);
  }
  const { execa } = await import('execa');
  const ended = await execa(program, [...args, url], {
    stdio: 'ignore',
    timeout: timeoutMs,
    reject: false,
    env: withoutPasswords,
  });
  return ended.failed ? failure('failed', words().desktop.notOpened(program)) : success(undefined);
}

function openerOn(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
