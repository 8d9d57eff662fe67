import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import { Secret } from '../../../base/secrets/secret.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import {
  isOver,
  type SignInAttempt,
  type SignInFlow,
  type SignInProvider,
} from '../../../contract/sign-in.ts';
import { accountProvider } from '../../../providers/accounts/auth-file-kinds.ts';
import type { LoginRequest } from '../../../session/ports.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { type Act, type At, actsIn, type Console, staysHere } from '../../act.ts';
import { countdown } from '../../clock.ts';
import { Dialog, Gap, inset, useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { TextLine } from '../../components/dialogs/field-line.tsx';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { QrCode } from '../../components/graphs/qr-code.tsx';
import { Text } from '../../components/text.tsx';
import { emptyField, type TextField, textIn, typeKey } from '../../components/text-field.ts';
import { Unbroken } from '../../components/unbroken.tsx';
import { useConsole, useFrameTime, useServer, useTheme } from '../../context.tsx';
import type { KeyEvent } from '../../hooks/use-input.ts';
import { useReduced } from '../../hooks/use-reduced.ts';
import { accountOf } from './rows.ts';
import { words } from './words.ts';

/** Whether a login is in progress and waits for the user. */
export const isWaiting = ({ login }: Pick<ConsoleState, 'login'>): boolean =>
  login !== undefined && !isOver(login.flow);

const show = (console: Console) => console.open(<LoginBox />, { waits: true });

function start(console: Console, request: LoginRequest) {
  show(console);
  return console.session.logins.start(request);
}

/** Opens the login in progress, otherwise the choice of a provider. */
export async function logIn(console: Console) {
  const offered = await providersFor(console);
  if (offered?.length === 0) return console.say('warning', words().login.nowhere);
  if (offered) openMenu(console, offered);
}

/** A new login for an existing session; the provider of a broken file is not known, and chosen. */
export async function logInAgain(console: Console, file: AuthFile) {
  const offered = await providersFor(console);
  if (!offered) return;
  const { login } = words();
  const { provider } = file;
  if (provider === undefined) return openMenu(console, offered);
  const ids = accountProvider(provider)?.oauth?.words;
  const same = offered.filter(({ id }) => ids?.includes(id));
  const [only] = same.filter(({ missing }) => missing === undefined);
  if (only) {
    const title = login.titleAgain(only.title, accountOf(file));
    return start(console, { provider: only.id, title, again: file.name });
  }
  if (same.length === 0) return console.say('warning', login.noLogin(provider));
  openMenu(console, same);
}

/** undefined if a login is in progress, if the reason for none is shown, or if the user went elsewhere. */
async function providersFor(console: Console): Promise<readonly SignInProvider[] | undefined> {
  if (isWaiting(console.at().console)) {
    show(console);
    return undefined;
  }
  const isHere = staysHere(console);
  const offered = await console.session.logins.providers();
  if (!isHere()) return undefined;
  if (offered.ok) return offered.value;
  console.say('warning', offered.message);
  return undefined;
}

function openMenu(console: Console, offered: readonly SignInProvider[]) {
  const { login } = words();
  const missing = offered.filter((provider) => provider.missing !== undefined);
  const none = missing.length === offered.length;
  const notes = none ? [login.noClients] : missing.length > 0 ? [login.someMissing] : [];
  const items = offered.map(({ id, title, flow, missing: why }) => ({
    title,
    hint: why === undefined ? (flow === 'device' ? login.device : login.browser) : login.unavailable,
    run() {
      if (why === undefined) return start(console, { provider: id, title });
      const back = () => openMenu(console, offered);
      return console.open(<Report title={login.title(title)} lines={[why]} onClose={back} />);
    },
  }));
  const upload = {
    key: 'i',
    title: login.uploadInstead,
    hint: login.uploadHint,
    run: () => console.perform('upload-auth-file'),
  };
  console.open(
    <Menu title={login.menu} notes={notes} items={missing.length > 0 ? [...items, upload] : items} />,
  );
}

const flowAt = ({ console }: At) => console.login?.flow;
const isFailed = (flow: SignInFlow | undefined) => flow?.phase === 'failed' || flow?.phase === 'timed-out';
const isEnded = (flow: SignInFlow | undefined) => flow === undefined || isOver(flow);
const linkOf = (flow: SignInFlow | undefined) => (flow && 'start' in flow ? flow.start.url : undefined);
const noLink = (at: At) => (linkOf(flowAt(at)) === undefined ? words().login.noLink : undefined);
const ended = (at: At) => (isEnded(flowAt(at)) ? words().login.none : undefined);

// biome-ignore format: one row a record reads as the table that it is
/** Keys of the box; other keys are typed into the paste field. */
export const loginActs = actsIn('login', () => words().acts, [
  { id: 'login-copy', keys: ['ctrl+y'], disabled: noLink },
  { id: 'login-open', keys: ['ctrl+o'], disabled: noLink },
  { id: 'login-qr', keys: ['ctrl+g'], disabled: noLink },
  { id: 'login-enter', keys: ['enter'], footer: 1 },
  { id: 'login-cancel', keys: ['ctrl+x'], footer: 3, disabled: ended },
  { id: 'login-hide', keys: ['escape'], footer: 2 },
]);

/**
 * A login to a provider: the link, what it waits for, and a field to paste into (E2). It continues while
 * hidden.
 */
function LoginBox(): ReactElement {
  const console = useConsole();
  const time = useFrameTime();
  const room = useDialogRoom(true);
  const view = useServer(({ login }) => login);
  const [typed, type, now] = useReduced(editPaste, () => emptyField);
  const [code, showCode] = useState(false);
  const { login } = words();
  const flow = view?.flow;
  const link = linkOf(flow);
  const shows = code && link !== undefined;
  const pastes = flow !== undefined && 'start' in flow && flow.start.flow !== 'device';

  const enter = () => {
    const { login: last } = console.session.store.snapshot();
    if (last && isFailed(last.flow)) {
      const { title, again } = last;
      const request = { provider: last.flow.provider, title, ...(again !== undefined && { again }) };
      return console.session.logins.start(request);
    }
    if (!last || isOver(last.flow)) return console.close();
    const text = textIn(now()).trim();
    if (text === '') return console.say('warning', login.pasteFirst);
    console.session.logins.paste(text);
    type('clear');
  };
  const handlers = {
    'login-copy': () => console.copy(new Secret(link ?? ''), login.link),
    'login-open': async () => {
      const opened = await console.session.logins.open();
      console.say(opened.ok ? 'ok' : 'warning', opened.ok ? login.opened : opened.message);
    },
    'login-qr': () => showCode((shown) => !shown),
    'login-cancel': () => console.session.logins.cancel(),
    'login-hide': () => console.close(),
    'login-enter': enter,
  };
  return (
    <Dialog
      title={login.title(view?.title ?? '')}
      aside={flow && 'start' in flow ? login.left(countdown(time, flow.start.expiresAt)) : undefined}
      open
      acts={actsFor(flow, pastes, shows)}
      handlers={handlers}
      onText={(event) => {
        // What is typed is seen.
        showCode(false);
        type(event);
      }}
      hints
    >
      <Gap />
      {shows ? (
        <QrCode text={link} columns={room.columns} rows={room.rows - 3} />
      ) : flow && 'start' in flow ? (
        <Attempt flow={flow} typed={typed} columns={room.columns} />
      ) : (
        <Box paddingLeft={inset} flexShrink={0}>
          <Outcome flow={flow} />
        </Box>
      )}
      <Gap />
    </Dialog>
  );
}

const editPaste = (field: TextField, event: KeyEvent | 'clear'): TextField =>
  event === 'clear' ? emptyField : typeKey(field, event);

/** Hints for what the keys do now: Enter starts a failed login again, and closes a finished one. */
function actsFor(flow: SignInFlow | undefined, pastes: boolean, code: boolean): readonly Act[] {
  const { login } = words();
  const failed = isFailed(flow);
  return loginActs.flatMap((act) => {
    const { footer: _, ...withoutHint } = act;
    if (code && act.id === 'login-qr') return [{ ...titled(act, login.showLink), footer: 1 }];
    // Without a field there is nothing to submit.
    if (!isEnded(flow)) return act.id === 'login-enter' && (code || !pastes) ? [withoutHint] : [act];
    if (act.id === 'login-enter') return [titled(act, failed ? login.retry : login.close)];
    if (act.id !== 'login-hide') return [];
    return [failed ? titled(act, login.close) : withoutHint];
  });
}

const titled = (act: Act, title: string): Act => ({ ...act, words: () => ({ ...act.words(), title }) });

interface AttemptProps {
  readonly flow: Extract<SignInFlow, SignInAttempt>;
  readonly typed: TextField;
  readonly columns: number;
}

/** Step 1 with the link, step 2 with the field or the code, and what it waits for. */
function Attempt({ flow, typed, columns }: AttemptProps): ReactElement {
  const { login, acts } = words();
  const { start, callback, notice, phase } = flow;
  const device = start.flow === 'device';
  const code = device ? start.userCode : undefined;
  const onDevice = code === undefined ? login.deviceContinues : login.enterCode(code);
  const inBrowser = callback === 'listening' ? login.continues : login.pasteNeeded;
  const waiting = device ? login.waitingCode : login.waitingBrowser;
  const keys = `Ctrl-Y ${acts['login-copy'].title}   Ctrl-O ${acts['login-open'].title}   Ctrl-G ${acts['login-qr'].title}`;
  return (
    <>
      <Step number={1} text={login.openAnywhere} />
      <Gap />
      <Unbroken role="info">{start.url}</Unbroken>
      <Gap />
      <Box paddingLeft={stepInset} flexShrink={0}>
        <Text role="muted">{keys}</Text>
      </Box>
      <Gap />
      <Step number={2} text={device ? onDevice : inBrowser} />
      {!device && (
        <Box paddingLeft={stepInset} flexShrink={0}>
          <TextLine field={typed} width={columns - stepInset} focused={phase === 'waiting'} />
        </Box>
      )}
      <Gap />
      <Box paddingLeft={inset} flexDirection="column" flexShrink={0}>
        {notice !== undefined && <Text role="warning">{`! ${notice}`}</Text>}
        <Spinner text={phase === 'exchanging' ? login.exchanging : waiting} />
      </Box>
    </>
  );
}

/** Columns before the text of a step. */
const stepInset = inset + 3;

function Step({ number, text }: { readonly number: number; readonly text: string }): ReactElement {
  return (
    <Box paddingLeft={inset} flexShrink={0}>
      <Box width={stepInset - inset} flexShrink={0}>
        <Text role="accent" bold>
          {String(number)}
        </Text>
      </Box>
      <Text>{text}</Text>
    </Box>
  );
}

/** Shown before there is a link, and after the login. */
function Outcome({ flow }: { readonly flow: SignInFlow | undefined }): ReactElement {
  const { glyphs } = useTheme();
  const { login } = words();
  const failed = (reason: string) => <Text role="danger">{`${glyphs.error} ${reason}`}</Text>;
  switch (flow?.phase) {
    case 'starting':
      return <Spinner text={login.starting} />;
    case 'done':
      return <Text role="success">{`${glyphs.done} ${login.done(flow.account)}`}</Text>;
    case 'failed':
      return failed(flow.reason);
    case 'timed-out':
      return failed(login.timedOut);
    default:
      return <Text>{flow?.phase === 'cancelled' ? login.cancelled : login.none}</Text>;
  }
}
