import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { widthOf } from '../../../src/tui/components/fit.ts';
import { Panel } from '../../../src/tui/components/panel.tsx';
import { Text } from '../../../src/tui/components/text.tsx';
import { asciiTerminal, draw, type Look, staged } from '../draw.tsx';

test('a panel has its title, counts and position on its border', () => {
  const frame = draw(
    <Panel title="Client keys" aside="25 keys · 2 marked" foot="1–16 of 25 ▾">
      <Text>team-a</Text>
    </Panel>,
    { columns: 80 },
  );
  expect(frame.split('\n')).toEqual([
    '╭ Client keys ───────────────────────────────────────────── 25 keys · 2 marked ╮',
    '│ team-a                                                                       │',
    '╰──────────────────────────────────────────────────────────────── 1–16 of 25 ▾ ╯',
  ]);
});

test('below 80 columns only the title rule is left', () => {
  const frame = draw(
    <Panel title="Client keys" aside="25 · 2 marked" foot="1–16 of 25 ▾">
      <Text>team-a</Text>
    </Panel>,
    { columns: 60 },
  );
  expect(frame.split('\n')).toEqual([
    '─ Client keys ────────────────────────────── 25 · 2 marked ─',
    ' team-a',
  ]);
});

test('an open panel has rules and leaves its text at the left edge', () => {
  const frame = draw(
    <Panel title="New key for team-a" open>
      <Text>7f3a0c55</Text>
    </Panel>,
    { columns: 80 },
  );
  expect(frame.split('\n')).toEqual([`─ New key for team-a ${'─'.repeat(59)}`, '7f3a0c55', '─'.repeat(80)]);
});

test('a danger panel is double, also in ASCII', () => {
  const panel = (
    <Panel title="✕ Revoke?" aside="cannot be undone" tone="danger">
      <Text>no</Text>
    </Panel>
  );
  expect(draw(panel).split('\n')[0]).toMatch(/^╔ ✕ Revoke\? ═+ cannot be undone ╗$/);
  expect(draw(panel, asciiTerminal).split('\n')).toEqual([
    expect.stringMatching(/^# x Revoke\? =+ cannot be undone #$/),
    `# no${' '.repeat(75)}#`,
    `#${'='.repeat(78)}#`,
  ]);
});

test.each([60, 61, 79, 80])(
  'the title of a box %i columns wide has the sign of a cut, also of wide text',
  (width) => {
    const panel = (
      <Panel title={'データ班'.repeat(20)} aside={width > 70 ? '1 of 25' : undefined} width={width} />
    );
    const [title = ''] = draw(panel, { columns: 80 }).split('\n');
    expect(title).toMatch(/… {1,2}──+( 1 of 25 )?╮$/);
    expect(widthOf(title)).toBe(width);
  },
);

test.each([60, 80, 120, 200])('at %i columns a long title is cut before what is right of it', (columns) => {
  const frame = draw(<Panel title={'nightly-tests '.repeat(20)} aside="1 of 25" height={3} />, { columns });
  const [top = ''] = frame.split('\n');
  expect(top).toMatch(/… ─* 1 of 25 .$/);
  expect(widthOf(top)).toBe(columns);
});

test('a control sequence in a title never reaches the terminal', () => {
  const frame = draw(<Panel title={'a\u001b[2Jb'} aside={{ text: '\u009b31mc\u0007' }} foot={'d\re'} />);
  expect(frame).toContain('╭ ab ──');
  expect(frame).toContain('── c ╮');
  expect(frame).toContain('── d e ╯');
});

test('a panel keeps its rows when the window is made wider, and when another theme is chosen', () => {
  const panel = (
    <Panel title="Keys" focused>
      <Text>team-a</Text>
    </Panel>
  );
  const at = (look: Look) => staged(panel, look);
  const { lastFrame, rerender } = render(at({ columns: 60 }));
  const looks: readonly Look[] = [{ columns: 90 }, { columns: 90, theme: 'contrast' }, { columns: 100 }];
  for (const look of looks) {
    rerender(at(look));
    expect(lastFrame()?.split('\n')).toHaveLength(3);
  }
});
