import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import { isPlainHttp } from '../../../base/plain-http.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { commas } from '../../../base/text/commas.ts';
import type { Connection } from '../../../store/state.ts';
import { type Act, reasonAgainst, titleOf } from '../../act.ts';
import { age, ago, countdown, type FrameTime, left } from '../../clock.ts';
import { Button } from '../../components/dialogs/dialog.tsx';
import { TextLine } from '../../components/dialogs/field-line.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { withoutScheme } from '../../components/fit.ts';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { Line, Text } from '../../components/text.tsx';
import { emptyField, textIn, typeKey } from '../../components/text-field.ts';
import { useAt, useConsole, useFrameTime, useServer, useSize, useTheme } from '../../context.tsx';
import { useActs } from '../../hooks/use-input.ts';
import { keyTitle } from '../../keyboard.ts';
import { choiceActs, connectingActs, effectsOf, fileName, signInActs } from './acts.tsx';
import { words } from './words.ts';

type Of<Kind> = Extract<Connection, { kind: Kind }>;

/** Shown between header and footer while not connected. */
export function ConnectScreen(): ReactElement {
  const connection = useServer((server) => server.connection);
  const { rows } = useSize();
  return (
    <Box flexDirection="column" alignItems="center" flexGrow={1} paddingTop={rows < 24 ? 0 : 1}>
      {pictureOf(connection)}
    </Box>
  );
}

function pictureOf(connection: Connection): ReactElement | null {
  switch (connection.kind) {
    case 'connecting':
      return <Connecting what={connection.what} />;
    case 'sign-in':
    case 'locked-out':
      return <SignIn connection={connection} />;
    case 'down':
      return <ServerDown connection={connection} />;
    case 'offer': {
      const facts = [connection.text, ...connection.more];
      return (
        <ChoicePanel
          title={words().offer.title}
          facts={facts}
          choices={[{ id: 'offer-sign-in' }, { id: 'offer-set-up' }]}
        />
      );
    }
    case 'no-config': {
      const { path, nearest } = connection;
      const { title, missing, didYouMean } = words().noConfig;
      const fact = nearest === undefined ? missing(path) : didYouMean(path, fileName(nearest));
      return (
        <ChoicePanel
          title={title}
          facts={[fact]}
          choices={[{ id: 'open-nearest' }, { id: 'create-config' }, { id: 'no-config-leave' }]}
        />
      );
    }
    default:
      return null;
  }
}

function Connecting({ what }: Pick<Of<'connecting'>, 'what'>): ReactElement {
  const place = useServer((server) => server.place);
  const { columns } = useSize();
  const { title, waiting } = words().connecting;
  useActs(connectingActs, {});
  return (
    <Panel title={title} width={Math.min(100, columns)} padding={2} focused>
      <Text> </Text>
      <Box justifyContent="space-between" columnGap={2}>
        <Spinner text={waiting[what](withoutScheme(place))} />
        <Box flexShrink={0}>
          <Text role="accent">{`${keyTitle('escape')} `}</Text>
          <Text>{words().acts.cancel.title}</Text>
        </Box>
      </Box>
      <Text> </Text>
    </Panel>
  );
}

/** No server answers, or another program does: why, and the choices. */
function ServerDown({ connection }: { readonly connection: Of<'down'> }): ReactElement {
  const { start, unclear, foreign, refused, reason, nextAttemptAt } = connection;
  const place = useServer((server) => server.place);
  const loadedAt = useServer((server) => (server.server ? server.loadedAt : undefined));
  const time = useFrameTime();
  const says = words().down;
  const url = URL.canParse(place) ? new URL(place) : { host: place, port: place };
  const retry: Choice = { id: 'choice-retry' };
  const files: Choice = { id: 'choice-files', notes: [says.filesNote] };
  const server: Choice = { id: 'choice-start', notes: start ? effectsOf(start) : [] };
  const facts = [
    foreign ? says.foreign(url.port) : undefined,
    refused ? says.refused(url.host) : reason,
    start?.broken === undefined ? undefined : says.broken(fileName(start.configPath), start.broken),
    start?.changedAt === undefined
      ? start && says.otherConfig(fileName(start.configPath))
      : says.changed(fileName(start.configPath), ago(time, start.changedAt)),
    loadedAt === undefined ? undefined : says.stale(age(time, loadedAt)),
  ];
  return (
    <ChoicePanel
      title={unclear ? says.notConnected : says.notRunning}
      aside={says.retryIn(left(time, nextAttemptAt))}
      facts={facts}
      // Its own config is started automatically: if that failed, offer to start it again.
      choices={start || unclear ? [retry, files, server] : [server, retry, files]}
    />
  );
}

