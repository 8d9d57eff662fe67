import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/helpers/free-port.ts';
import { type Bed, type Count, keysIn, makeBed, password, serve } from './bed.ts';

/** What was taken as done, and who had to do it again. */
interface Tally {
  readonly keys: Set<string>;
  readonly refused: string[];
}

/**
 * Four writers beside each other and beside two editors: commands on the server, commands on the files, HTTP
 * on the list of keys, and HTTP on a setting that is read back. What was acknowledged must be there at the
 * end.
 */
export async function writers(edits: number): Promise<Count[]> {
  const port = await freePort();
  const bed = makeBed(port);
  const server = await serve(bed);
  const base = `http://127.0.0.1:${port}/v0/management`;
  const old = new Set(keysIn(readFileSync(bed.config, 'utf8')));
  const ways: Record<string, (nth: number) => Promise<string | Failed>> = {
    'commands on the server': (nth) =>
      command(bed, ['keys', 'add', `server-${nth}`, '--password-file', 'password']),
    'commands with --disk': (nth) => command(bed, ['keys', 'add', `disk-${nth}`, '--disk']),
    'HTTP, PATCH api-keys': (nth) => patch(base, `fake-http-key-${nth}-00000000000000000000`),
    'HTTP, PUT request-retry': (nth) => setting(base, nth),
  };
  let done = false;
  const editors = [editor(bed, 'rename', edits, () => done), editor(bed, 'in place', edits, () => done)];
  const tallies = await Promise.all(
    Object.entries(ways).map(async ([what, way]) => {
      const tally: Tally = { keys: new Set(), refused: [] };
      for (let nth = 1; nth <= edits; nth++) {
        const result = await way(nth);
        if (typeof result === 'string') tally.keys.add(result);
        else tally.refused.push(result.why);
      }
      return [what, tally] as const;
    }),
  );
  done = true;
  const saved = await Promise.all(editors);
  await server.stop();
  const text = readFileSync(bed.config, 'utf8');
  const keys = new Set(keysIn(text));
  // An editor that put its file in the place of one that it had not read took that one's edits away itself.
  let excused = saved.reduce((sum, { clobbered }) => sum + clobbered, 0);
  const counts = tallies.map(([what, { keys: wanted, refused }]): Count => {
    const gone = [...wanted].filter((key) => key !== '' && !keys.has(key)).length;
    const taken = Math.min(gone, excused);
    excused -= taken;
    const why = refused[0] === undefined ? '' : `, such as: ${refused[0]}`;
    const notes = `${refused.length} refused${why}${taken ? `, ${taken} removed by an editor` : ''}`;
    return { what, tried: edits, lost: gone - taken + refused.length, notes };
  });
  const missing = [...old].filter((key) => !keys.has(key)).length;
  counts.push({ what: 'keys that were there before', tried: old.size, lost: missing, notes: '' });
  for (const { way, lines, again, clobbered } of saved) {
    const lost = lines.filter((line) => !text.includes(`${line}\n`)).length;
    const notes = `${again} saved again as a writer met them in the act, ${clobbered} over a file not read`;
    counts.push({ what: `an editor that saves ${way}`, tried: lines.length, lost, notes });
  }
  if (counts.every(({ lost }) => lost === 0)) bed.remove();
  else console.error(`kept: ${bed.root}`);
  return counts;
}

interface Failed {
  readonly why: string;
}

async function command(bed: Bed, args: readonly string[]): Promise<string | Failed> {
  const { code, stdout, stderr } = await bed.run(args);
  return code === 0 ? stdout.trim() : { why: `exit ${code}: ${stderr.trim()}` };
}

async function send(url: string, method: string, body: unknown): Promise<Failed | undefined> {
  const headers = { authorization: `Bearer ${password}` };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return answer.status === 200 ? undefined : { why: `${answer.status} ${text}` };
}

async function patch(base: string, key: string): Promise<string | Failed> {
  return (await send(`${base}/api-keys`, 'PATCH', { old: '', new: key })) ?? key;
}

async function setting(base: string, value: number): Promise<string | Failed> {
  return (await send(`${base}/request-retry`, 'PUT', { value })) ?? '';
}

/** Adds a line of its own, again and again, and looks whether it is there, as a person does. */
async function editor(bed: Bed, way: 'rename' | 'in place', most: number, done: () => boolean) {
  const lines: string[] = [];
  let [again, clobbered] = [0, 0];
  // As little as a writer does: each line makes the text longer for all.
  for (let nth = 0; nth < most && !done(); ) {
    const line = `# by an editor that saves ${way}, ${nth}`;
    if (way === 'rename') clobbered += saveByRename(bed.config, line);
    else saveInPlace(bed.config, line);
    await sleep(100 + Math.random() * 300);
    if (readFileSync(bed.config, 'utf8').includes(`${line}\n`)) {
      lines.push(line);
      nth++;
    } else again++;
  }
  return { way, lines, again, clobbered };
}

/** @returns 1 when the file that it replaced is not the one that it had read */
function saveByRename(path: string, line: string): number {
  const read = openSync(path, 'r');
  try {
    writeFileSync(`${path}.mine`, `${readFileSync(read, 'utf8')}${line}\n`, { mode: 0o600 });
    // As editors do, which warn of a file that has changed on disk.
    if (statSync(path).ino !== fstatSync(read).ino) return 0;
    renameSync(`${path}.mine`, path);
    return fstatSync(read).nlink === 0 ? 0 : 1;
  } finally {
    closeSync(read);
  }
}

function saveInPlace(path: string, line: string): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, Buffer.from(`${line}\n`), 0, undefined, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}
