import { Box, Text } from 'ink';
import { expect, test } from 'vitest';
import { consoleAt } from '../../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn } from '../../helpers/fake-session.ts';
import { inkTerminal } from '../../helpers/ink-terminal.ts';
import { until } from '../../helpers/until.ts';

const page = (rows: readonly string[]) => (
  <Box flexDirection="column" borderStyle="round">
    {rows.map((row) => (
      <Text key={row} color="red">
        {row}
      </Text>
    ))}
  </Box>
);
const spoken = () => {
  const on = inkTerminal({ linear: true, columns: 40 });
  on.terminal.enter();
  const start = on.sent().length;
  let heard = start;
  return {
    ...on,
    /** What was said since it was last asked, once there is something. */
    async news(): Promise<string[]> {
      await until(() => expect(on.sent().length).toBeGreaterThan(heard));
      const lines = on.sent().slice(heard).split('\r\n').filter(Boolean);
      heard = on.sent().length;
      return lines;
    },
  };
};

test('with a screen reader there are plain lines, signs as words, and nothing that only draws', async () => {
  const { render, news, rows, screen } = spoken();
  render(
    page([
      '╭ Client keys ───╮',
      '▸●team-a  ▂▃▅█  ● active',
      '└ team-a (new)  –',
      '  ✕ Could not save',
      '[ No ] Yes',
    ]),
  );
  expect(await news()).toEqual([
    'Client keys',
    'selected: marked: team-a active',
    'its new key: team-a (new) unknown',
    'error: Could not save',
    'chosen: No Yes',
  ]);
  await rows();
  expect(screen.modes()).toMatchObject({ alternateScreen: true, mouse: false, cursorHidden: false });
});

test('only what is new is said, and not that time passes', async () => {
  const { render, news } = spoken();
  const { rerender } = render(page(['▸ team-a  12 s ago', '  team-b  40 s ago']));
  await news();
  rerender(page(['▸ team-a  13 s ago', '  team-b  41 s ago']));
  rerender(page(['  team-a  13 s ago', '▸ team-b  41 s ago']));
  expect(await news()).toEqual(['selected: team-b 41 s ago']);
});

test('a long key is one line, and all is said again after another program had the terminal', async () => {
  const key = 'k'.repeat(188);
  const { render, news, terminal } = spoken();
  render(page([key]));
  expect(await news()).toEqual([key]);
  terminal.restore();
  terminal.enter();
  await until(async () => expect((await news()).at(-1)).toBe(key));
});

test('a list says in words which row is selected, marked, or has no label', async () => {
  const bare = { ...fakeKey('team-b'), record: undefined };
  const session = createFakeSession(signedIn([fakeKey('team-a'), bare]));
  const console = consoleAt(session, { env: { CLI_PROXY_SCREEN_READER: '1', LANG: 'en_US.UTF-8' } });
  console.press('2', 'Space');
  const screen = await console.see(/selected: no label/);
  expect(screen).toMatch(/^marked: team-a/m);
});
