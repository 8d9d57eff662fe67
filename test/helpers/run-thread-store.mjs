import { register } from 'tsx/esm/api';

/**
 * A program with a store in a thread, for tests that end it: `run-thread-store.mjs <folder> <records>` adds so many at
 * SIGTERM and closes; without a number it adds one every few milliseconds and tells the
 * time of each on a line.
 */
register();
const { openUsageStore } = await import('../../src/usage/open-usage-store.ts');
const [folder, many] = process.argv.slice(2);
const thread = new URL('./usage-thread.mjs', import.meta.url);
const opened = await openUsageStore({ folder, thread });
if (!opened.ok) throw new Error(opened.message);
const store = opened.value;

let number = 0;
const add = () => {
  const at = Date.now();
  store.add({
    id: `r${number++}`,
    at,
    latencyMs: 5,
    endpoint: 'POST /v1/messages',
    status: 200,
    failed: false,
  });
  return at;
};

if (many === undefined) setInterval(() => process.stdout.write(`${add()}\n`), 5);
else {
  const alive = setInterval(() => {}, 1_000);
  process.once('SIGTERM', () => {
    // All in one go, as after a burst: nothing of it has left this thread when the closing begins.
    for (let count = 0; count < Number(many); count += 1) add();
    clearInterval(alive);
    void store.close();
  });
  process.stdout.write('ready\n');
}
