import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { DifferenceLine } from '../../contract/config-edit.ts';
import type { Role } from '../theme.ts';
import { Line, type Span } from './text.tsx';

const signs: Readonly<Record<DifferenceLine['kind'], readonly [string, Role]>> = {
  same: [' ', 'muted'],
  added: ['+', 'success'],
  removed: ['-', 'danger'],
  gap: ['…', 'muted'],
};

/** `   5 + request-retry: 5`. */
export function differenceSpan({ kind, line, text }: DifferenceLine): Span {
  const [sign, role] = signs[kind];
  return { text: `${(kind === 'gap' ? '' : String(line)).padStart(4)} ${sign} ${text}`, role };
}

/** A difference of config.yaml. */
export const Difference = ({ lines }: { readonly lines: readonly DifferenceLine[] }): ReactElement => (
  <Box flexDirection="column">
    {lines.map((line, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a difference never change
      <Line key={place} of={differenceSpan(line)} />
    ))}
  </Box>
);
