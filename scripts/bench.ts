import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openTerminal } from '../test/helpers/terminal.ts';
import { openWorkspace } from '../test/helpers/workspace.ts';
import { openBusyServer } from './bench/busy-server.ts';
import { type Figure, single, table, timing } from './bench/figures.ts';
import { measureLoad } from './bench/load.ts';
import { measureLogs } from './bench/logs.ts';
import {
  bareNode,
  editToScreen,
  idle,
  keyToPaint,
  keyToPaintUnderLoad,
  open,
  openConsole,
  showClientKeys,
  startUp,
} from './bench/measure.ts';
import { residentMemory } from './bench/process-figures.ts';
import { measurePublicServer } from './bench/public-server.ts';
import { measureUsage } from './bench/usage.ts';
import { usageToScreen } from './bench/usage-to-screen.ts';

// It costs Node 20 some 80 ms at every start, which are none of ours.
delete process.env.NODE_EXTRA_CA_CERTS;

/**
 * `npm run bench`: how quick and how quiet the console is, in a pseudo-terminal on this machine, beside a bare
 * Node in the same harness. Prints the table and writes it into docs/performance.md. Run `npm run build` first.
 */
const document = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const starts = 15;
const presses = 60;
const edits = 12;
const calls = 40;
const idleSeconds = 10;
/**
 * `npm run bench -- --load 600` is ten minutes of it; with `--only-load` nothing else is measured, and nothing written.
 * With `--beside PATH` the terminal program of a public server is measured in the same run.
 */
const { values } = parseArgs({
  options: {
    load: { type: 'string', default: '20' },
    'only-load': { type: 'boolean', default: false },
    beside: { type: 'string' },
  },
});
const loadSeconds = Math.max(1, Number(values.load) || 20);

const sizes = [
  { cols: 80, rows: 24, goal: '16 ms' },
  { cols: 130, rows: 50, goal: '33 ms' },
] as const;

const figures: Figure[] = [];
const note = (figure: Figure) => {
  figures.push(figure);
  console.log(`${figure.what}: ${figure.p50}${figure.p95 && `, p95 ${figure.p95}`}`);
};

if (values.beside) await measureBeside(values.beside);
if (!values['only-load']) await measureAll();
for (const figure of await measureLoad(loadSeconds)) note(figure);
if (values['only-load']) console.log(`\n${table(figures)}`);
else await writeTable();

async function measureAll(): Promise<void> {
  note(timing('bare `node -e 0`: exec → end', await repeat(starts, bareNode)));
  note(timing('`cli-proxy --version`: exec → end', await repeat(starts, version)));
  await measureStart(25);
  await measureStart(2000);
  await measureUse();
  await measureBusy();
  for (const figure of await measureLogs(presses)) note(figure);
  await measurePublic();
  note(timing('end of a call → its line on the usage screen', await usageToScreen(calls), '100 ms'));
  for (const figure of await measureUsage({ records: 1_000_000 })) note(figure);
}

async function measurePublic(): Promise<void> {
  const { data, push } = await measurePublicServer(starts, edits);
  note(timing('public server v7, 25 keys, 60 ms a request: exec → first data', data, '220 ms'));
  note(timing('public server v7: change by another admin → screen', push, '150 ms'));
}

async function measureStart(keys: number): Promise<void> {
  const place = await openWorkspace({ keys });
  try {
    await place.startServe();
    const runs = await repeat(starts, () => startUp(place));
    const count = keys.toLocaleString('en-US');
    note(
      timing(
        `exec → first frame, ${count} keys`,
        runs.map((run) => run.frame),
      ),
    );
    note(
      timing(
        `exec → first data, ${count} keys`,
        runs.map((run) => run.data),
        '300 ms',
      ),
    );
  } finally {
    await place.dispose();
  }
}

/** With 1,000 sessions and 100 requests a second, which the list of keys counts as they come. */
async function measureBusy(): Promise<void> {
  const server = await openBusyServer({ keys: 2000, sessions: 1000 });
  try {
    for (const { cols, rows, goal } of sizes) {
      const console = openConsole(server.place, { cols, rows });
      await console.terminal.waitFor('● live');
      console.terminal.press('2');
      const took = await keyToPaintUnderLoad(console, presses);
      note(timing(`the same, ${cols}×${rows}, 1,000 sessions, 100 requests/s`, took, `p95 ${goal}`));
      const memory = await residentMemory(console.terminal.pid);
      note(single(`memory of that console, ${cols}×${rows}`, rounded(memory, 0, 'MiB'), '110 MiB'));
      await console.terminal.dispose();
    }
  } finally {
    await server.dispose();
  }
}

