import type { ClientKey } from '../../contract/client-key.ts';
import { ruleLine } from '../components/header.ts';
import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { remember } from '../remember.ts';
import { clientKeyRow, keyColumns } from '../rows/client-key-row.ts';
import { count } from '../rows/figures.ts';
import { keyDetail } from '../rows/key-detail.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, type Listed, rowOf, type Scene, type Screen } from '../view.ts';

/** 2: the client keys, with their rotations. */
export const clientKeysScreen: Screen = {
  id: 'client-keys',
  key: '2',
  title: 'Keys',
  list: {
    height: listHeight,
    listed: ({ console, visible }) => listedOf(visible, console.server?.clientKeys ?? noKeys),
  },
  details: {
    wide: 120,
    width: 52,
    lines(scene, width) {
      const { server } = scene.console;
      return scene.selected && server ? keyDetail(scene.selected, server, scene, width) : [];
    },
  },
  body(scene, height) {
    const { console, visible } = scene;
    if (!console.server) return { kind: 'rows', rows: [rowOf(lineOf('  Loading the client keys …', 'dim'))] };
    return visible.length === 0 ? emptyBody(scene) : tableBody(scene, height);
  },
};

/** Without its head, and the line under the list that counts and filters. */
function listHeight(height: number): number {
  return Math.max(1, height - 2);
}

const noKeys: readonly ClientKey[] = [];
const listedOf = remember(
  (visible: readonly ClientKey[], all: readonly ClientKey[]): Listed => ({
    ids: visible.map((key) => key.id),
    known: new Set(all.map((key) => key.id)),
  }),
);

function tableBody(scene: Scene, height: number): Body {
  const { ui, visible, moment } = scene;
  const columns = keyColumns(scene.columns - 1);
  const { top } = ui.lists['client-keys'];
  const rows = visible.slice(top, top + listHeight(height)).map((key, place) => {
    const selected = key.id === ui.lists['client-keys'].cursor;
    const before = visible[top + place - 1];
    const follows = before?.record?.retiring?.replacedBy === key.fingerprint;
    const marks = { selected, marked: ui.lists['client-keys'].marks.has(key.id), follows };
    return { line: clientKeyRow(key, columns, moment, marks), selected };
  });
  return {
    kind: 'table',
    columns,
    rows: [...rows],
    below: countLine(scene),
  };
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
function countLine({ console, ui, visible, columns }: Scene): Line {
  const all = console.server?.clientKeys.length ?? 0;
  const filter = textIn(ui.filters['client-keys']);
  if (ui.filtering) {
    return [
      segment(' / ', 'accent'),
      ...inputLine(ui.filters['client-keys'], columns - 24, true),
      segment(`  ${visible.length} of ${all}`, 'dim'),
    ];
  }
  const parts = [
    filter === ''
      ? count(all, 'key')
      : `${visible.length} of ${count(all, 'key')}, filter: ${filter}  (Esc shows all)`,
  ];
  if (ui.lists['client-keys'].marks.size > 0) parts.push(`● ${ui.lists['client-keys'].marks.size} marked`);
  if (ui.sort !== 'file' || ui.descending) parts.push(`by ${ui.sort}${ui.descending ? ', reversed' : ''}`);
  if (visible.length > ui.lists['client-keys'].height)
    parts.push(`${ui.lists['client-keys'].index + 1}/${visible.length}`);
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}

function emptyBody(scene: Scene): Body {
  const { console, ui, columns } = scene;
  if (textIn(ui.filters['client-keys']) !== '' || ui.filtering) {
    const rows = [
      rowOf([]),
      rowOf(
        lineOf(
          `  No key has “${textIn(ui.filters['client-keys'])}” in its label, mask, purpose, state or fingerprint.`,
        ),
      ),
      rowOf(lineOf('  Esc shows all keys again.', 'dim')),
      rowOf([]),
      rowOf(countLine(scene)),
    ];
    return { kind: 'rows', rows };
  }
  const how = console.readOnly ? 'This console is read-only.' : 'a adds a key, i imports keys that you have.';
  return {
    kind: 'rows',
    rows: [
      rowOf(ruleLine(columns).slice(0, 0)),
      rowOf(lineOf('  There is no client key: every request is let in.', 'danger')),
      rowOf(lineOf(`  ${how}`)),
    ],
  };
}
