import { Box, Text as InkText, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { stripControl } from '../../base/text/terminal-text.ts';
import { useSize, useTheme } from '../context.tsx';
import { useReleasedMouse } from '../hooks/use-input.ts';
import { unbrokenRows } from '../terminal/place-frame.ts';
import type { Role } from '../theme.ts';

interface UnbrokenProps {
  /** Cleaned of control sequences here; a web address (http, https) becomes a link. */
  readonly children: string;
  readonly role?: Role;
}

let texts = 0;

/**
 * A key or link to select with the mouse: one line for the terminal, wrapped over several rows. It needs the
 * whole width of the screen from the first column on, so it is used in an open panel.
 */
export function Unbroken({ children, role }: UnbrokenProps): ReactElement {
  useReleasedMouse();
  const { columns } = useSize();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const text = stripControl(children);
  const rows = useMemo(() => {
    texts += 1;
    const url = /^https?:\/\/[\x21-\x7e]+$/.test(text) ? text : '';
    return spoken ? [text] : unbrokenRows(text, columns, String(texts), url);
  }, [text, columns, spoken]);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((row) => (
        <InkText key={row} {...(role ? theme.style(role) : {})}>
          {row}
        </InkText>
      ))}
    </Box>
  );
}
