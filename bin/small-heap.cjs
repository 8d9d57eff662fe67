'use strict';

/**
 * By then the first screen stands; before, a small heap would cost it some 20 ms. Later, what comes right after it
 * (lists, sessions, requests by the hundred) would have doubled that room two or three times more.
 */
const afterStart = 250;

/**
 * The room for what is made anew stops growing earlier: a server that is busy during the start makes the start longer,
 * and in 250 ms that room had grown to its most, 25 MiB that stayed.
 */
const afterGrowth = 140;

/**
 * After 8 s of rest V8 collects garbage up to three times, 130 ms of processor time for 7 MiB: most of what a
 * console at rest takes. Now after ten minutes. Set from the start, as the first wait begins there.
 */
const restMs = 600000;

/**
 * For each burst of keys V8 doubles the room for what is made anew, up to 32 MiB, and gives none back while it is used;
 * what outlives that room it collects only when twice as much has gathered. Without the one and with less of the other
 * a console with 2,000 keys at 130×50, whose list is scrolled for long, stays 40 MiB smaller, and no key is slower.
 * Several threads collect a few megabytes no sooner than one, and a key waits for all of them: on processors that
 * others use as well for 10 ms and more, where one alone takes 1 or 2.
 * The flags are known from Node 20 to 24; a newer V8 that has given one up would say so on the screen.
 */
exports.keepHeapSmall = function keepHeapSmall(delay) {
  if (Number.parseInt(process.versions.node, 10) > 24) return;
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${restMs}`);
  const later = (flag, ms) =>
    setTimeout(() => setFlagsFromString(flag), delay === undefined ? ms : delay).unref();
  later('--semi-space-growth-factor=1', afterGrowth);
  later('--heap-growing-percent=30', afterStart);
  later('--no-parallel-scavenge', afterStart);
};
