import { stripControl } from '../../base/terminal-text.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import { detailWindow } from '../components/detail-window.ts';
import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { ampDetail } from '../rows/amp-detail.ts';
import { ampColumns, ampRow } from '../rows/amp-row.ts';
import { count } from '../rows/figures.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

/** From here on the details stand beside the list. */
const wide = 130;
const sideWidth = 56;

/** 9: which upstream key each client key gets at Amp, and why (F). */
export const ampScreen: Screen = {
  id: 'amp',
  key: '9',
  title: 'Amp',
  isThere: ({ capabilities, server }) =>
    capabilities?.amp !== 'absent' || (server?.config.ampcode ?? undefined) !== undefined,
  list: {
    height: (height, scene) => Math.max(1, height - 2 - headLines(scene).length),
    listed: ({ amp }) => amp.listed,
  },
  details,
  body(scene, height) {
    const { ui, amp } = scene;
    if (!amp.view) return said(lineOf('  Loading the mappings …', 'dim'));
    const lines = ui.detail ? detailWindow(details(scene), ui.detailTop, height) : [];
    if (lines.length > 0 && !isBeside(scene)) return said(...lines);
    if (amp.visible.length === 0) return emptyBody(scene);
    return tableBody(scene, lines);
  },
};

function details(scene: Scene): readonly Line[] {
  const { selected, view } = scene.amp;
  return selected && view ? ampDetail(selected, view, isBeside(scene) ? sideWidth : scene.columns) : [];
}

const said = (...lines: readonly Line[]): Body => ({ kind: 'rows', rows: lines.map((line) => rowOf(line)) });

const isBeside = ({ ui, columns, amp }: Scene): boolean =>
  ui.detail && columns >= wide && amp.selected !== undefined;
const tableWidth = (scene: Scene): number => scene.columns - (isBeside(scene) ? sideWidth + 1 : 0);

/** Where Amp is, and what the clients that no mapping names get. */
function headLines(scene: Scene): readonly Line[] {
  const { view } = scene.amp;
  if (!view) return [];
  const { upstreamUrl, defaultKey, environmentKey, environmentKnown, localOnly } = view;
  const parts = [
    `default ${defaultKey === undefined ? 'none' : stripControl(defaultKey.mask)}`,
    `AMP_API_KEY ${environmentKey?.mask ?? (environmentKnown ? 'none' : '–')}`,
    ...(localOnly ? ['on the server’s machine alone'] : []),
  ];
  const url = upstreamUrl === undefined ? undefined : stripControl(shownUrl(upstreamUrl));
  const where = url === undefined ? 'off: no upstream-url, e sets it' : url.replace(/^https:\/\//, '');
  const lines = wrap(`Amp ${where}   ${parts.join('   ')}`, tableWidth(scene) - 4).slice(0, 3);
  return lines.map((text) => lineOf(`   ${text}`, url === undefined ? 'warning' : 'plain'));
}

function tableBody(scene: Scene, side: readonly Line[]): Body {
  const { ui, amp } = scene;
  const { top, cursor, marks, height: shown } = ui.lists.amp;
  const table = ampColumns(tableWidth(scene) - 1);
  const rows = amp.visible.slice(top, top + shown).map((row) => {
    const selected = row.id === cursor;
    return { line: ampRow(row, table, { selected, marked: marks.has(row.id) }), selected };
  });
  const above = headLines(scene);
  const below = countLine(scene);
  return { kind: 'table', above, columns: table, rows, below, side, sideWidth };
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
function countLine({ ui, columns, amp }: Scene): Line {
  const { all, visible, view } = amp;
  const filter = textIn(ui.filters.amp);
  if (ui.filtering) {
    return [
      segment(' / ', 'accent'),
      ...inputLine(ui.filters.amp, columns - 24, true),
      segment(`  ${visible.length} of ${all.length}`, 'dim'),
    ];
  }
  const { marks, height, index } = ui.lists.amp;
  const odd = all.length - (view?.clients.length ?? 0);
  const parts = [
    count(view?.clients.length ?? 0, 'client key'),
    ...(odd > 0 ? [`${count(odd, 'mapping')} in vain`] : []),
    ...(filter === '' ? [] : [`filter: ${filter}  (Esc shows all)`]),
    ...(marks.size > 0 ? [`● ${marks.size} marked`] : []),
    ...(visible.length > height ? [`${index + 1}/${visible.length}`] : []),
  ];
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}

function emptyBody(scene: Scene): Body {
  const { ui, amp } = scene;
  const head = headLines(scene);
  if (amp.all.length > 0 || ui.filtering) {
    const words = textIn(ui.filters.amp);
    const none = `  Nothing has “${words}” in its label, its key, its upstream key or the reason.`;
    return said(...head, [], lineOf(none), lineOf('  Esc shows all again.', 'dim'), [], countLine(scene));
  }
  return said(...head, [], lineOf('  There is no client key that could get an upstream key: 2, a adds one.'));
}
