import { Box, type DOMElement, Text } from 'ink';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { expect, test, vi } from 'vitest';
import {
  type Click,
  Keyboard,
  MouseContext,
  useClick,
  useReleasedMouse,
  type Wheel,
} from '../../../src/tui/hooks/use-input.ts';
import { inkTerminal } from '../../helpers/ink-terminal.ts';
import { until } from '../../helpers/until.ts';

function Target({ onClick, children }: { onClick: (at: Click | Wheel) => void; children: ReactNode }) {
  const ref = useRef<DOMElement>(null);
  useClick(ref, onClick);
  return (
    <Box ref={ref} flexDirection="column" flexShrink={0}>
      {children}
    </Box>
  );
}

/** Row and column from 1, as terminals count. */
const press = (row: number, column: number, button = 0) => `\u001B[<${button};${column};${row}M`;

function opened(element: ReactElement) {
  const on = inkTerminal();
  on.terminal.enter();
  on.render(element);
  return on;
}

test('a click says where in the element it was, beside it nothing', async () => {
  const clicked = vi.fn();
  const elsewhere = vi.fn();
  const { type } = opened(
    <Box flexDirection="column">
      <Text>title</Text>
      <Box paddingLeft={4} alignItems="flex-start">
        <Target onClick={clicked}>
          <Text>first</Text>
          <Text>second</Text>
        </Target>
        <Target onClick={elsewhere}>
          <Text>other</Text>
        </Target>
      </Box>
    </Box>,
  );
  type(press(3, 7) + press(1, 7) + press(3, 2) + press(2, 11) + press(3, 11));
  await until(() => expect(elsewhere).toHaveBeenCalled());
  expect(clicked.mock.calls).toEqual([[{ row: 1, column: 2, double: false }]]);
  expect(elsewhere.mock.calls).toEqual([[{ row: 0, column: 0, double: false }]]);
});

test('two presses in the same place are a double click, a third begins anew', async () => {
  const clicked = vi.fn();
  const { type } = opened(
    <Target onClick={clicked}>
      <Text>row</Text>
    </Target>,
  );
  type(press(1, 1).repeat(3) + press(1, 2));
  await until(() => expect(clicked).toHaveBeenCalledTimes(4));
  expect(clicked.mock.calls.map(([at]) => at.double)).toEqual([false, true, false, false]);
});

test('the wheel turns what is under it', async () => {
  const turned = vi.fn();
  const { type } = opened(
    <Target onClick={turned}>
      <Text>row</Text>
    </Target>,
  );
  type(press(1, 2, 65) + press(1, 2, 64));
  await until(() => expect(turned).toHaveBeenCalledTimes(2));
  expect(turned.mock.calls).toEqual([[{ wheel: 1 }], [{ wheel: -1 }]]);
});

test('what is cut off or has no keyboard cannot be clicked', async () => {
  const cut = vi.fn();
  const muted = vi.fn();
  const shown = vi.fn();
  const { type } = opened(
    <Box flexDirection="column">
      <Box height={1} overflow="hidden" flexDirection="column">
        <Target onClick={cut}>
          <Text>seen</Text>
          <Text>unseen</Text>
        </Target>
      </Box>
      <Target onClick={shown}>
        <Text>below</Text>
      </Target>
      <Keyboard active={false}>
        <Target onClick={muted}>
          <Text>muted</Text>
        </Target>
      </Keyboard>
    </Box>,
  );
  type(press(3, 1) + press(2, 1));
  await until(() => expect(shown).toHaveBeenCalled());
  expect(cut).not.toHaveBeenCalled();
  expect(muted).not.toHaveBeenCalled();
});

test('the terminal has the mouse while something is to be selected', async () => {
  function Secret(): ReactElement {
    useReleasedMouse();
    return <Text>secret</Text>;
  }
  const on = inkTerminal();
  on.terminal.enter();
  const page = (secret: boolean) => (
    <MouseContext value={on.terminal.releaseMouse}>{secret ? <Secret /> : <Text>list</Text>}</MouseContext>
  );
  const mouse = async () => {
    await on.rows();
    return on.screen.modes().mouse;
  };
  const { rerender } = on.render(page(true));
  await until(async () => expect(await mouse()).toBe(false));
  rerender(page(false));
  await until(async () => expect(await mouse()).toBe(true));
});
