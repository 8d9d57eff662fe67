import { createInterface } from 'node:readline';
import { success } from '../../../contract/outcome.ts';
import { isOver, type SignInAttempt, type SignInFlow } from '../../../contract/sign-in.ts';
import { type LogInInput, logIn, planLogIn } from '../../../operations/sessions/log-in.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { printJson, printLine, printText } from '../../print/print-answer.ts';
import { runOpened } from '../run.ts';

export const sessionsLogin: Command = {
  usage: '[PROVIDER] [options]',
  about:
    'Logs in to a provider: prints the address to open and waits for the browser to return to this machine. If the browser runs elsewhere, paste the address it ends at. Providers: anthropic, codex, gemini-cli, iflow, antigravity, kimi and xai, if the server supports them.',
  words: [0, 1],
  options: {
    again: {
      type: 'string',
      value: 'NAME',
      about: 'refresh the login of this session; its note, prefix and priority stay',
    },
    project: { type: 'string', value: 'ID', about: 'project to bill, for providers that have projects' },
    'no-browser': { type: 'boolean', about: 'do not open a browser' },
    qr: { type: 'boolean', about: 'also show the address as a QR code' },
  },
  examples: [
    ['cli-proxy sessions login codex', 'open a browser here, or paste the address it ends at'],
    ['cli-proxy sessions login anthropic --no-browser --qr', 'over SSH, with a phone'],
    ['cli-proxy sessions login --again dev@example.com', 'the token has expired'],
  ],
  async run(call) {
    const [provider] = call.words;
    const [again, project] = [call.text('again'), call.text('project')];
    if (provider === undefined && again === undefined)
      return usageFailure('Give a provider, or a session with --again.');
    const named = { ...(provider !== undefined && { provider }), ...(again !== undefined && { again }) };
    if (call.flag('dry-run')) return plan(call, named);
    const opened = await call.services.openBackend('write');
    if (!opened.ok) return opened;
    const shown = showLogin(call);
    try {
      const context = { ...opened.value.context, signal: shown.signal };
      const done = await runOpened({ ...opened.value, context }, logIn, {
        ...named,
        ...(project !== undefined && { project }),
        onFlow: shown.onFlow,
        onLogin: shown.onLogin,
      });
      if (!done.ok) return done;
      return success({ stdout: done.value.message, json: { ...done.value.result } });
    } finally {
      shown.close();
    }
  },
};

async function plan(
  { services }: Call,
  named: Pick<LogInInput, 'provider' | 'again'>,
): Promise<CommandOutcome> {
  const opened = await services.openBackend('read');
  if (!opened.ok) return opened;
  const { context, backend } = opened.value;
  const planned = await planLogIn(context, named);
  if (!planned.ok) return planned;
  const { words, title, before } = planned.value;
  const file = before ? `to replace ${before.name}` : 'as a new auth file';
  return success({
    stderr: `Dry run: no changes made. Would ask for a login to ${title} in a browser, and store it ${file} through ${backend.place}.`,
    json: { dryRun: true, provider: words[0], ...(before && { name: before.name }) },
  });
}

interface ShownLogin {
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
function showLogin({ io, flag, services }: Call): ShownLogin {
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
    const opened = flag('no-browser') ? undefined : await services.openUrl(url);
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
      if (flow.phase === 'exchanging') say('Received the answer. Waiting for the tokens.');
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
  if (flow === 'device') return `${open} and confirm the code. Press Ctrl-C to cancel.`;
  return `${open} and log in. If it runs on another machine, paste the address it ends at. Press Ctrl-C to cancel.`;
}

function waitingFor(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `waiting for the browser … ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} `;
}
