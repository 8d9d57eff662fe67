import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { ago } from '../rows/moment.ts';
import { type Counting, countingOf } from '../rows/provider-counts.ts';
import { providerDetail } from '../rows/provider-detail.ts';
import { providerColumns, providerRow } from '../rows/provider-row.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

/** 3: the keys of the providers (D), as they stand in the config, and how they fare. */
export const providersScreen: Screen = {
  id: 'providers',
  key: '3',
  title: 'Providers',
  list: {
    height: (height, scene) => listHeight(height, scene),
    listed: ({ providers }) => providers.listed,
  },
  details: {
    wide: 120,
    width: 56,
    lines(scene, width) {
      const { selected } = scene.providers;
      return selected ? providerDetail(selected, scene, width) : [];
    },
  },
  body(scene, height) {
    const { console, providers } = scene;
    if (!console.server) return { kind: 'rows', rows: [rowOf(lineOf('  Loading the providers …', 'dim'))] };
    return providers.visible.length === 0 ? emptyBody(scene) : tableBody(scene, height);
  },
};

/** Without its head, the line under the list that counts and filters, and what is wrong with the figures. */
function listHeight(height: number, scene: Scene): number {
  return Math.max(1, height - 2 - problemLines(scene).length);
}

/** The figures are older ones then, and say so. */
function problemLines(scene: Scene): readonly Line[] {
  const { console, moment } = scene;
  const { problem, loadedAt } = console.providerStates ?? {};
  if (problem === undefined || loadedAt === undefined) return [];
  return wrap(`! State and calls are of ${ago(moment, loadedAt)}: ${problem}`, scene.columns - 2)
    .slice(0, 2)
    .map((text) => lineOf(` ${text}`, 'warning'));
}

function tableBody(scene: Scene, height: number): Body {
  const { console, ui, providers, moment } = scene;
  const { top, cursor, marks } = ui.lists.providers;
  const table = providerColumns(scene.columns - 1);
  const counting = countingOf(providers.all, console.providerStates);
  const rows = providers.visible.slice(top, top + listHeight(height, scene)).map((key) => {
    const selected = key.id === cursor;
    const marked = marks.has(key.id);
    const line = providerRow(key, { columns: table, counting, moment }, { selected, marked });
    return { line, selected };
  });
  const above = problemLines(scene);
  const below = countLine(scene);
  return { kind: 'table', above, columns: table, rows, below };
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
function countLine(scene: Scene): Line {
  const { ui, columns, providers } = scene;
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
    ...countingText(scene),
  ];
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}

/** What the figures are of, and from when while nobody tells newer ones. */
function countingText({ console, providers, moment }: Scene): readonly string[] {
  const { connection, providerStates } = console;
  const words = countings[countingOf(providers.all, providerStates)];
  const { loadedAt, problem } = providerStates ?? {};
  const fresh = connection.kind === 'live' || connection.kind === 'disk' || problem !== undefined;
  const asOf = fresh || loadedAt === undefined ? undefined : `as of ${ago(moment, loadedAt)}`;
  return [words, asOf].filter((text) => text !== undefined);
}

const countings: Readonly<Record<Counting, string | undefined>> = {
  loading: undefined,
  today: 'calls of today',
  'since start': 'calls since the server started',
  unknown: 'calls are not told here',
};

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
