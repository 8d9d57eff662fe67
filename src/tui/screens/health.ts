import { detailWindow } from '../components/detail-window.ts';
import { textIn } from '../input/text-field.ts';
import { healthDetail } from '../rows/health-detail.ts';
import { healthRows } from '../rows/health-row.ts';
import { type Line, lineOf } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';
import { aboveLines, tailLine } from './health-lines.ts';

/** From here on the details stand beside the list. */
const wide = 120;
const sideWidth = 56;

/** 8: what is wrong, why it matters, and fixes (M1). */
export const healthScreen: Screen = {
  id: 'health',
  key: '8',
  title: 'Health',
  list: { height: listHeight, listed: ({ health }) => health.listed },
  details,
  body(scene, height) {
    const { ui, health } = scene;
    const open = ui.detail ? detailWindow(details(scene), ui.detailTop, height) : [];
    if (open.length > 0 && !isBeside(scene)) return { kind: 'rows', rows: open.map((line) => rowOf(line)) };
    if (health.visible.length > 0) return tableBody(scene, height, open);
    const above = aboveLines(scene, height);
    const none =
      health.all.length > 0 || ui.filtering ? `No line has “${textIn(ui.filters.health)}” in it.` : '';
    const lines = [...above, [], lineOf(`  ${none}`), ...(none === '' ? [] : [tailLine(scene)])];
    return { kind: 'rows', rows: lines.slice(0, height).map((line) => rowOf(line)) };
  },
};

const isBeside = ({ columns }: Scene): boolean => columns >= wide;

function details(scene: Scene): readonly Line[] {
  const { selected } = scene.health;
  return selected ? healthDetail(selected, isBeside(scene) ? sideWidth : scene.columns) : [];
}

/** Each item has a second line where that leaves room for enough of them. */
const perItem = (height: number): number => (height >= 14 ? 2 : 1);

/** Without the head of the table, and the line under it. */
function listHeight(height: number, scene: Scene): number {
  const rest = height - aboveLines(scene, height).length - 2;
  return Math.max(1, Math.floor(rest / perItem(height)));
}

function tableBody(scene: Scene, height: number, side: Extract<Body, { kind: 'table' }>['side']): Body {
  const { ui, health, columns } = scene;
  const { top, cursor, marks } = ui.lists.health;
  const width = columns - (side.length > 0 ? sideWidth + 1 : 0) - 1;
  const anyFault = health.all.some(({ kind }) => kind === 'finding');
  const rows = health.visible.slice(top, top + listHeight(height, scene)).flatMap((item) => {
    const selected = item.id === cursor;
    const lines = healthRows(item, { selected, marked: marks.has(item.id) }, width, perItem(height) > 1);
    return lines.map((line, place) => ({ line, selected: selected && place === 0 }));
  });
  return {
    kind: 'table',
    above: aboveLines(scene, height),
    columns: [{ name: `     ${anyFault ? 'WHAT, AND WHY IT MATTERS' : 'NOT LOOKED AT, AND WHY'}`, width }],
    rows,
    below: tailLine(scene),
    side,
    sideWidth,
  };
}
