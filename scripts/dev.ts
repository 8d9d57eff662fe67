import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import { buildProgram } from './build.ts';

/**
 * `npm run dev [-- COMMAND …]`: builds src/ readably into dist/, runs it (the console, unless a command is named) and
 * builds and restarts it whenever a file changes. Ends with the program. A build that fails leaves the one that runs.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const argv = process.argv.length > 2 ? process.argv.slice(2) : ['tui'];

// For the program in the foreground; the terminal sends them to both.
process.on('SIGINT', () => {});
let child: ChildProcess | undefined;
let busy = true;
let changed = false;
watch(join(root, 'src'), { ignoreInitial: true }).on('all', () => {
  changed = true;
  if (!busy) void rebuild();
});
await buildProgram({ minify: false });
run();
await rebuild();

async function rebuild(): Promise<void> {
  busy = true;
  while (changed) {
    changed = false;
    await buildProgram({ minify: false }).then(restart, () => {});
  }
  busy = false;
}

async function restart(): Promise<void> {
  const running = child;
  child = undefined;
  if (running?.exitCode === null) {
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  run();
}

function run(): void {
  const started = spawn(process.execPath, [join(root, 'bin', 'cli-proxy'), ...argv], { stdio: 'inherit' });
  child = started;
  started.once('exit', (code) => {
    if (child === started) process.exit(code ?? 1);
  });
}
