import { textIn } from '../input/text-field.ts';
import { healthDetail } from '../rows/health-detail.ts';
import { healthRows } from '../rows/health-row.ts';
import { lineOf } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';
import { aboveLines, tailLine } from './health-lines.ts';

/** 8: what is wrong, why it matters, and fixes (M1). */
export const healthScreen: Screen = {
  id: 'health',
  key: '8',
  title: 'Health',
  list: { height: listHeight, listed: ({ health }) => health.listed },
  details: {
    wide: 120,
    width: 56,
    lines: ({ health: { selected } }, width) => (selected ? healthDetail(selected, width) : []),
  },
  body(scene, height) {
    const { ui, health } = scene;
    if (health.visible.length > 0) return tableBody(scene, height);
    const above = aboveLines(scene, height);
    const none =
      health.all.length > 0 || ui.filtering ? `No line has “${textIn(ui.filters.health)}” in it.` : '';
    const lines = [...above, [], lineOf(`  ${none}`), ...(none === '' ? [] : [tailLine(scene)])];
    return { kind: 'rows', rows: lines.slice(0, height).map((line) => rowOf(line)) };
  },
};

/** Each item has a second line where that leaves room for enough of them. */
const perItem = (height: number): number => (height >= 14 ? 2 : 1);

/** Without the head of the table, and the line under it. */
function listHeight(height: number, scene: Scene): number {
  const rest = height - aboveLines(scene, height).length - 2;
  return Math.max(1, Math.floor(rest / perItem(height)));
}

function tableBody(scene: Scene, height: number): Body {
  const { ui, health, columns } = scene;
  const { top, cursor, marks } = ui.lists.health;
  const width = columns - 1;
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
  };
}
