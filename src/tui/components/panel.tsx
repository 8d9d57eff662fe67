import { Box, type BoxProps, Text as InkText } from 'ink';
import { memo, type ReactElement, type ReactNode, useState } from 'react';
import { useIsBehind, useSize, useTheme } from '../context.tsx';
import type { BoxStyle, Glyphs, Role, TextStyle } from '../theme.ts';
import { listWords } from '../words/list.ts';
import { type Cell, cellWidth, Line, RoomContext, sameProps } from './text.tsx';

export interface PanelProps extends Pick<BoxProps, 'width' | 'height' | 'flexGrow' | 'flexShrink'> {
  /** Left on the border: the title, or the breadcrumb. */
  readonly title?: Cell | undefined;
  /** Right on the border: counts, sort, filter, age, or the key that opens this panel's screen. */
  readonly aside?: Cell | undefined;
  /** Right on the bottom border: the position in a list, or keys of this panel. */
  readonly foot?: Cell | undefined;
  readonly focused?: boolean | undefined;
  readonly tone?: 'plain' | 'danger' | undefined;
  /** Borders only above and below, so that a key or a link can be selected with the mouse. */
  readonly open?: boolean | undefined;
  /** Columns between border and content; 1 by default, 0 in an open panel. */
  readonly padding?: number | undefined;
  readonly children?: ReactNode;
}

/** Below this many columns a panel is a title rule above its content. */
export const framedFrom = 80;

/** Content in a border with the title on it; gray while it is behind an open box. */
export function Panel({ title, aside, foot, children, ...props }: PanelProps): ReactElement {
  const muted = useIsBehind();
  const { tone, open = false, padding = open ? 0 : 1, focused: hasFocus = false, ...box } = props;
  const focused = hasFocus && !muted;
  const theme = useTheme();
  const narrow = useSize().columns < framedFrom;
  const danger = tone === 'danger';
  const border = danger ? theme.border.danger : focused ? theme.border.focus : theme.border.panel;
  const look = theme.style(muted ? 'border' : danger ? 'danger' : focused ? 'accent' : 'border');
  const across = typeof box.width === 'number' ? box.width : undefined;
  const rule = { border, look, corners: !open && !narrow, across };
  // Ink gets only the changed props, and with a new style alone it also reserves rows for a top and bottom
  // border: so the object stays the same, and the style is set together with the absent borders.
  const [sides] = useState(() => ({ ...border }));
  Object.assign(sides, border);
  const role = muted ? 'muted' : danger ? 'danger' : undefined;
  return (
    <Box flexDirection="column" {...box}>
      <Rule
        {...rule}
        at="top"
        title={title}
        role={role}
        bold={focused}
        aside={aside}
        asideRole={muted ? 'muted' : undefined}
      />
      <Box
        flexDirection="column"
        flexGrow={1}
        overflowY="hidden"
        paddingX={padding}
        {...(rule.corners
          ? { borderStyle: sides, borderTop: false, borderBottom: false, ...borderLook(look) }
          : {})}
      >
        <RoomContext value={across === undefined ? undefined : across - (rule.corners ? 2 : 0) - 2 * padding}>
          {children}
        </RoomContext>
      </Box>
      {!narrow && <Rule {...rule} at="bottom" aside={foot} />}
    </Box>
  );
}

/** Without colors a border is bold: Ink looks its color up among the styles of chalk. */
function borderLook({ color, bold, dimColor }: TextStyle) {
  const borderColor = color ?? (bold ? 'bold' : undefined);
  return { ...(borderColor && { borderColor }), borderDimColor: dimColor ?? false };
}

interface RuleProps {
  readonly border: BoxStyle;
  readonly look: TextStyle;
  readonly corners: boolean;
  readonly at: 'top' | 'bottom';
  readonly title?: Cell | undefined;
  readonly role?: Role | undefined;
  readonly bold?: boolean;
  readonly aside: Cell | undefined;
  readonly asideRole?: Role | undefined;
  /** Its columns, if known: Ink cuts no wide character in half, and loses the sign of the cut with it. */
  readonly across: number | undefined;
}

/** Columns of corners, spaces and the shortest line, which is two, beside the two texts on a border. */
export const rulePieces = 8;

/** The border above or below, with text on it; if too narrow, the title is truncated first. */
const Rule = memo(({ border, look, corners, at, title, aside, across, ...of }: RuleProps): ReactElement => {
  const line = border[at];
  const hasTitle = title !== undefined;
  const hasAside = aside !== undefined && cellWidth(aside) > 0;
  const room = (across ?? 0) - rulePieces - (hasAside ? cellWidth(aside) : -2);
  const isCut = hasTitle && room > 0 && cellWidth(title) > room;
  const piece = (text: string) => (
    <Box flexShrink={0}>
      <InkText aria-hidden {...look}>
        {text}
      </InkText>
    </Box>
  );
  return (
    <Box height={1} flexShrink={0}>
      {piece((corners ? border[`${at}Left`] : line) + (hasTitle ? ' ' : ''))}
      {hasTitle && <Line of={title} role={of.role} bold={of.bold} width={isCut ? room : undefined} />}
      {hasTitle && piece(' ')}
      <Box
        flexGrow={1}
        flexBasis={0}
        height={1}
        borderStyle={{ ...border, top: line }}
        borderBottom={false}
        borderLeft={false}
        borderRight={false}
        {...borderLook(look)}
      />
      {hasAside && piece(' ')}
      {hasAside && (
        <Box flexShrink={0}>
          <Line of={aside} role={of.asideRole} />
        </Box>
      )}
      {piece((hasAside ? ' ' : '') + (corners ? border[`${at}Right`] : line))}
    </Box>
  );
}, sameProps);

/** `1–16 of 25 ▾`: which rows are shown, and where there are more; undefined if all fit. */
export function positionOf(all: number, top: number, height: number, glyphs: Glyphs): string | undefined {
  if (all <= height) return undefined;
  const last = Math.min(all, top + height);
  const arrows = (top > 0 ? glyphs.moreAbove : '') + (last < all ? glyphs.moreBelow : '');
  return `${listWords().position(top + 1, last, all)} ${arrows}`;
}