/** The terminal program of a public server, on an empty config of its own: to its first frame, a key, at rest. */
async function measureBeside(command: string): Promise<void> {
  const place = await openWorkspace({ keys: 25 });
  try {
    const runs = await repeat(starts, async () => {
      const program = open({ command, args: besideArgs(place.configPath), cwd: place.home, env: place.env });
      await program.terminal.waitFor((screen) => screen.trim() !== '', 'anything was drawn');
      const frame = program.lastOutputAt() - program.started;
      await program.terminal.dispose();
      return frame;
    });
    note(timing(`beside it: exec → first frame`, runs));
    const program = open({ command, args: besideArgs(place.configPath), cwd: place.home, env: place.env });
    await program.terminal.waitFor((screen) => screen.trim() !== '', 'anything was drawn');
    const cost = await idle(program, idleSeconds);
    note(single('beside it: output while idle', `${cost.bytesPerSecond} bytes/s`));
    note(single('beside it: processor while idle', rounded(cost.processorPercent, 2, '%')));
    note(single('beside it: memory', rounded(cost.memory, 0, 'MiB')));
    await program.terminal.dispose();
  } finally {
    await place.dispose();
  }
}

function besideArgs(config: string): string[] {
  return ['-tui', '-standalone', '-config', config];
}

async function measureUse(): Promise<void> {
  const place = await openWorkspace({ keys: 2000 });
  try {
    const server = await place.startServe();
    for (const { cols, rows, goal } of sizes) {
      const console = openConsole(place, { cols, rows });
      await showClientKeys(console);
      const took = await keyToPaint(console, presses);
      note(timing(`key press → paint, ${cols}×${rows}, 2,000 keys`, took, `p95 ${goal}`));
      if (cols === 80) {
        note(timing('outside edit → screen, 2,000 keys', await editToScreen(console, place, edits)));
        await noteIdle(console);
      }
      await console.terminal.dispose();
    }
    const memory = await residentMemory(server.pid);
    note(single('memory of the embedded server, 2,000 keys', rounded(memory, 0, 'MiB')));
  } finally {
    await place.dispose();
  }
}

async function noteIdle(console: ReturnType<typeof openConsole>): Promise<void> {
  const cost = await idle(console, idleSeconds);
  note(single(`idle for ${idleSeconds} s: output`, `${cost.bytesPerSecond} bytes/s`, '0 bytes/s'));
  note(single(`idle for ${idleSeconds} s: processor`, rounded(cost.processorPercent, 2, '%'), '0.3 %'));
  note(single('memory of the console, 2,000 keys', rounded(cost.memory, 0, 'MiB'), '110 MiB'));
}

async function version(): Promise<number> {
  const started = performance.now();
  const terminal = openTerminal({ args: ['--version'] });
  await terminal.exit;
  const took = performance.now() - started;
  await terminal.dispose();
  return took;
}

async function writeTable(): Promise<void> {
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`;
  const day = new Date().toISOString().slice(0, 10);
  const text = `Measured on ${day} with Node ${process.versions.node} on ${machine}.\n\n${table(figures)}`;
  console.log(`\n${text}`);
  const before = await readFile(document, 'utf8');
  const marked = /(<!-- bench:begin -->\n)[\s\S]*(<!-- bench:end -->)/;
  if (!marked.test(before)) throw new Error('docs/performance.md has lost its bench marks');
  await writeFile(
    document,
    before.replace(marked, (_, begin, end) => `${begin}\n${text}\n\n${end}`),
  );
}

async function repeat<T>(times: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  // The first one warms the page cache and is not counted.
  for (let count = 0; count <= times; count += 1) {
    const result = await run();
    if (count > 0) results.push(result);
  }
  return results;
}

function rounded(value: number | undefined, digits: number, unit: string): string {
  return value === undefined ? '–' : `${value.toFixed(digits)} ${unit}`;
}
