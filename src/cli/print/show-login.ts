import { createInterface } from 'node:readline';
import { isOver, type SignInAttempt, type SignInFlow } from '../../contract/sign-in-flow.ts';
import type { LogInInput } from '../../operations/sessions/log-in.ts';
import type { Call } from '../command.ts';
import { printJson, printLine, printText } from './print-answer.ts';

export interface ShownLogin {
  /** Aborts when the user stops the program. */
  readonly signal: AbortSignal;
  readonly onFlow: LogInInput['onFlow'];
  readonly onLogin: NonNullable<LogInInput['onLogin']>;
  close(): void;
}

/**
 * A login on a command line: the address on a line of its own, never broken; on stderr a countdown where a person sees
 * it. Whatever line comes on stdin is taken for the address that the browser was sent to.
 */
export function showLogin({ io, flag, world }: Call): ShownLogin {
  const { stdout, stderr, stdin } = io;
  const stop = new AbortController();
  const forget = io.onStopSignal(() => stop.abort());
  let lines: ReturnType<typeof createInterface> | undefined;
  let countdown: NodeJS.Timeout | undefined;
  let [shown, notice]: [boolean, string | undefined] = [false, undefined];

  const say = (text: string): void => {
    if (countdown && stderr.isTTY) stderr.write('\r\x1b[K');
    printLine(stderr, text);
  };
  const begin = async ({ start }: SignInAttempt): Promise<void> => {
    shown = true;
    const { url, userCode, flow, expiresAt } = start;
    if (flag('json')) printJson(stdout, { event: 'open', url, userCode, flow, expiresAt });
    else printLine(stdout, url);
    if (userCode !== undefined && !flag('json')) printLine(stdout, `code: ${userCode}`);
    const opened = flag('no-browser') ? undefined : await world.openUrl(url);
    if (flag('qr')) {
      const { renderUnicodeCompact } = await import('uqr');
      printText(stderr, renderUnicodeCompact(url));
    }
    say(howTo(flow, opened?.ok === true));
    if (stderr.isTTY && !stop.signal.aborted) {
      const tick = (): void => void stderr.write(`\r\x1b[K${waitingFor(expiresAt - io.now())}`);
      tick();
      countdown = setInterval(tick, 1_000);
    }
  };
  const close = (): void => {
    if (countdown && stderr.isTTY) stderr.write('\r\x1b[K');
    clearInterval(countdown);
    countdown = undefined;
    lines?.close();
    forget();
  };

  return {
    signal: stop.signal,
    onFlow(flow: SignInFlow) {
      if (flow.phase === 'waiting' && !shown) void begin(flow);
      if ('notice' in flow && flow.notice !== notice) {
        notice = flow.notice;
        if (notice !== undefined) say(`cli-proxy: ${notice}`);
      }
      if (flow.phase === 'exchanging') say('The answer is in; waiting for the tokens.');
      if (isOver(flow)) close();
    },
    onLogin(login) {
      lines = createInterface({ input: stdin, terminal: false });
      lines.on('line', (line) => {
        if (line.trim() !== '') login.paste(line);
      });
      // Ctrl-C at a terminal that readline has taken.
      lines.on('SIGINT', () => stop.abort());
    },
    close,
  };
}

function howTo(flow: 'browser' | 'device', opened: boolean): string {
  const open = opened ? 'A browser was opened' : 'Open the address in a browser';
  if (flow === 'device') return `${open} and confirm the code there. Ctrl-C cancels.`;
  return `${open} and log in. If it runs on another machine, paste the address that it ends at. Ctrl-C cancels.`;
}

function waitingFor(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `waiting for the browser … ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} `;
}
