import { type PublicServer, startPublicServer } from '../helpers/public-server/start-public-server.ts';
import type { PublicServerOptions } from '../helpers/public-server/types.ts';
import { type Alike, exchangeDifferences } from './differences.ts';
import { type Exchange, readRecording, send } from './recording.ts';

/** The clock of a replay: the recordings wait now and then. */
export interface Clock {
  now(): number;
  pass(milliseconds: number): void;
}

export interface Stage {
  readonly server: PublicServer;
  readonly clock: Clock;
  /** What this server made up, by what the recorded one did: states, cursors, indexes of credentials. */
  readonly stands: Map<string, string>;
}

/** How one recording is replayed. Numbers are places in the recording. */
export interface Script {
  readonly recording: string;
  /** Options of the server, at 0 and wherever the recorder started another one. */
  readonly starts: Readonly<Record<number, Omit<PublicServerOptions, 'kind'>>>;
  /** What the recorder did between the exchanges. */
  readonly before?: Readonly<Record<number, (stage: Stage) => Promise<unknown> | unknown>>;
  /** Bodies that the recording only names. */
  readonly bodies?: Readonly<Record<number, string>>;
  readonly alike?: Alike;
  readonly alikeAt?: Readonly<Record<number, Alike>>;
  /** The recording left the headers of its answers out. */
  readonly withoutHeaders?: boolean;
  /** Not replayed, and why. */
  readonly skips?: Readonly<Record<number, string>>;
}

export interface Replayed {
  readonly done: number;
  readonly skipped: readonly string[];
  readonly wrong: readonly string[];
}

/** Sends every exchange of a recording in its order and collects what differs. */
export async function replay(script: Script): Promise<Replayed> {
  const kind = script.recording.startsWith('v6/') ? 'v6' : 'v7';
  const exchanges = readRecording(script.recording);
  const stands = new Map<string, string>();
  const skipped: string[] = [];
  const wrong: string[] = [];
  const clock = createClock();
  let server: PublicServer | undefined;
  let done = 0;
  for (const [index, exchange] of exchanges.entries()) {
    const start = script.starts[index];
    if (start) {
      await server?.close();
      server = await startPublicServer({ kind, now: clock.now, ...start });
    }
    if (!server) throw new Error('A script begins with a start at 0.');
    await script.before?.[index]?.({ server, clock, stands });
    await server.settled();
    const why = script.skips?.[index];
    if (why) {
      skipped.push(`${script.recording} #${index} ${exchange.name}: ${why}`);
      continue;
    }
    const request = translated(exchange.request, stands, script.bodies?.[index]);
    const got = await send(server.url, request);
    remember(stands, exchange.response.body, got.body);
    const alike = script.alikeAt?.[index] ?? script.alike ?? {};
    const options = { ...alike, withoutHeaders: script.withoutHeaders ?? false };
    const found = exchangeDifferences(exchange, got, options);
    wrong.push(...found.map((text) => `${script.recording} #${index} ${exchange.name}: ${text}`));
    done += 1;
  }
  await server?.close();
  return { done, skipped, wrong };
}

function createClock(): Clock {
  let passed = 0;
  return {
    now: () => Date.now() + passed,
    pass(milliseconds) {
      passed += milliseconds;
    },
  };
}

const madeUp = ['state', 'auth_index', 'next-cursor'];

/** A value that the server made up stands for the recorded one from then on. */
function remember(stands: Map<string, string>, recorded: unknown, got: unknown): void {
  if (typeof recorded !== 'object' || recorded === null || typeof got !== 'object' || got === null) return;
  for (const [name, was] of Object.entries(recorded)) {
    const is = (got as Record<string, unknown>)[name];
    if (!madeUp.includes(name)) remember(stands, was, is);
    else if (typeof was === 'string' && typeof is === 'string') stands.set(was, is);
  }
}

function translated(
  request: Exchange['request'],
  stands: ReadonlyMap<string, string>,
  body: string | undefined,
): Exchange['request'] {
  let text = JSON.stringify({ ...request, body: body ?? request.body });
  for (const [was, is] of stands) text = text.replaceAll(was, is);
  return JSON.parse(text);
}
