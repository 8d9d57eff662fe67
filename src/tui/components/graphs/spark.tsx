import { useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import type { Role } from '../../theme.ts';
import { Text } from '../text.tsx';
import { sparkText, type Values } from './cells.ts';

/** Values over time in one row of `width` columns; zero is `·`, no data is blank. Nothing to a screen reader. */
export function Spark({
  values,
  width,
  role = 'accent',
  max,
}: {
  readonly values: Values;
  readonly width: number;
  readonly role?: Role;
  /** The value of a full cell; the highest one by itself. */
  readonly max?: number;
}): ReactElement | null {
  const { graphs } = useTheme();
  return useIsScreenReaderEnabled() ? null : <Text role={role}>{sparkText(values, width, graphs, max)}</Text>;
}
