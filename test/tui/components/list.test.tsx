import { Box } from 'ink';
import { render } from 'ink-testing-library';
import { afterEach, expect, test } from 'vitest';
import { createStore } from '../../../src/store/store.ts';
import type { Console } from '../../../src/tui/act.ts';
import type { Column } from '../../../src/tui/components/columns.ts';
import { widthOf } from '../../../src/tui/components/fit.ts';
import { List } from '../../../src/tui/components/list.tsx';
import { Text } from '../../../src/tui/components/text.tsx';
import type { ListAction } from '../../../src/tui/ui/list-state.ts';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { asciiTerminal, drawn, type Look, staged, written } from '../draw.tsx';

interface Key {
  readonly id: string;
  readonly label: string;
  readonly used: string;
  readonly today: string;
  readonly state: string;
  readonly new?: boolean;
}

const keys: readonly Key[] = [
  { id: 'a', label: 'team-a', used: '12 s ago', today: '1.2k', state: '◌ retiring 2 d · 5/h' },
  { id: 'b', label: 'team-a (new)', used: '1 s ago', today: '3.4k', state: '● active', new: true },
  { id: 'c', label: 'データ班', used: '2 min ago', today: '204', state: '● active' },
  { id: 'd', label: 'nightly\u001b[31m-tests', used: 'never', today: '0', state: '✕ expired 2 d ago' },
];

const columns: readonly Column<Key>[] = [
  { id: 'label', title: 'LABEL', min: 13, cell: (key) => key.label },
  { id: 'used', title: 'LAST USED', min: 10, sorted: 'down', cell: (key) => key.used },
  { id: 'today', title: 'TODAY', align: 'right', min: 5, cell: (key) => key.today },
  {
    id: 'state',
    title: 'STATE',
    min: 20,
    cell: (key) => [{ text: key.state.slice(0, 1), role: 'info' }, { text: key.state.slice(1) }],
  },
];

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function show(rows: readonly Key[], look: Look & { readonly height?: number } = {}) {
  const { columns: across = 80, rows: down = 24, height = 7 } = look;
  const ui = createStore(reduceUi, initialUiState(across, down));
  const act = async (action: ListAction) => {
    ui.dispatch({ type: 'list', screen: 'client-keys', action });
    await drawn();
  };
  void act({ type: 'listed', ids: rows.map(({ id }) => id), known: new Set(rows.map(({ id }) => id)) });
  const element = (
    <Box height={height} flexDirection="column">
      <List
        screen="client-keys"
        title="Client keys"
        aside={`${rows.length} keys`}
        columns={columns}
        rows={rows}
        all={25}
        empty={<Text>No client keys yet.</Text>}
        pairOf={(key) => key.new === true}
      />
    </Box>
  );
  const console = { ui, perform: () => {} } as unknown as Console;
  const { lastFrame, unmount } = render(staged(element, { ...look, console }));
  open.push(unmount);
  return { ui, act, lines: () => written(lastFrame(), look).split('\n') };
}

test('a list is a table with the cursor in column 1, marks in column 2 and pairs together', async () => {
  const { act, lines } = show(keys);
  await act({ type: 'moved-to', id: 'c' });
  await act({ type: 'marked' });
  await act({ type: 'moved-to', id: 'a' });
  expect(lines()).toEqual([
    '╭ Client keys ────────────────────────────────────────────── 4 keys · 1 marked ╮',
    '│  LABEL         LAST USED▼ TODAY STATE                                        │',
    '│▸ team-a        12 s ago    1.2k ◌ retiring 2 d · 5/h                         │',
    '│└ team-a (new)  1 s ago     3.4k ● active                                     │',
    '│ ●データ班      2 min ago    204 ● active                                     │',
    '│  nightly-tests never          0 ✕ expired 2 d ago                            │',
    '╰──────────────────────────────────────────────────────────────────────────────╯',
  ]);
});

