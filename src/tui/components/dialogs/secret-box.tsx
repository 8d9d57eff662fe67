import { Box } from 'ink';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { Secret } from '../../../base/secret.ts';
import { useConsole } from '../../context.tsx';
import { useReleasedMouse } from '../../hooks/use-mouse.ts';
import { QrCode } from '../graphs/qr-code.tsx';
import { type Cell, Text } from '../text.tsx';
import { Unbroken } from '../unbroken.tsx';
import { secretActs } from './acts.ts';
import { Hints } from './buttons.tsx';
import { Dialog, inset, useDialogRoom } from './dialog.tsx';

export interface SecretBoxProps {
  readonly title: Cell;
  readonly secret: Secret;
  /** For the message of the copy: `The new key`. */
  readonly what: string;
  readonly notes?: readonly ReactNode[];
  /** Shows a client configuration that uses it. */
  readonly onSnippet?: () => unknown;
  /** Once the box is closed. */
  readonly onDone?: () => unknown;
}

/** A secret in full, flush left and unbroken between two rules, so that selecting it takes nothing else along. */
export function SecretBox({
  title,
  secret,
  what,
  notes = [],
  onSnippet,
  onDone,
}: SecretBoxProps): ReactElement {
  const console = useConsole();
  const room = useDialogRoom(true);
  useReleasedMouse();
  const [code, showCode] = useState(false);
  const handlers = {
    'copy-secret': () => console.copy(secret, what),
    'secret-code': () => showCode((shown) => !shown),
    ...(onSnippet && { 'secret-snippet': onSnippet }),
    'close-secret': () => {
      console.close();
      return onDone?.();
    },
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
        {notes.map((note) => (typeof note === 'string' ? <Text key={note}>{note}</Text> : note))}
        {notes.length > 0 && <Text> </Text>}
        <Hints acts={secretActs} handlers={handlers} columns={room.columns} apart />
      </Box>
    </Dialog>
  );
}
