import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { program } from '../test/helpers/terminal.ts';
import { localPassword, openWorkspace } from '../test/helpers/workspace.ts';
import { median } from './bench/figures.ts';
import { type Question, questions, runWrk, type WrkRun } from './bench/gateway/run-wrk.ts';
import { startPrinting, startServer } from './bench/gateway/start-process.ts';
import { measureStreams } from './bench/gateway/streams.ts';
import { residentMemory } from './bench/process-figures.ts';

// It costs Node 20 some 80 ms at every start, which are none of ours.
delete process.env.NODE_EXTRA_CA_CERTS;

/**
 * `npx tsx scripts/bench-gateway.ts`: how many requests a second the embedded server passes on with usage recording
 * on, unchanged and translated, in turn with a bare forwarder and with the provider itself; then a thousand streams at
 * once. Needs Go and wrk on the PATH, a built dist/, and an otherwise idle machine; everything listens on loopback.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '8' } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const streams = 1000;

const near = (name: string) => fileURLToPath(new URL(`./bench/gateway/${name}`, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-bench-'));
execFileSync('go', ['build', '-o', join(folder, 'upstream'), near('upstream.go')], { stdio: 'inherit' });
const upstream = await startPrinting(join(folder, 'upstream'), []);
const bare = await startPrinting(process.execPath, [near('bare-forwarder.mjs'), upstream.url]);
const place = await openWorkspace({
  more: `openai-compatibility:
  - name: fakeup
    base-url: ${upstream.url}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model }]
    responses: false
`,
});
const env = { ...place.env, CLI_PROXY_PASSWORD: localPassword };
const server = await startServer(program, { ...place, env }, folder);
const key = place.keys[0]?.key ?? '';

const { chat, messages, responses, gemini } = questions;
const targets: Readonly<Record<string, readonly [url: string, question: Question]>> = {
  provider: [upstream.url, chat],
  'bare forwarder': [bare.url, chat],
  'embedded server': [server.url, chat],
  'translated from messages': [server.url, messages],
  'translated from responses': [server.url, responses],
  'translated from Gemini': [server.url, gemini],
};
const runs = new Map<string, WrkRun[]>(Object.keys(targets).map((name) => [name, []]));
for (const [url, question] of Object.values(targets)) await runWrk(url, key, 3, folder, question);
for (let round = 0; round < rounds; round += 1)
  for (const [name, [url, question]] of Object.entries(targets)) {
    const run = await runWrk(url, key, seconds, folder, question);
    runs.get(name)?.push(run);
    console.log(`${name}: ${describe(run)}`);
  }
for (const [name, all] of runs)
  console.log(
    `${name}, median of ${rounds}: ${describe({
      requestsPerSecond: median(all.map((run) => run.requestsPerSecond)),
      p50: median(all.map((run) => run.p50)),
      p99: median(all.map((run) => run.p99)),
    })}`,
  );
console.log(`memory of the server: ${(await residentMemory(server.pid))?.toFixed(0)} MiB`);
await server.stop();

const fresh = await startServer(program, { ...place, env }, folder);
const most = await measureStreams(fresh, key, streams);
console.log(`${streams} streams at once: ${most.toFixed(0)} MiB at most`);
await fresh.stop();
await Promise.all([bare.stop(), upstream.stop()]);
await place.dispose();
await rm(folder, { recursive: true, force: true });

function describe({ requestsPerSecond, p50, p99 }: WrkRun): string {
  return `${requestsPerSecond.toFixed(0)} requests/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
}
