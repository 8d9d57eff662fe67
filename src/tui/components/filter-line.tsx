import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useTheme, useUi } from '../context.tsx';
import { listWords } from '../words/list.ts';
import { Text } from './text.tsx';
import { type TextField, textIn } from './text-field.ts';

export interface FilterLineProps {
  readonly field: TextField;
  /** How many match, of how many. */
  readonly counts: string;
}

/** The filter above a list, while it is typed or keeps rows away. */
export function FilterLine({ field, counts }: FilterLineProps): ReactElement | null {
  const { glyphs } = useTheme();
  const typing = useUi((ui) => ui.filtering);
  if (!typing && textIn(field) === '') return null;
  const words = listWords();
  return (
    <Box height={1} flexShrink={0} paddingX={1} gap={2}>
      <Text role="accent" bold>
        /
      </Text>
      <Box flexGrow={1}>
        <Text wrap="truncate-start">
          {typing ? `${field.before}${glyphs.caret}${field.after}` : textIn(field)}
        </Text>
      </Box>
      <Box flexShrink={0} gap={3}>
        <Text role="muted">{counts}</Text>
        <Text role="muted">{typing ? words.filterKeys.typing : words.filterKeys.kept}</Text>
      </Box>
    </Box>
  );
}
