import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm test`: types, lint and build (one check each), then every test; the last line counts all of them.
 * Words behind `npm test --` go to vitest, such as the name of a folder.
 */
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * A test file that never yields holds its worker for ever; ten times what the tests take on two processors.
 */
const longestMs = 60 * 60_000;

interface Counts {
  passed: number;
  failed: number;
}

const started = Date.now();
const checks = await Promise.all([
  check('types', [bin('tsc'), '--noEmit']),
  check('lint', [bin('biome'), 'check', '--error-on-warnings', '.']),
  check('build', [process.execPath, '--import', 'tsx', 'scripts/build.ts']),
]);
const built = checks[2] === true;
const tests = await runTests(built);
const passed = checks.filter(Boolean).length + tests.passed;
const failed = checks.length + tests.passed + tests.failed - passed;

console.log(`\nall checks in ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Quiet when it is well; its whole output when not. */
async function check(name: string, command: readonly string[]): Promise<boolean> {
  const { code, output } = await run(command, false);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (code !== 0) process.stdout.write(`${output}\n`);
  return code === 0;
}

/** Without a program there is nothing for the journeys to drive: they count as one failure, the build's. */
async function runTests(programBuilt: boolean): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-tests-'));
  const report = join(folder, 'report.json');
  const { code } = await run(
    [
      ...[bin('vitest'), 'run', ...process.argv.slice(2)],
      // A test marked `only`, or a snapshot that is not committed, is an error here.
      ...['--allowOnly=false', '--update=none'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...(programBuilt ? [] : ['--project=unit*']),
    ],
    true,
  );
  const counts = await readCounts(report);
  await rm(folder, { recursive: true });
  // Vitest also fails on what belongs to no test, such as an error thrown after the last one.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

async function readCounts(path: string): Promise<Counts> {
  const report = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => undefined,
  );
  if (!report) return { passed: 0, failed: 1 };
  const unreadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unreadable.length };
}

function run(command: readonly string[], shown: boolean): Promise<{ code: number; output: string }> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: quietEnvironment(),
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout?.on('data', (data) => {
      output += data;
    });
    child.stderr?.on('data', (data) => {
      output += data;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The tests see the same world everywhere: under CI Ink draws nothing, and colours change what is drawn. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const changing =
    /^(CI|CI_.*|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|CLI_PROXY_.*|MANAGEMENT_PASSWORD)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !changing.test(name)));
}

function bin(name: string): string {
  return join(root, 'node_modules', '.bin', name);
}
