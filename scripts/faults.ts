import { parseArgs } from 'node:util';
import type { Count } from './faults/bed.ts';
import { fullDisk, insideFullDisk } from './faults/full-disk.ts';
import { kills } from './faults/kills.ts';
import { tornPages } from './faults/torn.ts';
import { writers } from './faults/writers.ts';

/**
 * `npm run faults`: what crashes, other writers and a full disk do to the files, tried with the built program. Prints
 * the counts, and ends with exit code 1 when anything was lost. Run `npm run build` first; it takes some minutes.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    edits: { type: 'string', default: '300' },
    torn: { type: 'string', default: '2000' },
    'inside-full-disk': { type: 'string' },
  },
});

if (values['inside-full-disk'] !== undefined) await insideFullDisk(values['inside-full-disk']);
else {
  const began = performance.now();
  const counts: Count[] = [
    ...(await fullDisk()),
    ...(await tornPages(Number(values.torn))),
    ...(await kills(Number(values.kills))),
    ...(await writers(Number(values.edits))),
  ];
  const rows = counts.map(({ what, tried, lost, notes }) => `| ${what} | ${tried} | ${lost} | ${notes} |`);
  console.log(['| what | tried | lost | |', '| --- | --- | --- | --- |', ...rows].join('\n'));
  const lost = counts.reduce((sum, count) => sum + count.lost, 0);
  console.log(
    `\n${lost === 0 ? 'Nothing was lost' : `${lost} lost`}, ${Math.round((performance.now() - began) / 1000)} s.`,
  );
  if (lost > 0) process.exitCode = 1;
}
