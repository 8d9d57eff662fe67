import { readFile, writeFile } from 'node:fs/promises';
import { renewTable } from '../test/server/contract/compatibility-table.ts';
import { judge } from '../test/server/contract/judge.ts';
import { replayRecordings } from '../test/server/contract/replay-recordings.ts';

import { crossTable, renewPairs } from '../test/server/gateway/codecs/cross-table.ts';

/**
 * `npm run compatibility`: replays every recording of the public servers against ours, as the tests do, and
 * asks every kind of provider through the gateway with the library of every protocol, and writes what came out to
 * docs/compatibility.md. Ends with 1 when a difference has no reason, or a pair does not work.
 */
const path = new URL('../docs/compatibility.md', import.meta.url);
const { judged, idle } = judge(await replayRecordings());
const pairs = await crossTable();
await writeFile(path, renewPairs(renewTable(await readFile(path, 'utf8'), judged), pairs));

const open = judged.flatMap(({ route, exchange, unexplained }) =>
  unexplained.map((line) => `${route} (${exchange.version}/${exchange.file}: ${exchange.name}): ${line}`),
);
for (const line of open) console.log(`no reason: ${line}`);
for (const line of idle) console.log(`no longer applies: ${line}`);
console.log(`${judged.length} exchanges, ${judged.filter(({ absent }) => absent).length} of absent routes`);
const failed = pairs.filter(({ faults }) => faults.length > 0);
for (const { client, provider, faults } of failed)
  console.log(`${client} at ${provider}: ${faults.join('; ')}`);
console.log(`${pairs.length - failed.length} of ${pairs.length} pairs work`);
process.exitCode = open.length + idle.length + failed.length === 0 ? 0 : 1;
