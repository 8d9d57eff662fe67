import { Box, Text } from 'ink';
import { type ReactElement, useEffect, useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { Keyboard, type KeyEvent, useKeys } from '../../../src/tui/hooks/use-input.ts';
import { inkTerminal } from '../../helpers/ink-terminal.ts';
import { until } from '../../helpers/until.ts';

const esc = '\u001B';

function Listening({ onKey }: { onKey: (event: KeyEvent) => void }): ReactElement {
  useKeys(onKey);
  return <Text>listening</Text>;
}

/** What a component hears of these bytes. */
async function heard(...pieces: string[]): Promise<KeyEvent[]> {
  const events: KeyEvent[] = [];
  const { terminal, render, type } = inkTerminal();
  terminal.enter();
  render(<Listening onKey={(event) => events.push(event)} />);
  for (const piece of [...pieces, 'Ω']) type(piece);
  await until(() => expect(events.some((event) => event.type === 'key' && event.name === 'Ω')).toBe(true));
  return events.slice(0, -1);
}
const names = (events: readonly KeyEvent[]) =>
  events.map((event) => (event.type === 'key' ? event.name : event));

describe('keys on their way through Ink', () => {
  test('every key has the name that it has for the records', async () => {
    const arrows = `${esc}[A${esc}[B${esc}[C${esc}[D${esc}[H${esc}[F${esc}[5~${esc}[6~`;
    expect(names(await heard(`${arrows}\r\t${esc}[Z\u007F\b${esc}[3~ jGü`))).toEqual([
      ...['up', 'down', 'right', 'left', 'home', 'end', 'pageup', 'pagedown'],
      ...['enter', 'tab', 'shift+tab', 'backspace', 'backspace', 'delete', 'space', 'j', 'G', 'ü'],
    ]);
    expect(names(await heard(`\u0001\u0003\u0012\u001A\u0000${esc}OP${esc}[1;5C${esc}[2~`))).toEqual([
      ...['ctrl+a', 'ctrl+c', 'ctrl+r', 'ctrl+z', 'ctrl+space', 'f1', 'ctrl+right', 'insert'],
    ]);
  });

  test('Escape is not joined with the next key', async () => {
    expect(names(await heard(`${esc}${esc}x`, '[A'))).toEqual(['escape', 'escape', 'x', '[', 'A']);
  });

  test('text can be typed: spaces, letters of two units, and the sign that Ink is given for the rest', async () => {
    const typed = await heard('a 👋\uE0A7');
    expect(typed.map((event) => event.type === 'key' && event.text)).toEqual(['a', ' ', '👋', '\uE0A7']);
  });

  test('a paste is one event, also of a single letter or with control characters', async () => {
    const paste = (text: string) => `${esc}[200~${text}${esc}[201~`;
    expect(await heard(`q${paste('q')}${paste(`two\rlines\u0003${esc}[A`)}`)).toEqual([
      { type: 'key', name: 'q', text: 'q' },
      { type: 'paste', text: 'q' },
      { type: 'paste', text: `two\nlines\u0003${esc}[A` },
    ]);
  });

  test('keys typed before anything is drawn are not lost', async () => {
    const events: KeyEvent[] = [];
    const { terminal, render, type } = inkTerminal();
    terminal.enter();
    type('j');
    render(<Listening onKey={(event) => events.push(event)} />);
    await until(() => expect(events.length).toBeGreaterThan(0));
    expect(names(events)).toEqual(['j']);
  });
});

describe('a burst of keys', () => {
  /** Opens a field with `a`, as slowly as a box may: its input appears only after an effect. */
  function Opening({ onDone }: { onDone: (text: string) => void }): ReactElement {
    const [open, setOpen] = useState(false);
    useKeys((event) => event.type === 'key' && event.name === 'a' && setOpen(true), { isActive: !open });
    return <Box>{open ? <Late onDone={onDone} /> : <Text>closed</Text>}</Box>;
  }
  function Late({ onDone }: { onDone: (text: string) => void }): ReactElement | null {
    const [ready, setReady] = useState(false);
    useEffect(() => setReady(true), []);
    return ready ? <Field onDone={onDone} /> : null;
  }
  function Field({ onDone }: { onDone: (text: string) => void }): ReactElement {
    const [text, setText] = useState('');
    useKeys((event) => {
      if (event.type !== 'key') return;
      if (event.name === 'enter') onDone(text);
      else setText(text + event.text);
    });
    return <Text>{text}</Text>;
  }

  test('reaches the box that its first key opens, each letter after the one before is drawn', async () => {
    const onDone = vi.fn();
    const { terminal, render, type } = inkTerminal();
    terminal.enter();
    render(<Opening onDone={onDone} />);
    type('aa label\r');
    await until(() => expect(onDone).toHaveBeenCalled());
    expect(onDone).toHaveBeenCalledExactlyOnceWith('a label');
  });
});

test('a key that is pressed as soon as a box is drawn reaches the box, not what it took the place of', async () => {
  const before = vi.fn();
  const box = vi.fn();
  let swap = () => {};
  function Swapping(): ReactElement {
    const [open, setOpen] = useState(false);
    useEffect(() => {
      swap = () => setOpen(true);
    }, []);
    return open ? <Listening key="box" onKey={box} /> : <Waiting />;
  }
  function Waiting(): ReactElement {
    useKeys(before);
    return <Text>waiting</Text>;
  }
  const { terminal, render, type } = inkTerminal();
  terminal.enter();
  render(<Swapping />);
  type('a');
  await until(() => expect(before).toHaveBeenCalled());
  const write = terminal.stdout.write.bind(terminal.stdout);
  terminal.stdout.write = (text: string, ...more: []) => {
    if (text.includes('listening')) type('x');
    return write(text, ...more);
  };
  swap();
  await until(() => expect(before.mock.calls.length + box.mock.calls.length).toBeGreaterThan(1));
  expect(box).toHaveBeenCalledExactlyOnceWith({ type: 'key', name: 'x', text: 'x' });
});

test('what has no keyboard hears nothing', async () => {
  const inside = vi.fn();
  const outside = vi.fn();
  const { terminal, render, type } = inkTerminal();
  terminal.enter();
  render(
    <Box>
      <Listening onKey={outside} />
      <Keyboard active={false}>
        <Keyboard active>
          <Listening onKey={inside} />
        </Keyboard>
      </Keyboard>
    </Box>,
  );
  type('x');
  await until(() => expect(outside).toHaveBeenCalled());
  expect(inside).not.toHaveBeenCalled();
});
