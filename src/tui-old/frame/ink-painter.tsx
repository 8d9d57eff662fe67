import { App } from '../app.tsx';
import type { Theme } from '../theme.ts';
import { openInkFrame } from './ink-frame.tsx';
import { createLineBook } from './line-book.ts';
import { paintRows } from './paint-rows.ts';
import type { Painter } from './painter.ts';
import { shapeOf } from './shape.ts';
import { writeView } from './write-view.ts';

/** The screen as Ink lays it out; it is asked again only when the shape of the screen has changed. */
export function createInkPainter(theme: Theme): Painter {
  const ink = openInkFrame();
  const book = createLineBook();
  let laidOut = '';
  let frame = '';
  let painted: readonly (string | null)[] | undefined;
  return {
    paint(view) {
      const shape = shapeOf(view);
      const layout = JSON.stringify(shape);
      if (layout !== laidOut) frame = ink.draw(<App shape={shape} />, view.columns, view.rows);
      laidOut = layout;
      writeView(view, book, theme);
      const filled = book.fill(frame).slice(0, view.rows);
      const bytes = paintRows(painted, filled, view.columns);
      painted = filled;
      return bytes;
    },
    forget() {
      painted = undefined;
    },
    close: ink.close,
  };
}
