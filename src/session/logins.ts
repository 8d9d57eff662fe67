import type { Backend } from '../backend/backend.ts';
import { failure, type Outcome } from '../contract/outcome.ts';
import { isOver, type SignInFlow, type SignInProvider } from '../contract/sign-in.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { LoginRequest, RunningLogin, SessionPorts } from './ports.ts';
import { words } from './words.ts';

/** Logging in at providers from the console: one at a time, going on whatever screen is shown (E2). */
export interface Logins {
  providers(): Promise<Outcome<readonly SignInProvider[]>>;
  /** Its progress is in `login` of the store; a login that is still waiting is cancelled. */
  start(request: LoginRequest): Promise<void>;
  /** The address that the browser ended at, or a part of one. */
  paste(text: string): void;
  cancel(): void;
  /** Opens the link in the browser of this machine. */
  open(): Promise<Outcome<void>>;
  /** Ends what still waits, and frees what it holds. */
  close(): Promise<void>;
}

interface LoginsOptions {
  readonly backend: () => Backend | undefined;
  readonly dispatch: (action: ConsoleAction) => void;
  readonly ports: Pick<SessionPorts, 'runLogin' | 'openUrl'>;
  /** An account has come, or a new token of one. */
  readonly onDone: () => void;
}

const unsupported = () => failure('unsupported', words().noLogins);

export function createLogins({ backend, dispatch, ports, onDone }: LoginsOptions): Logins {
  let running: RunningLogin | undefined;
  let flow: SignInFlow | undefined;

  const end = async () => {
    running?.cancel();
    await running?.ended;
  };

  return {
    async providers() {
      return backend()?.signIn?.providers() ?? unsupported();
    },
    async start(request) {
      await end();
      const asked = backend();
      const { provider, title, again } = request;
      const show = (next: SignInFlow) => {
        flow = next;
        dispatch({ type: 'login', login: { title, flow: next, again } });
      };
      if (!asked?.signIn || !ports.runLogin)
        return show({ phase: 'failed', provider, reason: unsupported().message });
      const login = await ports.runLogin(asked, request, show);
      running = login;
      void login.ended.then((last) => {
        if (running === login) running = undefined;
        if (last.phase === 'done') onDone();
      });
      void login.said?.then((said) => {
        const message = said.ok ? said.value : said.message;
        const tone = said.ok ? 'ok' : said.kind === 'cancelled' ? 'warning' : 'error';
        dispatch({ type: 'result', result: { tone, message } });
      });
    },
    paste: (text) => running?.paste(text),
    cancel: () => running?.cancel(),
    async open() {
      if (!flow || isOver(flow) || !('start' in flow)) return failure('invalid', words().noLink);
      return ports.openUrl?.(flow.start.url) ?? failure('unsupported', words().noBrowser);
    },
    close: end,
  };
}
