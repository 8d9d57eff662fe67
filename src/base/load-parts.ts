import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { debugLog } from './debug-log.ts';

declare global {
  /** What `import()` of a chunk is in a build (scripts/build.ts); src/cli/entry.ts defines it. */
  var $part_: ((specifier: string) => Promise<unknown>) | undefined;
}

/**
 * Loads now what a console or a server would load when it uses it: npm removes these files with an upgrade while the
 * process runs. What cannot be loaded is reported by what uses it. Does nothing when run from the sources.
 * @param pauseMs between two files, so that keys are not delayed; the process does not wait for it
 */
export async function loadParts(kind: 'console' | 'server', pauseMs = 0): Promise<void> {
  let parts: Record<string, readonly string[]>;
  try {
    parts = JSON.parse(await readFile(new URL('./parts.json', import.meta.url), 'utf8'));
  } catch {
    return;
  }
  for (const part of parts[kind] ?? []) {
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, { ref: false });
    await globalThis.$part_?.(`./${part}`).catch(() => {});
  }
  debugLog('parts', () => `all parts of the ${kind} are loaded`);
}
