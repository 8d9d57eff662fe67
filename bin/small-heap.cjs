'use strict';

/** By then the first screen stands; before, a small heap would cost it some 20 ms. */
const afterStart = 1000;

/**
 * A console makes little garbage, but for each burst of keys V8 doubles the room for it, up to 32 MiB, and gives none
 * back while it is used. Without growth a console with 2,000 keys at 130×50 stays 12 MiB smaller, and no key is slower.
 * The flag is known from Node 20 to 24; a newer V8 that has given it up would say so on the screen.
 */
exports.keepHeapSmall = function keepHeapSmall(delay) {
  if (Number.parseInt(process.versions.node, 10) > 24) return;
  const keep = () => require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
  setTimeout(keep, delay === undefined ? afterStart : delay).unref();
};
