import { count } from '../rows/figures.ts';
import { type Line, lineOf } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

/** The details that are open on a screen; undefined: none are. */
export function openDetails(scene: Scene, { details }: Screen) {
  if (!details || !scene.ui.detail) return undefined;
  const beside = scene.columns >= details.wide;
  const lines = details.lines(scene, beside ? details.width : scene.columns);
  return lines.length === 0 ? undefined : { lines, width: beside ? details.width : undefined };
}

/** The scene as the list of a screen has it: details beside it take their columns. */
export function listScene(scene: Scene, screen: Screen): Scene {
  const width = openDetails(scene, screen)?.width;
  return width === undefined ? scene : { ...scene, columns: scene.columns - width - 1 };
}

/** The list of a screen, with its open details beside it, or in its place. */
export function bodyWithDetails(scene: Scene, screen: Screen, height: number): Body {
  const open = openDetails(scene, screen);
  const side = open ? detailWindow(open.lines, scene.ui.detailTop, height) : [];
  if (open && open.width === undefined) return { kind: 'rows', rows: side.map((line) => rowOf(line)) };
  const body = screen.body(listScene(scene, screen), height);
  return open && body.kind === 'table' ? { ...body, side, sideWidth: open.width ?? 0 } : body;
}

/** How far details of so many lines can be scrolled. */
export const lastTop = (lines: number, height: number): number =>
  lines <= height ? 0 : Math.max(0, lines - Math.max(1, height - 1));

/** The part of open details that there is room for; what is below is counted, and says which key goes there. */
function detailWindow(lines: readonly Line[], top: number, height: number): readonly Line[] {
  if (lines.length <= height) return lines;
  const first = Math.min(top, lastTop(lines.length, height));
  const shown = lines.slice(first, first + Math.max(0, height - 1));
  const below = lines.length - first - shown.length;
  const text = below > 0 ? `   … ${count(below, 'line')} more: PgDn` : '   PgUp goes back up';
  return [...shown, lineOf(text, 'dim')];
}
