import { bodyWithDetails, listScene } from './components/detail-window.ts';
import { dialogRows } from './components/dialog.ts';
import { keysLine, resultLines } from './components/footer.ts';
import { alertLines, connectionLine, ruleLine, tabLine } from './components/header.ts';
import { helpLines } from './components/help.ts';
import { keyBox } from './components/key-box.ts';
import { reportRows } from './components/report.ts';
import { dialogInSight, isOutside, isTooSmall, smallest } from './key-scope.ts';
import { left } from './rows/moment.ts';
import { firstRunRows } from './screens/first-run.ts';
import { screens, screensOf } from './screens/index.ts';
import { signInRows } from './screens/sign-in.ts';
import { cut } from './text/fit.ts';
import { type Line, lineOf } from './text/line.ts';
import { type Body, heightOf, type Row, rowOf, type Scene, type View } from './view.ts';

/** The whole screen as lines. Pure: the same scene gives the same view. */
export function composeView(scene: Scene): View {
  const { ui, columns } = scene;
  const { rows } = ui;
  if (isTooSmall(ui)) {
    const text = `Make this ${smallest.columns}×${smallest.rows} or larger; now ${columns}×${rows}.`;
    const body: Body = { kind: 'rows', rows: [rowOf(lineOf(cut(text, columns)))] };
    return { columns, rows, head: [], body, panel: [], foot: [] };
  }
  const { head, panel, foot, height } = frameOf(scene);
  return { columns, rows, head, panel, foot, body: bodyOf(scene, height) };
}

/** Rows that the list of the shown screen has; before a view is made, as the cursor depends on it. */
export function listHeightOf(scene: Scene): number {
  if (isTooSmall(scene.ui)) return 1;
  const screen = screens.find(({ id }) => id === scene.ui.screen);
  return screen?.list?.height(frameOf(scene).height, listScene(scene, screen)) ?? 1;
}

/** Rows between head and foot, without what an open box takes. */
export const bodyHeightOf = (scene: Scene): number => (isTooSmall(scene.ui) ? 1 : frameOf(scene).height);

function frameOf(scene: Scene) {
  const { ui, columns } = scene;
  const inside = !scene.console.firstRun && !isOutside(scene.console);
  const head: Line[] = [connectionLine(scene)];
  if (inside) head.push(tabLine(scene, screensOf(scene.console)), ...alertLines(scene));
  head.push(ruleLine(columns));
  const foot = [...resultLines(scene), keysLine(scene)];
  const room = ui.rows - head.length - foot.length;
  const panel = panelRows(scene, room);
  return { head, panel, foot, height: Math.max(0, room - heightOf(panel, columns)) };
}

function panelRows(scene: Scene, room: number): readonly Row[] {
  const { ui, moment, columns } = scene;
  const dialog = dialogInSight(scene);
  if (dialog) return within(dialogRows(scene, dialog, room), room, columns);
  const { revealed } = ui;
  if (!revealed || revealed.until <= moment.exact) return [];
  moment.changesAt(revealed.until);
  const after = `, hidden again in ${left(moment, revealed.until)}`;
  const title = { before: '', name: revealed.name, after };
  return within(keyBox(title, revealed.secret, [], columns), room, columns);
}

function bodyOf(scene: Scene, height: number): Body {
  const { console, ui, columns } = scene;
  if (ui.dialog?.kind === 'help') {
    const lines = helpLines(scene);
    const top = Math.min(ui.dialog.top, Math.max(0, lines.length - height));
    return { kind: 'rows', rows: lines.slice(top, top + height).map((line) => rowOf(line)) };
  }
  if (ui.dialog?.kind === 'report') return { kind: 'rows', rows: reportRows(ui.dialog, columns, height) };
  if (console.firstRun)
    return { kind: 'rows', rows: within(firstRunRows(console.firstRun, columns), height, columns) };
  if (isOutside(console)) return { kind: 'rows', rows: within(signInRows(scene), height, columns) };
  const screen = screens.find(({ id }) => id === ui.screen);
  return screen ? bodyWithDetails(scene, screen, height) : { kind: 'rows', rows: [] };
}

/** As many rows as there is room for. */
function within(rows: readonly Row[], room: number, columns: number): readonly Row[] {
  let fitting = rows;
  while (fitting.length > 0 && heightOf(fitting, columns) > room) fitting = fitting.slice(0, -1);
  return fitting;
}
