import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { providerDetail } from '../rows/provider-detail.ts';
import { providerColumns, providerRow } from '../rows/provider-row.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

/** From here on the details stand beside the list. */
const wide = 120;
const sideWidth = 56;

/** 3: the keys of the providers (D), as they stand in the config. */
export const providersScreen: Screen = {
  id: 'providers',
  key: '3',
  title: 'Providers',
  list: { height: listHeight, listed: ({ providers }) => providers.listed },
  body(scene, height) {
    const { console, ui, columns, providers } = scene;
    const { server } = console;
    if (!server) return { kind: 'rows', rows: [rowOf(lineOf('  Loading the providers …', 'dim'))] };
    const { selected } = providers;
    const beside = ui.detail && columns >= wide;
    if (ui.detail && !beside && selected) {
      const lines = providerDetail(selected, scene, columns);
      return { kind: 'rows', rows: lines.slice(0, height).map((line) => rowOf(line)) };
    }
    if (providers.visible.length === 0) return emptyBody(scene);
    const side = beside && selected ? providerDetail(selected, scene, sideWidth) : [];
    return tableBody(scene, height, side);
  },
};

/** Without its head, and the line under the list that counts and filters. */
function listHeight(height: number): number {
  return Math.max(1, height - 2);
}

function tableBody(scene: Scene, height: number, side: readonly Line[]): Body {
  const { ui, columns, providers } = scene;
  const { top, cursor, marks } = ui.lists.providers;
  const table = providerColumns(columns - (side.length > 0 ? sideWidth + 1 : 0) - 1);
  const rows = providers.visible.slice(top, top + listHeight(height)).map((key) => {
    const selected = key.id === cursor;
    const line = providerRow(key, table, { selected, marked: marks.has(key.id) });
    return { line, selected };
  });
  const below = countLine(scene);
  return { kind: 'table', columns: table, rows, below, side: side.slice(0, height), sideWidth };
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
function countLine({ ui, columns, providers }: Scene): Line {
  const { all, visible } = providers;
  const filter = textIn(ui.filters.providers);
  if (ui.filtering) {
    return [
      segment(' / ', 'accent'),
      ...inputLine(ui.filters.providers, columns - 24, true),
      segment(`  ${visible.length} of ${all.length}`, 'dim'),
    ];
  }
  const { marks, height, index } = ui.lists.providers;
  const keys = count(all.length, 'provider key');
  const parts = [
    filter === '' ? keys : `${visible.length} of ${keys}, filter: ${filter}  (Esc shows all)`,
    ...(marks.size > 0 ? [`● ${marks.size} marked`] : []),
    ...(visible.length > height ? [`${index + 1}/${visible.length}`] : []),
  ];
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}

function emptyBody(scene: Scene): Body {
  const { console, ui, providers } = scene;
  const said = (...lines: readonly Line[]): Body => ({
    kind: 'rows',
    rows: lines.map((line) => rowOf(line)),
  });
  if (providers.all.length > 0 || ui.filtering) {
    const words = textIn(ui.filters.providers);
    return said(
      [],
      lineOf(`  No provider key has “${words}” in its provider, name, prefix, mask or address.`),
      lineOf('  Esc shows all of them again.', 'dim'),
      [],
      countLine(scene),
    );
  }
  return said(
    [],
    lineOf('  There is no provider key in the config.'),
    lineOf(
      console.readOnly ? '  This console is read-only.' : '  a adds one: Claude, Gemini, OpenAI, Cline …',
    ),
  );
}
