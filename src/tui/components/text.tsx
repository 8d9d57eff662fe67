import { Text as InkText, type TextProps } from 'ink';
import type { ReactElement } from 'react';
import { stripControl } from '../../base/terminal-text.ts';
import { useTheme } from '../context.tsx';
import type { Role } from '../theme.ts';

export interface Span {
  readonly text: string;
  readonly role?: Role;
  readonly bold?: boolean;
}

/** What a table cell or a title says. */
export type Cell = string | Span | readonly Span[];

/** Ink's Text with roles of the theme; its words are cleaned of control sequences (N10). */
export function Text({
  role,
  children,
  ...props
}: Omit<TextProps, 'children'> & { readonly role?: Role; readonly children: string }): ReactElement {
  const theme = useTheme();
  return (
    <InkText {...(role ? theme.style(role) : {})} {...props}>
      {stripControl(children)}
    </InkText>
  );
}