/** A choice: the id of an act, and notes on what it does. */
interface Choice {
  readonly id: string;
  readonly notes?: readonly string[];
}

interface ChoicePanelProps {
  readonly title: string;
  readonly aside?: string;
  /** Known facts, one sentence per line. */
  readonly facts: readonly (string | undefined)[];
  /** In order, the default first; choices that do not work here are omitted. */
  readonly choices: readonly Choice[];
}

/** A panel with the known facts and the choices below; Enter runs the selected one. It has the keyboard. */
function ChoicePanel({ title, aside, facts, ...props }: ChoicePanelProps): ReactElement {
  const console = useConsole();
  const at = useAt();
  const { glyphs } = useTheme();
  const { columns, rows } = useSize();
  const [moved, setMoved] = useState(0);
  const choices = props.choices.map(({ id, notes = [] }) => ({ act: console.acts.byId(id) as Act, notes }));
  const shown = choices.filter(({ act }) => reasonAgainst(act, at) === undefined);
  const selected = Math.max(0, Math.min(shown.length - 1, moved));
  const move = (by: number) => () =>
    setMoved((before) => Math.max(0, Math.min(shown.length - 1, Math.min(before, shown.length - 1) + by)));
  const take = (place: number) => {
    const choice = shown[place];
    if (choice) console.perform(choice.act.id);
  };
  const own = choices.map(({ act }) => act);
  const others = choiceActs.filter(({ keys }) => !own.some((act) => keys.includes(act.keys[0] ?? '')));
  useActs([...own, ...others], {
    'choice-choose': () => take(selected),
    'choice-down': move(1),
    'choice-up': move(-1),
  });
  const width = Math.min(100, columns);
  const roomy = rows >= 24;
  const keyOf = (act: Act) => keyTitle(act.keys[0] ?? '');
  // Choices only by key, as their titles are above; other acts with titles.
  const keys = [
    ...shown.map(({ act }) => keyOf(act)),
    ...others.filter(({ footer }) => footer).map((act) => `${keyOf(act)} ${act.words().title}`),
  ];
  const foot = keys.join(` ${glyphs.separator} `);
  return (
    <Panel title={title} aside={aside} foot={foot} width={width} padding={0} focused>
      <Box flexDirection="column" paddingX={2} paddingY={roomy ? 1 : 0} flexShrink={0}>
        {facts.map((fact) => (fact === undefined ? null : <Text key={fact}>{fact}</Text>))}
      </Box>
      {shown.map(({ act, notes }, place) => (
        <Pressable key={act.id} onPress={() => take(place)} flexDirection="column">
          <Line
            width={columns < framedFrom ? width : width - 2}
            selected={place === selected}
            of={[
              { text: `${place === selected ? glyphs.selected : ' '} `, bold: true },
              { text: keyOf(act), role: 'accent', bold: true },
              { text: `  ${titleOf(act, at)}`, bold: place === selected },
            ]}
          />
          {notes.map((note) => (
            <Box key={note} paddingLeft={5}>
              <Text role="muted">{note}</Text>
            </Box>
          ))}
          {roomy && <Text> </Text>}
        </Pressable>
      ))}
      {columns < framedFrom && (
        <Box paddingLeft={2} paddingTop={1}>
          <Text role="muted">{foot}</Text>
        </Box>
      )}
    </Panel>
  );
}

type Asking = Of<'sign-in' | 'locked-out'>;

/**
 * Asks for the local password or the management secret. The typed text stays in this component until Enter
 * sends it.
 */
function SignIn({ connection }: { readonly connection: Asking }): ReactElement {
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
    // Not even a refused one stays on the screen or in memory.
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
    (event) => busy || setField((before) => typeKey(before, event)),
  );

  const width = Math.min(70, columns);
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

/** Why the secret is asked for again, or the progress of signing in. */
function Message({ connection, place }: { connection: Asking; place: string }): ReactElement {
  const time = useFrameTime();
  const files = useServer((server) => server.canWorkOnFiles);
  const { glyphs } = useTheme();
  const says = words().signIn;
  if (connection.kind === 'sign-in' && connection.busy) return <Spinner text={says.signingIn} />;
  const problem = problemOf(connection, files, time);
  const sent = connection.kind === 'locked-out' ? '' : commas().sentences + says.nothingSent;
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
function problemOf(connection: Asking, files: boolean, time: FrameTime): string | undefined {
  const says = words().signIn;
  if (connection.kind === 'locked-out') return says.lockedOut(countdown(time, connection.until));
  if (connection.managementOff) return files ? says.managementOffFiles : says.managementOff;
  if (connection.repeated) return says.repeated;
  return connection.attemptsLeft === undefined ? connection.reason : says.wrong(connection.attemptsLeft);
}
