import { isSelected, selectedRow } from '../../test/helpers/read-screen.ts';
import { openTerminal, type Terminal, type TerminalOptions } from '../../test/helpers/terminal.ts';
import { localPassword, type Workspace } from '../../test/helpers/workspace.ts';
import { processorTime, residentMemory } from './process-figures.ts';

/** A console under measurement: when its last output came, ms on this process' clock. */
export interface Measured {
  readonly terminal: Terminal;
  readonly started: number;
  lastOutputAt(): number;
}

export function open(options: TerminalOptions): Measured {
  let last = 0;
  const started = performance.now();
  const terminal = openTerminal({
    ...options,
    onOutput: () => {
      last = performance.now();
    },
  });
  return { terminal, started, lastOutputAt: () => last };
}

/** `2,000 keys`, as the console counts them. */
export const countedKeys = (count: number): RegExp =>
  new RegExp(`\\b${count.toLocaleString('en-US').replace(',', ',?')} keys`);

export function openConsole(place: Workspace, size: { cols: number; rows: number }): Measured {
  return open({
    ...size,
    args: ['tui', '--config', place.configPath],
    cwd: place.home,
    env: { ...place.env, CLI_PROXY_PASSWORD: localPassword },
    patience: 30_000,
  });
}

/** ms from exec to the end of a program that does nothing: what Node itself takes in this harness. */
export async function bareNode(): Promise<number> {
  const { terminal, started } = open({ command: process.execPath, args: ['-e', '0'] });
  await terminal.exit;
  const took = performance.now() - started;
  await terminal.dispose();
  return took;
}

/** ms from exec to the first character on the screen, and to the first figures of the server. */
export async function startUp(place: Workspace): Promise<{ frame: number; data: number }> {
  const console = openConsole(place, { cols: 80, rows: 24 });
  await console.terminal.waitFor((screen) => screen.trim() !== '', 'anything was drawn');
  const frame = console.lastOutputAt() - console.started;
  await console.terminal.waitFor(countedKeys(place.keys.length));
  const data = console.lastOutputAt() - console.started;
  await console.terminal.dispose();
  return { frame, data };
}

export async function showClientKeys(console: Measured): Promise<void> {
  await console.terminal.waitFor('● live');
  console.terminal.press('2');
  await console.terminal.waitFor(isSelected('team-1'));
  await quiet(console);
}

/** ms from a key press to the row that it selects, down and up in turn. */
export async function keyToPaint(console: Measured, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await quiet(console);
    const down = count % 2 === 0;
    const pressed = performance.now();
    console.terminal.press(down ? 'j' : 'k');
    await console.terminal.waitFor(isSelected(down ? 'team-2' : 'team-1'));
    took.push(console.lastOutputAt() - pressed);
  }
  return took;
}

/**
 * The same while requests change the order and the screen is never quiet: down, or up where the end of the list is
 * visible, as keys in use move above the selected one.
 */
export async function keyToPaintUnderLoad(console: Measured, times: number): Promise<number[]> {
  const labelOf = (screen: string) => /team-\d+/.exec(selectedRow(screen) ?? '')?.[0];
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await sleep(100);
    const screen = await console.terminal.waitFor((text) => labelOf(text) !== undefined);
    const before = labelOf(screen);
    const pressed = performance.now();
    console.terminal.press(screen.includes('▾') ? 'j' : 'k');
    await console.terminal.waitFor((text) => ![undefined, before].includes(labelOf(text)));
    took.push(console.lastOutputAt() - pressed);
  }
  return took;
}

/**
 * ms from the return of another program's write to the row on the screen: a key is added and removed in turn.
 */
export async function editToScreen(console: Measured, place: Workspace, times: number): Promise<number[]> {
  const line = '  - fake-client-key-from-outside-000001\n';
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await quiet(console, 400);
    const adds = count % 2 === 0;
    await place.editConfig((text) =>
      adds ? text.replace('api-keys:\n', `api-keys:\n${line}`) : text.replace(line, ''),
    );
    const written = performance.now();
    const keys = countedKeys(place.keys.length + (adds ? 1 : 0));
    await console.terminal.waitFor((screen) => keys.test(screen), 'the edit was shown');
    took.push(console.lastOutputAt() - written);
  }
  return took;
}

export interface Idle {
  readonly bytesPerSecond: number;
  readonly processorPercent: number | undefined;
  readonly memory: number | undefined;
}

/** What an idle console costs. */
export async function idle(console: Measured, seconds: number): Promise<Idle> {
  const { terminal } = console;
  await quiet(console, 1500);
  const bytes = terminal.bytes();
  const before = await processorTime(terminal.pid);
  await sleep(seconds * 1000);
  const after = await processorTime(terminal.pid);
  return {
    bytesPerSecond: (terminal.bytes() - bytes) / seconds,
    processorPercent:
      before === undefined || after === undefined ? undefined : (after - before) / (seconds * 10),
    memory: await residentMemory(terminal.pid),
  };
}

/** Resolves when nothing has been drawn for that long; ms. */
async function quiet(console: Measured, gap = 60): Promise<void> {
  for (;;) {
    const bytes = console.terminal.bytes();
    await sleep(gap);
    if (console.terminal.bytes() === bytes) return;
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
