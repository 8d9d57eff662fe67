import { graphColumns, graphLines } from '../rows/usage-graph.ts';
import { groupColumns, groupRow } from '../rows/usage-group-row.ts';
import { requestDetail } from '../rows/usage-request-detail.ts';
import { requestColumns, requestRow } from '../rows/usage-request-row.ts';
import { totalsLines, windowLines } from '../rows/usage-totals.ts';
import { fitText } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';
import { graphsIn, hasWindows, shareRows, type UsageHeights } from '../usage/usage-layout.ts';
import { groupId } from '../usage/usage-sight.ts';
import { graphStep, spanOf } from '../usage/usage-wish.ts';
import { type Body, type Row, rowOf, type Scene, type Screen } from '../view.ts';
import { ageTexts, emptyLines, noUsageLines, stateLines, stepsLine, tailLine } from './usage-lines.ts';

/** 5: what goes through the server: totals, graphs, a table by key, model …, and the requests as they end (H1, H2). */
export const usageScreen: Screen = {
  id: 'usage',
  key: '5',
  title: 'Usage',
  isThere: ({ hasUsage }) => hasUsage,
  body(scene, height) {
    const { console, ui, usage, moment, columns } = scene;
    const rows = (lines: readonly Line[]): Body => ({
      kind: 'rows',
      rows: lines.slice(0, height).map((line) => rowOf(line)),
    });
    if (!console.hasUsage) return rows(noUsageLines(scene));
    const open = ui.usage.detail && usage.records.find(({ id }) => id === ui.usage.requests.cursor);
    if (open) return rows(requestDetail(open, usage.names, moment, columns));
    const above = aboveLines(scene, height);
    const heights = heightsOf(scene, height, above.length);
    const after = requestRows(scene, heights.requests, hasRequestHead(height));
    if (usage.groups.length === 0) {
      const empty = [...above, ...emptyLines(scene), tailLine(scene)].map((line) => rowOf(line));
      return { kind: 'rows', rows: [...empty, ...after].slice(0, height) };
    }
    const table = groupColumns(columns - 1, ui.usage.by);
    return {
      kind: 'table',
      above,
      columns: table,
      rows: groupRows(scene, heights.groups),
      below: tailLine(scene),
      after,
    };
  },
};

/** Rows of both lists in a body of this height. */
export function usageHeights(scene: Scene, height: number): UsageHeights {
  return heightsOf(scene, height, aboveLines(scene, height).length);
}

function heightsOf(scene: Scene, height: number, above: number): UsageHeights {
  const { ui, usage } = scene;
  const rest = Math.max(2, height - above - 1 - (hasRequestHead(height) ? 1 : 0));
  if (usage.groups.length > 0) return shareRows(rest - 1, usage.groups.length, ui.usage.only.length > 0);
  const requests = Math.max(1, rest - emptyLines(scene).length);
  // While figures are on their way the table keeps its height.
  return { groups: usage.figures ? 1 : ui.usage.groups.height, requests };
}

const least = 4;
const hasRequestHead = (height: number) => height >= 24;

/** Steps, totals, what is wrong, totals of other spans, graphs. */
function aboveLines(scene: Scene, height: number): readonly Line[] {
  const { ui, usage, columns } = scene;
  const { figures } = usage;
  const span = spanOf(ui.usage);
  const lines = [
    ...(ui.usage.only.length > 0 ? [stepsLine(scene)] : []),
    ...totalsLines(span.title, figures, ageTexts(scene), columns),
    ...stateLines(scene),
    ...(hasWindows(ui) ? [[], ...windowLines(figures?.windows ?? [], ui.usage.span), []] : []),
    ...graphLines(figures?.series, graphStep(span.ms, graphColumns(columns)), columns, graphsIn(height)),
  ];
  // An open box leaves little: a line of the table and one of the requests stay in sight.
  return lines.slice(0, Math.max(0, height - least));
}

function groupRows(scene: Scene, height: number) {
  const { ui, usage, columns, moment } = scene;
  const { by, focus, groups } = ui.usage;
  const table = groupColumns(columns - 1, by);
  const all = usage.figures?.totals.requests ?? 0;
  return usage.groups.slice(groups.top, groups.top + height).map((group) => {
    const selected = focus === 'groups' && groupId(group) === groups.cursor;
    return { line: groupRow(group, table, { by, names: usage.names, all, selected, moment }), selected };
  });
}

function requestRows(scene: Scene, height: number, headed: boolean): readonly Row[] {
  const { ui, usage, columns } = scene;
  const { focus, requests } = ui.usage;
  const table = requestColumns(columns - 1);
  const titles = table.map(({ name, width, align }) => fitText(name, width, align)).join(' ');
  const head = headed && usage.records.length > 0;
  const top = focus === 'requests' ? requests.top : 0;
  const rows = usage.records.slice(top, top + height).map((record) => {
    const selected = focus === 'requests' && record.id === requests.cursor;
    return rowOf(requestRow(record, table, usage.names, selected), selected);
  });
  return [...(head ? [rowOf([segment(` ${titles}`, 'dim')])] : []), ...rows];
}
