import { shownUrl } from '../../providers/name-provider-key.ts';
import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { ampDetail } from '../rows/amp-detail.ts';
import { ampColumns, ampRow } from '../rows/amp-row.ts';
import { count } from '../rows/figures.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

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
  details: {
    wide: 130,
    width: 56,
    lines: ({ amp: { selected, view } }, width) => (selected && view ? ampDetail(selected, view, width) : []),
  },
  body(scene) {
    const { amp } = scene;
    if (!amp.view) return said(lineOf('  Loading the mappings …', 'dim'));
    return amp.visible.length === 0 ? emptyBody(scene) : tableBody(scene);
  },
};

const said = (...lines: readonly Line[]): Body => ({ kind: 'rows', rows: lines.map((line) => rowOf(line)) });

/** Where Amp is, and what the clients that no mapping names get. */
function headLines(scene: Scene): readonly Line[] {
  const { view } = scene.amp;
  if (!view) return [];
  const { upstreamUrl, defaultKey, environmentKey, environmentKnown, localOnly } = view;
  const parts = [
    `default ${defaultKey === undefined ? 'none' : defaultKey.mask}`,
    `AMP_API_KEY ${environmentKey?.mask ?? (environmentKnown ? 'none' : '–')}`,
    ...(localOnly ? ['on the server’s machine alone'] : []),
  ];
  const url = upstreamUrl === undefined ? undefined : shownUrl(upstreamUrl);
  const where = url === undefined ? 'off: no upstream-url, e sets it' : url.replace(/^https:\/\//, '');
  const lines = wrap(`Amp ${where}   ${parts.join('   ')}`, scene.columns - 4).slice(0, 3);
  return lines.map((text) => lineOf(`   ${text}`, url === undefined ? 'warning' : 'plain'));
}

function tableBody(scene: Scene): Body {
  const { ui, amp } = scene;
  const { top, cursor, marks, height: shown } = ui.lists.amp;
  const table = ampColumns(scene.columns - 1);
  const rows = amp.visible.slice(top, top + shown).map((row) => {
    const selected = row.id === cursor;
    return { line: ampRow(row, table, { selected, marked: marks.has(row.id) }), selected };
  });
  const above = headLines(scene);
  const below = countLine(scene);
  return { kind: 'table', above, columns: table, rows, below };
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
