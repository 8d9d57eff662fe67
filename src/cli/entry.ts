import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Otherwise the signal opens a debugger, through which other users of this machine could read keys.
process.on('SIGUSR1', () => {});

// Certificates are always checked; --ca and NODE_EXTRA_CA_CERTS add trusted ones.
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;

// Node looks for the file of a loaded module again at each import(), and an upgrade may have removed it.
const loaded = new Map<string, Promise<unknown>>();
globalThis.$part_ = (specifier) => {
  const part = loaded.get(specifier) ?? import(specifier);
  loaded.set(specifier, part);
  part.catch(() => loaded.delete(specifier));
  return part;
};

const argv = process.argv.slice(2);
const closeDebugLog = await openLog();

/** The real process around main(); this file is where the bundle begins. */
const { main } = await import('./main.ts');
process.exitCode = await main(argv, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  home: homeFolder(),
  user: userName(),
  now: Date.now,
  randomBytes: (count) => randomBytes(count),
  program: join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'cli-proxy'),
  writeTerminal,
  onStopSignal(stop) {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, stop);
    return () => {
      for (const signal of signals) process.off(signal, stop);
    };
  },
});

closeDebugLog?.();

async function openLog(): Promise<(() => void) | undefined> {
  const flag = argv.includes('--debug');
  if (!flag && !process.env.CLI_PROXY_DEBUG) return undefined;
  const { debugLog, debugLogPath, openDebugLog } = await import('../base/debug-log.ts');
  const path = debugLogPath({ flag, env: process.env, home: homeFolder() });
  if (path === undefined) return undefined;
  process.setSourceMapsEnabled(true);
  try {
    const close = openDebugLog(path);
    const { readableStack } = await import('../base/readable-stack.ts');
    process.on('uncaughtExceptionMonitor', (error) => debugLog('crash', () => readableStack(error)));
    const [command = ''] = argv;
    debugLog(
      'start',
      () => `${command}, pid ${process.pid}, Node ${process.versions.node}, ${process.platform}`,
    );
    return close;
  } catch (error) {
    process.stderr.write(
      `The debug log ${path} could not be opened: ${(error as NodeJS.ErrnoException).code}.\n`,
    );
    return undefined;
  }
}

function homeFolder(): string {
  try {
    return process.env.HOME || homedir();
  } catch {
    // the same without HOME: a folder that does not exist and cannot be created
    return '/nonexistent';
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // a user id without an entry, as containers have
    return String(process.getuid?.() ?? 'unknown');
  }
}

function writeTerminal(text: string): boolean {
  if (process.stdout.isTTY) {
    process.stdout.write(text);
    return true;
  }
  try {
    const terminal = openSync('/dev/tty', 'w');
    try {
      writeSync(terminal, text);
    } finally {
      closeSync(terminal);
    }
    return true;
  } catch {
    return false;
  }
}
