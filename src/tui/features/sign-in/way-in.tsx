import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Connection } from '../../../store/state.ts';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { Panel } from '../../components/panel.tsx';
import { Text } from '../../components/text.tsx';
import { useServer, useSize } from '../../context.tsx';
import { useActs } from '../../hooks/use-acts.ts';
import { keyTitle } from '../../keyboard.ts';
import { connectingActs } from './acts.ts';
import { NoConfig, Offer, ServerDown } from './server-down.tsx';
import { SignIn, withoutScheme } from './sign-in.tsx';
import { words } from './words.ts';

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

function Connecting({
  what,
}: {
  readonly what: Extract<Connection, { kind: 'connecting' }>['what'];
}): ReactElement {
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
