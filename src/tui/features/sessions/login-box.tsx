import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import { Secret } from '../../../base/secret.ts';
import { isOver, type SignInAttempt, type SignInFlow } from '../../../contract/sign-in-flow.ts';
import type { Act, At } from '../../act.ts';
import { Dialog, inset, useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { TextLine } from '../../components/dialogs/field-line.tsx';

import { Spinner } from '../../components/dialogs/spinner.tsx';
import { QrCode } from '../../components/graphs/qr-code.tsx';
import { Text } from '../../components/text.tsx';
import { emptyField, type TextField, textIn, typeKey } from '../../components/text-field.ts';
import { Unbroken } from '../../components/unbroken.tsx';
import { useConsole, useMoment, useServer, useTheme } from '../../context.tsx';
import type { KeyEvent } from '../../hooks/use-keys.ts';
import { useReleasedMouse } from '../../hooks/use-mouse.ts';
import { useReduced } from '../../hooks/use-reduced.ts';
import { countdown } from '../../moment.ts';
import { words } from './words.ts';

type Name = Extract<keyof ReturnType<typeof words>['acts'], `login-${string}`>;
const wordsOf = (id: Name) => () => words().acts[id];
const flowAt = ({ console }: At) => console.login?.flow;
const isFailed = (flow: SignInFlow | undefined) => flow?.phase === 'failed' || flow?.phase === 'timed-out';
const isEnded = (flow: SignInFlow | undefined) => flow === undefined || isOver(flow);
const linkOf = (flow: SignInFlow | undefined) => (flow && 'start' in flow ? flow.start.url : undefined);
const noLink = (at: At) => (linkOf(flowAt(at)) === undefined ? words().login.noLink : undefined);
const ended = (at: At) => (isEnded(flowAt(at)) ? words().login.none : undefined);

/** The keys of the box; others are typed into the paste field. */
export const loginActs: readonly Act[] = [
  { id: 'login-copy', scope: 'login', keys: ['ctrl+y'], words: wordsOf('login-copy'), disabled: noLink },
  { id: 'login-open', scope: 'login', keys: ['ctrl+o'], words: wordsOf('login-open'), disabled: noLink },
  { id: 'login-qr', scope: 'login', keys: ['ctrl+g'], words: wordsOf('login-qr'), disabled: noLink },
  { id: 'login-enter', scope: 'login', keys: ['enter'], words: wordsOf('login-enter'), footer: 1 },
  {
    id: 'login-cancel',
    scope: 'login',
    keys: ['ctrl+x'],
    words: wordsOf('login-cancel'),
    footer: 3,
    disabled: ended,
  },
  { id: 'login-hide', scope: 'login', keys: ['escape'], words: wordsOf('login-hide'), footer: 2 },
];

/** A login to a provider: the link, what it waits for, and a field to paste into (E2). It goes on while hidden. */
export function LoginBox(): ReactElement {
  const console = useConsole();
  const moment = useMoment();
  const room = useDialogRoom(true);
  const view = useServer(({ login }) => login);
  const [typed, type, now] = useReduced(editPaste, () => emptyField);
  const [code, showCode] = useState(false);
  useReleasedMouse();
  const { login } = words();
  const flow = view?.flow;
  const link = linkOf(flow);
  const pastes = flow !== undefined && 'start' in flow && flow.start.flow !== 'device';

  const enter = () => {
    const { login: last } = console.session.store.snapshot();
    if (last && isFailed(last.flow)) {
      const { title, again } = last;
      const wish = { provider: last.flow.provider, title, ...(again !== undefined && { again }) };
      return console.session.logins.start(wish);
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
      aside={flow && 'start' in flow ? login.left(countdown(moment, flow.start.expiresAt)) : undefined}
      open
      acts={actsFor(flow, pastes)}
      handlers={handlers}
      onText={type}
      hints
    >
      <Box flexDirection="column" paddingY={1}>
        {code && link !== undefined ? (
          <QrCode text={link} columns={room.columns} rows={room.rows - 3} />
        ) : flow && 'start' in flow ? (
          <Attempt flow={flow} typed={typed} columns={room.columns} />
        ) : (
          <Outcome flow={flow} />
        )}
      </Box>
    </Dialog>
  );
}

const editPaste = (field: TextField, event: KeyEvent | 'clear'): TextField =>
  event === 'clear' ? emptyField : typeKey(field, event);

/** The hints say what the keys do now: Enter starts a failed login again, and closes a finished one. */
function actsFor(flow: SignInFlow | undefined, pastes: boolean): readonly Act[] {
  const { login } = words();
  if (!isEnded(flow)) {
    // Without a field there is nothing to submit.
    return pastes ? loginActs : loginActs.map((act) => (act.id === 'login-enter' ? withoutHint(act) : act));
  }
  return loginActs
    .filter(({ id }) => id === 'login-enter' || id === 'login-hide')
    .map((act) => {
      if (act.id === 'login-enter') return titled(act, isFailed(flow) ? login.retry : login.close);
      return isFailed(flow) ? titled(act, login.close) : withoutHint(act);
    });
}

const withoutHint = ({ footer, ...act }: Act): Act => act;
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
  const more = device
    ? deviceText(start.userCode)
    : callback === 'listening'
      ? login.continues
      : login.pasteNeeded;
  const waiting = device ? login.waitingCode : login.waitingBrowser;
  const keys = `Ctrl-Y ${acts['login-copy'].title}   Ctrl-O ${acts['login-open'].title}   Ctrl-G ${acts['login-qr'].title}`;
  return (
    <>
      <Step number={1} text={login.openAnywhere} />
      <Box paddingY={1} flexDirection="column">
        <Unbroken role="info">{start.url}</Unbroken>
      </Box>
      <Box paddingLeft={stepInset} paddingBottom={1}>
        <Text role="muted">{keys}</Text>
      </Box>
      <Step number={2} text={more} />
      {!device && (
        <Box paddingLeft={stepInset}>
          <TextLine field={typed} width={columns - stepInset} focused={phase === 'waiting'} />
        </Box>
      )}
      <Box paddingTop={1} paddingLeft={inset} flexDirection="column">
        {notice !== undefined && <Text role="warning">{`! ${notice}`}</Text>}
        <Spinner text={phase === 'exchanging' ? login.exchanging : waiting} />
      </Box>
    </>
  );
}

const deviceText = (code: string | undefined) =>
  code === undefined ? words().login.deviceContinues : words().login.enterCode(code);

/** Columns before the text of a step. */
const stepInset = inset + 3;

function Step({ number, text }: { readonly number: number; readonly text: string }): ReactElement {
  return (
    <Box paddingLeft={inset}>
      <Box width={stepInset - inset} flexShrink={0}>
        <Text role="accent" bold>
          {String(number)}
        </Text>
      </Box>
      <Text>{text}</Text>
    </Box>
  );
}

/** Before there is a link, and when the login is over. */
function Outcome({ flow }: { readonly flow: SignInFlow | undefined }): ReactElement {
  const { glyphs } = useTheme();
  const { login } = words();
  const say = (): ReactElement => {
    switch (flow?.phase) {
      case 'starting':
        return <Spinner text={login.starting} />;
      case 'done':
        return <Text role="success">{`${glyphs.done} ${login.done(flow.account)}`}</Text>;
      case 'failed':
        return <Text role="danger">{`${glyphs.error} ${flow.reason}`}</Text>;
      case 'timed-out':
        return <Text role="danger">{`${glyphs.error} ${login.timedOut}`}</Text>;
      case 'cancelled':
        return <Text>{login.cancelled}</Text>;
      default:
        return <Text>{login.none}</Text>;
    }
  };
  return <Box paddingLeft={inset}>{say()}</Box>;
}
