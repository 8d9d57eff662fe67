import { Box, Text as InkText } from 'ink';
import { type ReactElement, useEffect, useState } from 'react';
import { useSize, useTheme } from '../../context.tsx';
import { Text } from '../text.tsx';
import { words } from './words.ts';

/** The quiet zone, in modules. */
const margin = 2;

/** Drawn in half blocks, two modules per cell. The library is loaded when a code is first shown. */
export async function qrLines(text: string): Promise<readonly string[]> {
  const { renderUnicodeCompact } = await import('uqr');
  return renderUnicodeCompact(text, { border: margin }).split('\n');
}

interface QrCodeProps {
  readonly text: string;
  /** The available space; if the code does not fit, the required size of the window is shown. */
  readonly columns: number;
  readonly rows: number;
}

/** A code to scan with a phone: light modules are drawn, in white on black whatever the theme. */
export function QrCode({ text, columns, rows }: QrCodeProps): ReactElement | null {
  const { graphs } = useTheme();
  const [lines, setLines] = useState<readonly string[] | false>();
  useEffect(() => {
    let gone = false;
    void qrLines(text).then(
      (made) => gone || setLines(made),
      () => gone || setLines(false),
    );
    return () => {
      gone = true;
    };
  }, [text]);
  if (graphs === 'ascii') return <Text role="warning">{words().qrNeedsUnicode}</Text>;
  if (lines === undefined) return null;
  if (lines === false) return <Text role="warning">{words().qrTooLong}</Text>;
  const width = lines[0]?.length ?? 0;
  if (width > columns || lines.length > rows)
    return <TooLarge columns={width - columns} rows={lines.length - rows} />;
  return (
    <Box>
      <InkText color="whiteBright" backgroundColor="black">
        {lines.join('\n')}
      </InkText>
    </Box>
  );
}

/** Says how large the window must be. @param columns that are missing, negative if there are more */
function TooLarge({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactElement {
  const size = useSize();
  const needed = words().qrTooLarge(Math.max(0, columns) + size.columns, Math.max(0, rows) + size.rows);
  return <Text role="warning">{needed}</Text>;
}
