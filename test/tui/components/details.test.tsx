import { Box } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { createStore } from '../../../src/store/store.ts';
import type { Console } from '../../../src/tui/act.ts';
import { Details, ScrollView, Split } from '../../../src/tui/components/details.tsx';
import { Panel } from '../../../src/tui/components/panel.tsx';
import { Text } from '../../../src/tui/components/text.tsx';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { draw, drawn, staged } from '../draw.tsx';

test('details have their labels in a column, and wrap what is long', () => {
  const frame = draw(
    <Box width={40}>
      <Details
        rows={[
          { label: 'Replaced by', value: 'team-a (new) c04e…77b0' },
          'blank',
          {
            label: 'Models',
            value: [{ text: '✓ ', role: 'success' }, { text: 'claude-*, gpt-5-codex, gemini-2.5-pro' }],
          },
          undefined,
          <Text key="row">a row of its own</Text>,
        ]}
      />
    </Box>,
  );
  expect(frame.split('\n')).toEqual([
    'Replaced by  team-a (new) c04e…77b0',
    '',
    'Models       ✓ claude-*, gpt-5-codex,',
    '             gemini-2.5-pro',
    'a row of its own',
  ]);
});

test('a value that fills its line to the end goes on in the column of the line above', () => {
  const rows = [{ label: 'Why', value: { text: 'exactly nineteen: wrapped here', role: 'muted' as const } }];
  const frame = draw(
    <Box width={'Why  exactly nineteen:'.length}>
      <Details rows={rows} />
    </Box>,
  );
  expect(frame.split('\n')).toEqual(['Why  exactly nineteen:', '     wrapped here']);
});

test('Chinese fills its lines in a panel of known width, and no punctuation begins one', () => {
  const value = [
    { text: '✕ ', role: 'danger' as const },
    { text: '请设置 remote-management 的密钥，然后重新启动服务器。' },
  ];
  const frame = draw(
    <Panel width={34}>
      <Details rows={[{ label: '原因', value }]} />
    </Panel>,
  );
  expect(frame.split('\n').slice(1, -1)).toEqual([
    '│ 原因  ✕ 请设置                 │',
    '│       remote-management 的密   │',
    '│       钥，然后重新启动服务器。 │',
  ]);
});

const consoleOf = (columns: number) => {
  const ui = createStore(reduceUi, initialUiState(columns, 24));
  return { ui, console: { ui } as unknown as Console };
};

test('what is higher than its panel scrolls, to its last row and no further', async () => {
  const { ui, console } = consoleOf(80);
  const rows = Array.from({ length: 12 }, (_, index) => ({ label: 'row', value: `${index}` }));
  const { lastFrame, unmount } = render(
    staged(
      <Box height={7}>
        <ScrollView title="team-a" foot="Esc back" flexGrow={1}>
          <Details rows={rows} />
        </ScrollView>
      </Box>,
      { console },
    ),
  );
  const lines = () => (lastFrame() ?? '').split('\n');
  await drawn();
  expect(lines().at(1)).toMatch(/^│ row {2}0 /);
  expect(lines().at(-1)).toMatch(/ 1–5 of 12 ▾ · Esc back ╯$/);
  ui.dispatch({ type: 'set', ui: { detailTop: 99 } });
  await drawn();
  expect(ui.snapshot().detailTop).toBe(7);
  expect(lines().at(1)).toMatch(/^│ row {2}7 /);
  expect(lines().at(-1)).toMatch(/ 8–12 of 12 ▴ · Esc back ╯$/);
  unmount();
});

test.each([
  { columns: 80, open: false, shown: 'list 80 true' },
  { columns: 80, open: true, shown: 'details 80 true' },
  { columns: 120, open: false, shown: 'list 78 true/details 42 false' },
  { columns: 120, open: true, shown: 'list 78 false/details 42 true' },
  { columns: 200, open: false, shown: 'list 140 true/details 60 false' },
])('at $columns columns, opened: $open', ({ columns, open, shown }) => {
  const { ui, console } = consoleOf(columns);
  ui.dispatch({ type: 'set', ui: { detail: open, detailTop: 0 } });
  const frame = draw(
    <Split
      list={(width, focused) => <Text>{`list ${width} ${focused}`}</Text>}
      details={(width, focused) => <Text>{`details ${width} ${focused}`}</Text>}
    />,
    { columns, console },
  );
  expect(frame.split(/\s{2,}/).join('/')).toBe(shown);
});
