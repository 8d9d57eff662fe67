import { Box } from 'ink';
import { type ReactElement, useState } from 'react';
import type { Secret } from '../../../base/secrets/secret.ts';
import { useConsole } from '../../context.tsx';
import { useReleasedMouse } from '../../hooks/use-mouse.ts';
import { QrCode } from '../graphs/qr-code.tsx';
import { type Cell, Text } from '../text.tsx';
import { Unbroken } from '../unbroken.tsx';
import { secretActs } from './acts.ts';
import { Dialog, Hints, inset, useDialogRoom, useEnd } from './dialog.tsx';

export interface SecretBoxProps {
  readonly title: Cell;
  readonly secret: Secret;
  /** For the message of the copy: `The new key`. */
  readonly what: string;
  readonly notes?: readonly string[];
  /** Shows a client configuration that uses it. */
  readonly onSnippet?: () => unknown;
  /** Once the box is closed. */
  readonly onDone?: () => unknown;
}

/** A secret in full, flush left and unbroken between two rules, so that selecting it takes nothing else along. */
export function SecretBox({ title, secret, what, notes = [], ...then }: SecretBoxProps): ReactElement {
  const console = useConsole();
  const end = useEnd();
  const room = useDialogRoom(true);
  useReleasedMouse();
  const [code, showCode] = useState(false);
  const handlers = {
    'copy-secret': () => console.copy(secret, what),
    'secret-code': () => showCode((shown) => !shown),
    ...(then.onSnippet && { 'secret-snippet': then.onSnippet }),
    'close-secret': () => end(then.onDone),
  };
  return (
    <Dialog title={title} open acts={secretActs} handlers={handlers}>
      <Box paddingY={1} flexDirection="column" flexShrink={0}>
        <Unbroken>{secret.reveal()}</Unbroken>
      </Box>
      {code && (
        <Box paddingBottom={1}>
          <QrCode text={secret.reveal()} columns={room.columns} rows={room.rows - 5 - notes.length} />
        </Box>
      )}
      <Box flexDirection="column" paddingLeft={inset}>
        {notes.map((note) => (
          <Text key={note}>{note}</Text>
        ))}
        {notes.length > 0 && <Text> </Text>}
        <Hints acts={secretActs} handlers={handlers} columns={room.columns} between="   " />
      </Box>
    </Dialog>
  );
}
