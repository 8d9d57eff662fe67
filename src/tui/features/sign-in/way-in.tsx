import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import type { Connection } from '../../../store/state.ts';
import { type Act, reasonAgainst, titleOf } from '../../act.ts';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { Line, Text } from '../../components/text.tsx';
import { useAt, useConsole, useMoment, useServer, useSize, useTheme } from '../../context.tsx';
import { useActs } from '../../hooks/use-keys.ts';
import { keyTitle } from '../../keyboard.ts';
import { age, ago, left } from '../../moment.ts';
import {
  connectingActs,
  down,
  downActs,
  effectsOf,
  fileName,
  noConfig,
  noConfigActs,
  offer,
  offerActs,
} from './acts.tsx';
import { SignIn, withoutScheme } from './sign-in.tsx';
import { words } from './words.ts';

type Of<Kind> = Extract<Connection, { kind: Kind }>;

/** Between header and footer while no server can be looked at. */
export function WayIn(): ReactElement {
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
    case 'offer':
      return <Offer connection={connection} />;
    case 'no-config':
      return <NoConfig connection={connection} />;
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

/** Nobody answers, or another program does: why, and what can be done. */
function ServerDown({ connection }: { readonly connection: Of<'down'> }): ReactElement {
  const { start, unclear, foreign, refused, reason, nextAttemptAt } = connection;
  const place = useServer((server) => server.place);
  const loadedAt = useServer((server) => (server.server ? server.loadedAt : undefined));
  const moment = useMoment();
  const says = words().down;
  const retry: Way = { act: down.retry };
  const files: Way = { act: down.files, notes: [says.filesNote] };
  const server: Way = { act: down.start, notes: start ? effectsOf(start) : [] };
  const facts = [
    foreign ? says.foreign(portOf(place)) : undefined,
    refused ? says.refused(hostOf(place)) : reason,
    start?.changedAt === undefined
      ? start && says.otherConfig(fileName(start.configPath))
      : says.changed(fileName(start.configPath), ago(moment, start.changedAt)),
    loadedAt === undefined ? undefined : says.stale(age(moment, loadedAt)),
  ];
  return (
    <Ways
      title={unclear ? says.notConnected : says.notRunning}
      aside={says.retryIn(left(moment, nextAttemptAt))}
      facts={facts}
      // A config of its own is started by itself: when that failed, starting again is what helps.
      ways={start || unclear ? [retry, files, server] : [server, retry, files]}
      acts={downActs}
      prefix="way"
    />
  );
}

/** On a first run: a server that was found. */
function Offer({ connection }: { readonly connection: Of<'offer'> }): ReactElement {
  return (
    <Ways
      title={words().offer.title}
      facts={[connection.text, ...connection.more]}
      ways={[{ act: offer.signIn }, { act: offer.setUp }]}
      acts={offerActs}
      prefix="offer"
    />
  );
}

/** A config was named that is not there. */
function NoConfig({ connection }: { readonly connection: Of<'no-config'> }): ReactElement {
  const { path, nearest } = connection;
  const { title, missing, didYouMean } = words().noConfig;
  return (
    <Ways
      title={title}
      facts={[nearest === undefined ? missing(path) : didYouMean(path, fileName(nearest))]}
      ways={Object.values(noConfig).map((act) => ({ act }))}
      acts={noConfigActs}
      prefix="no-config"
    />
  );
}

const hostOf = (place: string): string => (URL.canParse(place) ? new URL(place).host : place);
const portOf = (place: string): string => (URL.canParse(place) ? new URL(place).port : place);

/** One way on: an act with a key of its own, and what it does beyond its words. */
interface Way {
  readonly act: Act;
  readonly notes?: readonly string[];
}

interface WaysProps {
  readonly title: string;
  readonly aside?: string;
  /** What is known, one sentence a line. */
  readonly facts: readonly (string | undefined)[];
  /** In order, the default first; one that does not work here is left out. */
  readonly ways: readonly Way[];
  /** All keys of the picture, with `choose`, `down` and `up` behind this prefix. */
  readonly acts: readonly Act[];
  readonly prefix: string;
}

/** A panel with what is known and the ways on below it; Enter takes the selected one. It has the keyboard. */
function Ways({ title, aside, facts, ways, acts, prefix }: WaysProps): ReactElement {
  const console = useConsole();
  const at = useAt();
  const { glyphs } = useTheme();
  const { columns, rows } = useSize();
  const [moved, setMoved] = useState(0);
  const shown = ways.filter(({ act }) => reasonAgainst(act, at) === undefined);
  const selected = Math.max(0, Math.min(shown.length - 1, moved));
  const move = (by: number) => setMoved(Math.max(0, Math.min(shown.length - 1, selected + by)));
  const take = (place: number) => {
    const way = shown[place];
    if (way) console.perform(way.act.id);
  };
  useActs(acts, {
    [`${prefix}-choose`]: () => take(selected),
    [`${prefix}-down`]: () => move(1),
    [`${prefix}-up`]: () => move(-1),
  });
  const width = Math.min(widest, columns);
  const band = columns < framedFrom ? width : width - 2;
  const roomy = rows >= 24;
  const keys = [...shown.map(({ act }) => act), ...acts.filter(({ footer }) => footer !== undefined)];
  return (
    <Panel
      title={title}
      aside={aside}
      foot={keys.map((act) => footOf(act, shown)).join(` ${glyphs.separator} `)}
      width={width}
      padding={0}
      focused
    >
      <Box flexDirection="column" paddingX={2} paddingY={roomy ? 1 : 0} flexShrink={0}>
        {facts.map((fact) => (fact === undefined ? null : <Text key={fact}>{fact}</Text>))}
      </Box>
      {shown.map(({ act, notes = [] }, place) => (
        <Pressable key={act.id} onPress={() => take(place)} flexDirection="column">
          <Line
            width={band}
            selected={place === selected}
            of={[
              { text: `${place === selected ? glyphs.selected : ' '} `, bold: true },
              { text: keyTitle(act.keys[0] ?? ''), role: 'accent', bold: true },
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
    </Panel>
  );
}

const widest = 100;

/** Ways by their keys alone, as their words are above; the others with theirs. */
function footOf(act: Act, ways: readonly Way[]): string {
  const key = keyTitle(act.keys[0] ?? '');
  return ways.some((way) => way.act === act) ? key : `${key} ${act.words().title}`;
}