test('at 60 columns the same list has no sides', async () => {
  const { lines } = show(keys, { columns: 60, height: 6 });
  expect(lines()).toEqual([
    '─ Client keys ───────────────────────────────────── 4 keys ─',
    '  LABEL         LAST USED▼ TODAY STATE',
    '▸ team-a        12 s ago    1.2k ◌ retiring 2 d · 5/h',
    '└ team-a (new)  1 s ago     3.4k ● active',
    '  データ班      2 min ago    204 ● active',
    '  nightly-tests never          0 ✕ expired 2 d ago',
  ]);
});

test('in ASCII every sign is one', async () => {
  const { lines } = show(keys, asciiTerminal);
  expect(lines().slice(0, 4)).toEqual([
    `+ Client keys ${'-'.repeat(57)} 4 keys +`,
    '|  LABEL         LAST USEDv TODAY STATE                                        |',
    '|> team-a        12 s ago    1.2k r retiring 2 d - 5/h                         |',
    '|` team-a (new)  1 s ago     3.4k + active                                     |',
  ]);
});

const many: readonly Key[] = Array.from({ length: 25 }, (_, index) => ({
  id: String(index),
  label: `key-${index}`,
  used: 'never',
  today: '0',
  state: '● active',
}));

test('the list shows the rows around the cursor and says where they are', async () => {
  const { ui, act, lines } = show(many, { height: 10 });
  expect(ui.snapshot().lists['client-keys'].height).toBe(7);
  expect(lines().at(-1)).toMatch(/─ 1–7 of 25 ▾ ╯$/);
  await act({ type: 'moved', by: 9 });
  expect(
    lines()
      .slice(2, -1)
      .map((line) => line.slice(1, 9)),
  ).toEqual(['  key-3 ', '  key-4 ', '  key-5 ', '  key-6 ', '  key-7 ', '  key-8 ', '▸ key-9 ']);
  expect(lines().at(-1)).toMatch(/─ 4–10 of 25 ▴▾ ╯$/);
  await act({ type: 'moved', by: Number.POSITIVE_INFINITY });
  expect(lines().at(-1)).toMatch(/─ 19–25 of 25 ▴ ╯$/);
});

test('two lists in little room both keep a row, and do not measure each other for ever', async () => {
  const rows = Array.from({ length: 30 }, (_, place) => ({ ...(keys[0] as Key), id: `${place}` }));
  const ids = rows.map(({ id }) => id);
  const ui = createStore(reduceUi, initialUiState(80, 24));
  for (const screen of ['groups', 'requests'] as const) {
    ui.dispatch({ type: 'list', screen, action: { type: 'listed', ids, known: new Set(ids) } });
  }
  const list = (screen: 'groups' | 'requests', more: object) => (
    <List screen={screen} title={screen} columns={columns} rows={rows} empty={null} {...more} />
  );
  const element = (
    <Box height={7} flexDirection="column">
      {list('groups', { height: 8, flexGrow: 0 })}
      {list('requests', { bare: true })}
    </Box>
  );
  const console = { ui, perform: () => {} } as unknown as Console;
  const { lastFrame, unmount } = render(staged(element, { console }));
  open.push(unmount);
  await drawn();
  const { lists } = ui.snapshot();
  expect([lists.groups.height, lists.requests.height]).toEqual([1, 1]);
  expect(written(lastFrame()).match(/team-a/g)).toHaveLength(2);
});

test('without rows the panel says why', async () => {
  expect(show([]).lines()[1]).toContain('No client keys yet.');
});

test('the filter is above the panel, with how many rows it leaves', async () => {
  const { ui, lines } = show(keys, { height: 8 });
  ui.dispatch({ type: 'set', ui: { filtering: true } });
  ui.dispatch({ type: 'typed', event: { type: 'paste', text: 'prod' } });
  await drawn();
  expect(lines()[0]).toBe(` / prod▏${' '.repeat(39)}4 of 25   Enter keep   Esc clear`);
  ui.dispatch({ type: 'set', ui: { filtering: false } });
  await drawn();
  expect(lines()[0]).toBe(` / prod${' '.repeat(44)}4 of 25   / edit   Esc clear`);
});

test.each([60, 80, 120, 200])('at %i columns no row is wider than the terminal', (across) => {
  const { lines } = show(keys, { columns: across });
  expect(Math.max(...lines().map(widthOf))).toBe(across);
});
