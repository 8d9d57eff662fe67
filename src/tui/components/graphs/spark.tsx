import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import type { Role } from '../../theme.ts';
import { Text } from '../text.tsx';
import { sparkText, type Values } from './cells.ts';

/** Values over time in one row of `width` columns; zero is `·`, no data is blank. */
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
}): ReactElement {
  return <Text role={role}>{sparkText(values, width, useTheme().graphs, max)}</Text>;
}
