'use strict';

/** ms. The first screen is there by then, for which several threads collect a little sooner than one. */
const afterStart = 250;

/**
 * ms. After 8 s idle, V8 would collect up to three times: 130 ms of processor time for 7 MiB, most of what
 * an idle console uses. Set at once, as the first delay begins at the start.
 */
const restMs = 600000;

/**
 * Bytecode that a function runs before the optimizing compiler takes it, six times what Node 20 waits by
 * itself. Of 21 ms of processor time of a key press in a console that has just started, 11 were that
 * compiler's, in threads of its own; now they are 4 of 14. Later Nodes have a quicker compiler before it,
 * and not this flag.
 */
const hotAfter = 400000;

/**
 * Keeps the heap small and the processors free. By default V8 doubles the space for new objects with each
 * burst of keys, up to 32 MiB, and collects old objects only once the heap has doubled; a console with
 * 2,000 keys at 130x50 takes 40 MiB less this way, and no key is slower. Parallel collection is off: on
 * busy processors a key waits for all threads, 10 ms instead of 1 or 2. Node 20 to 24 know these flags; a
 * newer V8 that dropped one would report that on the screen.
 */
exports.tuneV8 = function tuneV8(delay) {
  const node = Number.parseInt(process.versions.node, 10);
  if (node > 24) return;
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${restMs}`);
  // From the beginning: what the heap has grown to by the first screen, more or less by chance, it keeps.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  if (node < 22) setFlagsFromString(`--interrupt-budget=${hotAfter}`);
  const oneThread = () => setFlagsFromString('--no-parallel-scavenge');
  setTimeout(oneThread, delay === undefined ? afterStart : delay).unref();
};
