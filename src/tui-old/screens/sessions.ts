import { inputLine } from '../components/text-input.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { sessionDetail } from '../rows/session-detail.ts';
import { sessionColumns, sessionRow } from '../rows/session-row.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Body, rowOf, type Scene, type Screen } from '../view.ts';

/** 4: the accounts of auth-dir and of the server (E). */
export const sessionsScreen: Screen = {
  id: 'sessions',
  key: '4',
  title: 'Sessions',
  isThere: ({ capabilities }) => capabilities === undefined || capabilities.sessions !== 'absent',
  list: {
    height: (height, scene) => listHeight(height, scene),
    listed: ({ sessions }) => sessions.listed,
  },
  details: {
    wide: 130,
    width: 58,
    lines({ ui, moment, sessions: { selected } }, width) {
      if (!selected) return [];
      const inspected = ui.inspected?.name === selected.name ? ui.inspected : undefined;
      return sessionDetail(selected, moment, width, inspected);
    },
  },
  body(scene, height) {
    const { console, sessions } = scene;
    if (!console.sessions?.files) return said(...notLoaded(scene));
    return sessions.visible.length === 0 ? emptyBody(scene) : tableBody(scene, height);
  },
};

/** Without its head, the line under the list, and what stands in the way of a newer list. */
function listHeight(height: number, scene: Scene): number {
  return Math.max(1, height - 2 - problemLines(scene).length);
}

const said = (...lines: readonly Line[]): Body => ({ kind: 'rows', rows: lines.map((line) => rowOf(line)) });

function notLoaded({ console, columns }: Scene): readonly Line[] {
  const { problem } = console.sessions ?? {};
  if (problem === undefined) return [lineOf('  Loading the sessions …', 'dim')];
  const told = wrap(`✕ ${problem} r asks again.`, columns - 4);
  return [[], ...told.map((text) => lineOf(`  ${text}`, 'danger'))];
}

/** The list is an older one then, and says so. */
function problemLines({ console, columns }: Scene): readonly Line[] {
  const { problem, files } = console.sessions ?? {};
  if (problem === undefined || !files) return [];
  return wrap(`! An older list: ${problem}`, columns - 2)
    .slice(0, 2)
    .map((text) => lineOf(` ${text}`, 'warning'));
}

function tableBody(scene: Scene, height: number): Body {
  const { ui, columns, sessions, moment } = scene;
  const { top, cursor, marks } = ui.lists.sessions;
  const table = sessionColumns(columns - 1);
  const rows = sessions.visible.slice(top, top + listHeight(height, scene)).map((file) => {
    const selected = file.name === cursor;
    const line = sessionRow(file, table, moment, { selected, marked: marks.has(file.name) });
    return { line, selected };
  });
  const above = problemLines(scene);
  const below = countLine(scene);
  return { kind: 'table', above, columns: table, rows, below };
}

/** How many are shown, marked, filtered; or the filter while it is typed. */
function countLine({ ui, columns, sessions }: Scene): Line {
  const { all, visible } = sessions;
  const filter = textIn(ui.filters.sessions);
  if (ui.filtering) {
    return [
      segment(' / ', 'accent'),
      ...inputLine(ui.filters.sessions, columns - 24, true),
      segment(`  ${visible.length} of ${all.length}`, 'dim'),
    ];
  }
  const { marks, height, index } = ui.lists.sessions;
  const names = count(all.length, 'session');
  const parts = [
    filter === '' ? names : `${visible.length} of ${names}, filter: ${filter}  (Esc shows all)`,
    ...(marks.size > 0 ? [`● ${marks.size} marked`] : []),
    ...(visible.length > height ? [`${index + 1}/${visible.length}`] : []),
  ];
  return lineOf(`   ${parts.join('   ')}`, 'dim');
}

function emptyBody(scene: Scene): Body {
  const { console, ui, sessions } = scene;
  if (sessions.all.length > 0 || ui.filtering) {
    const words = textIn(ui.filters.sessions);
    return said(
      [],
      lineOf(`  No session has “${words}” in its provider, account, file, note or state.`),
      lineOf('  Esc shows all of them again.', 'dim'),
      [],
      countLine(scene),
    );
  }
  const how = console.readOnly
    ? 'This console is read-only.'
    : 'l logs in at a provider, i uploads auth files that you have.';
  return said(
    [],
    lineOf('  There is no session: nobody is logged in at a provider here.'),
    lineOf(`  ${how}`),
  );
}
