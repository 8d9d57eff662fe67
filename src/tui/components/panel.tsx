import { Box, Text as InkText } from 'ink';
import { type ReactElement, type ReactNode, useContext } from 'react';
import { BehindContext, useSize, useTheme } from '../context.tsx';
import type { BoxStyle, TextStyle } from '../theme.ts';
import { type Cell, Line } from './text.tsx';

export interface PanelProps {
  /** On the border, left: what this is, or the breadcrumb that leads here. */
  readonly title?: Cell | undefined;
  /** On the border, right: counts, sort, filter, age, or the key that opens this panel's screen. */
  readonly aside?: Cell | undefined;
  /** On the bottom border, right: the position in a list, or keys of this panel. */
  readonly foot?: Cell | undefined;
  readonly focused?: boolean | undefined;
  /** Absent: while it lies behind an open box. */
  readonly muted?: boolean | undefined;
  readonly tone?: 'plain' | 'danger' | undefined;
  /** Rules above and below and nothing at the sides, so that a key or a link can be selected with the mouse. */
  readonly open?: boolean | undefined;
  /** Columns between a border and the content; 1, in an open panel 0. */
  readonly padding?: number | undefined;
  readonly width?: number | string | undefined;
  readonly height?: number | string | undefined;
  readonly flexGrow?: number | undefined;
  readonly flexShrink?: number | undefined;
  readonly children?: ReactNode;
}

/** Below this many columns a panel is a title rule above its content. */
export const framedFrom = 80;

/** Content in a border with the title on it. */
export function Panel({ title, aside, foot, children, ...props }: PanelProps): ReactElement {
  const behind = useContext(BehindContext);
  const { focused = false, muted = behind, tone = 'plain', open = false } = props;
  const theme = useTheme();
  const narrow = useSize().columns < framedFrom;
  const danger = tone === 'danger';
  const border = danger ? theme.border.danger : focused ? theme.border.focus : theme.border.panel;
  const look = theme.style(muted ? 'border' : danger ? 'danger' : focused ? 'accent' : 'border');
  const rule = { border, look, corners: !open && !narrow };
  const titleLook = {
    role: muted ? ('muted' as const) : danger ? ('danger' as const) : undefined,
    bold: focused && !muted,
  };
  return (
    <Box
      flexDirection="column"
      flexGrow={props.flexGrow ?? 0}
      flexShrink={props.flexShrink ?? 1}
      {...(props.width === undefined ? {} : { width: props.width })}
      {...(props.height === undefined ? {} : { height: props.height })}
    >
      <Rule {...rule} at="top" title={title} aside={aside} titleLook={titleLook} />
      <Box
        flexDirection="column"
        flexGrow={1}
        overflowY="hidden"
        paddingX={props.padding ?? (open ? 0 : 1)}
        {...(rule.corners ? { ...sides, borderStyle: border, ...borderLook(look) } : {})}
      >
        {children}
      </Box>
      {narrow ? null : <Rule {...rule} at="bottom" aside={foot} />}
    </Box>
  );
}

const sides = { borderTop: false, borderBottom: false };

const borderLook = ({ color, dimColor }: TextStyle) => ({
  ...(color === undefined ? {} : { borderColor: color }),
  borderDimColor: dimColor ?? false,
});

interface RuleProps {
  readonly border: BoxStyle;
  readonly look: TextStyle;
  readonly corners: boolean;
  readonly at: 'top' | 'bottom';
  readonly title?: Cell | undefined;
  readonly aside?: Cell | undefined;
  readonly titleLook?: { readonly role?: 'muted' | 'danger' | undefined; readonly bold: boolean };
}

/** The border above or below, with text on it; when it is too narrow the title is cut before what is right of it. */
function Rule({ border, look, corners, at, title, aside, titleLook }: RuleProps): ReactElement {
  const line = at === 'top' ? border.top : border.bottom;
  const [left, right] = !corners
    ? [line, line]
    : at === 'top'
      ? [border.topLeft, border.topRight]
      : [border.bottomLeft, border.bottomRight];
  const piece = (text: string) => (
    <Box flexShrink={0}>
      <InkText aria-hidden {...look}>
        {text}
      </InkText>
    </Box>
  );
  return (
    <Box height={1} flexShrink={0}>
      {piece(title === undefined ? left : `${left} `)}
      {title === undefined ? null : <Line of={title} {...titleLook} />}
      {title === undefined ? null : piece(' ')}
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
      {aside === undefined ? null : piece(' ')}
      {aside === undefined ? null : (
        <Box flexShrink={0}>
          <Line of={aside} {...(titleLook?.role === 'muted' ? { role: 'muted' } : {})} />
        </Box>
      )}
      {piece(aside === undefined ? right : ` ${right}`)}
    </Box>
  );
}
