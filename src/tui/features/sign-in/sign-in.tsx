import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import { isPlainHttp } from '../../../base/plain-http.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import type { Connection, ConsoleState } from '../../../store/state.ts';
import { Button } from '../../components/dialogs/dialog.tsx';
import { TextLine } from '../../components/dialogs/field-line.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Text } from '../../components/text.tsx';
import { editField, emptyField, insert, textIn } from '../../components/text-field.ts';
import { useConsole, useMoment, useServer, useSize, useTheme } from '../../context.tsx';
import { useActs } from '../../hooks/use-keys.ts';
import { keyTitle } from '../../keyboard.ts';
import { countdown, type Moment } from '../../moment.ts';
import { signInActs } from './acts.tsx';
import { words } from './words.ts';

type Asking = Extract<Connection, { kind: 'sign-in' | 'locked-out' }>;

const widest = 70;

/** Asks for the local password or the management secret. What is typed stays in here until Enter sends it. */
export function SignIn({ connection }: { readonly connection: Asking }): ReactElement {
  const { session, say } = useConsole();
  const place = useServer((server) => server.place);
  const { columns } = useSize();
  const [field, setField] = useState(emptyField);
  const [shown, setShown] = useState(false);
  const says = words();
  const busy = connection.kind === 'sign-in' && connection.busy;

  const clear = () => setField(emptyField);
  const send = () => {
    const typed = textIn(field);
    if (typed === '') return say('warning', says.reasons.noPassword);
    // Also a refused one does not stay on the screen or in memory.
    clear();
    return session.signIn(new Secret(typed));
  };
  useActs(
    signInActs,
    {
      'send-password': send,
      'show-password': () => setShown(!shown),
      'cancel-sign-in': () => (busy ? session.cancel() : clear()),
    },
    (event) => {
      if (busy) return;
      if (event.type === 'paste') setField((before) => insert(before, event.text.trim()));
      else if (event.text !== undefined) setField((before) => insert(before, event.text ?? ''));
      else setField((before) => editField(before, event.name) ?? before);
    },
  );

  const width = Math.min(widest, columns);
  const inner = width - (columns < framedFrom ? 4 : 6);
  const toggle = shown ? says.acts.hide : says.acts.show.title;
  return (
    <Panel title={says.signIn.title(withoutScheme(place))} width={width} padding={2} focused>
      <Text> </Text>
      <Text>{says.signIn.field}</Text>
      <TextLine field={field} width={inner} focused hidden={!shown} aside={`${keyTitle('tab')} ${toggle}`} />
      <Text> </Text>
      <Box flexDirection="column" minHeight={3} flexShrink={0}>
        <Message connection={connection} place={place} />
      </Box>
      <Text> </Text>
      <Box justifyContent="flex-end" columnGap={3}>
        <Button title={says.signIn.button} marked run={send} />
        <Text role="muted">{keyTitle('enter')}</Text>
      </Box>
    </Panel>
  );
}

/** Why a secret is asked for again, what is under way, or that nothing is. */
function Message({ connection, place }: { connection: Asking; place: string }): ReactElement {
  const moment = useMoment();
  const files = useServer((server) => server.canWorkOnFiles);
  const { glyphs } = useTheme();
  const says = words().signIn;
  if (connection.kind === 'sign-in' && connection.busy) return <Spinner text={says.signingIn} />;
  const problem = problemOf(connection, files, moment);
  const sent = connection.kind === 'locked-out' ? '' : ` ${says.nothingSent}`;
  return (
    <>
      {problem === undefined ? (
        <Text role="muted">{says.nothingSent}</Text>
      ) : (
        <Signed sign={glyphs.error} text={problem + sent} />
      )}
      {isPlainHttp(place) && <Signed sign={glyphs.warning} text={says.unencrypted(place)} />}
    </>
  );
}

function Signed({ sign, text }: { readonly sign: string; readonly text: string }): ReactElement {
  return (
    <Box columnGap={1}>
      <Box flexShrink={0}>
        <Text role="danger">{sign}</Text>
      </Box>
      <Text>{text}</Text>
    </Box>
  );
}

/** In one sentence or two. */
function problemOf(connection: Asking, files: boolean, moment: Moment): string | undefined {
  const says = words().signIn;
  if (connection.kind === 'locked-out') return says.lockedOut(countdown(moment, connection.until));
  if (connection.managementOff) return files ? says.managementOffFiles : says.managementOff;
  if (connection.repeated) return says.repeated;
  return connection.attemptsLeft === undefined ? connection.reason : says.wrong(connection.attemptsLeft);
}

/** The address as people say it. */
export const withoutScheme = (place: ConsoleState['place']): string => place.replace(/^http:\/\//, '');
