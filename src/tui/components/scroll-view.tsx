import { Box, type DOMElement, measureElement } from 'ink';
import { type ReactElement, useLayoutEffect, useRef, useState } from 'react';
import { useConsole, useTheme, useUi } from '../context.tsx';
import { useClick } from '../hooks/use-mouse.ts';
import { Panel, type PanelProps } from './panel.tsx';
import { positionOf } from './position.ts';

const wheelStep = 3;

/**
 * A panel whose content scrolls: with PgUp and PgDn while details have the focus (`detailTop` of the ui state), and
 * with the wheel. Where not all fits, the position takes the place of `foot`.
 */
export function ScrollView({ children, foot, ...panel }: PanelProps): ReactElement {
  const { ui } = useConsole();
  const { glyphs } = useTheme();
  const top = useUi((state) => state.detailTop);
  const view = useRef<DOMElement>(null);
  const content = useRef<DOMElement>(null);
  const [size, setSize] = useState({ view: 0, content: 0 });
  const scroll = (to: number) => ui.dispatch({ type: 'detail-scrolled', to });

  // Whatever is drawn may have changed how high the content is.
  useLayoutEffect(() => {
    if (!view.current || !content.current) return;
    const next = {
      view: measureElement(view.current).height,
      content: measureElement(content.current).height,
    };
    if (next.view !== size.view || next.content !== size.content) setSize(next);
    const last = Math.max(0, next.content - next.view);
    if (next.view > 0 && ui.snapshot().detailTop > last) scroll(last);
  });
  useClick(view, (at) => {
    if ('wheel' in at) scroll(top + at.wheel * wheelStep);
  });
  return (
    <Panel {...panel} foot={positionOf(size.content, top, size.view, glyphs) ?? foot}>
      <Box ref={view} flexDirection="column" flexGrow={1} overflowY="hidden">
        <Box ref={content} flexDirection="column" flexShrink={0} marginTop={-top}>
          {children}
        </Box>
      </Box>
    </Panel>
  );
}
