import { readFile, writeFile } from 'node:fs/promises';
import { renewTable } from '../test/server/contract/compatibility-table.ts';
import { judge } from '../test/server/contract/judge.ts';
import { replayRecordings } from '../test/server/contract/replay-recordings.ts';

/**
 * `npm run compatibility`: replays every recording of the public servers against ours, as the tests do, and
 * writes what came out to docs/compatibility.md. Ends with 1 when a difference has no reason.
 */
const path = new URL('../docs/compatibility.md', import.meta.url);
const { judged, idle } = judge(await replayRecordings());
await writeFile(path, renewTable(await readFile(path, 'utf8'), judged));

const open = judged.flatMap(({ route, exchange, unexplained }) =>
  unexplained.map((line) => `${route} (${exchange.version}/${exchange.file}: ${exchange.name}): ${line}`),
);
for (const line of open) console.log(`no reason: ${line}`);
for (const line of idle) console.log(`no longer applies: ${line}`);
console.log(`${judged.length} exchanges, ${judged.filter(({ absent }) => absent).length} of absent routes`);
process.exitCode = open.length + idle.length === 0 ? 0 : 1;
