import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Bed, type Count, ended, keysIn, makeBed } from './bed.ts';

/** Names of what a writer makes on its way; a kill is aimed at the moment in which one appears. */
const aims = [/config\.lock/, /\.journal/, /\.yaml\.cli-proxy/, /^\.config\.yaml\.cli-proxy/, /key-records/];
const lanes = 4;

/**
 * `keys add --disk` killed with SIGKILL, half of them writing by rename and half in place, at random moments
 * and at aimed ones. A key whose command succeeded stays, the text is a config or is repaired by the next
 * command, and no command is kept waiting.
 */
export async function kills(total: number): Promise<Count[]> {
  const each = Math.ceil(total / lanes);
  const all = await Promise.all(Array.from({ length: lanes }, (_, lane) => killLane(each, lane % 2 === 1)));
  return ['by rename', 'in place'].map((way, nth) => {
    const mine = all.filter((_, lane) => lane % 2 === nth);
    const sum = (pick: (one: Tally) => number) => mine.reduce((so, one) => so + pick(one), 0);
    const notes = `${sum((one) => one.killed)} killed before the end, ${sum((one) => one.torn)} torn and repaired, ${sum((one) => one.blocked)} kept waiting, ${sum((one) => one.left)} files left behind`;
    const lost = sum((one) => one.lost + one.broken + one.blocked + one.left);
    return { what: `kill -9 of \`keys add --disk\`, ${way}`, tried: sum((one) => one.tried), lost, notes };
  });
}

interface Tally {
  tried: number;
  killed: number;
  torn: number;
  broken: number;
  blocked: number;
  lost: number;
  left: number;
}

async function killLane(count: number, inPlace: boolean): Promise<Tally> {
  const bed = makeBed();
  const tally: Tally = { tried: 0, killed: 0, torn: 0, broken: 0, blocked: 0, lost: 0, left: 0 };
  const acknowledged = new Set(keysIn(readFileSync(bed.config, 'utf8')));
  // A second name makes every write go in place.
  if (inPlace) linkSync(bed.config, join(bed.root, 'second-name.yaml'));
  mkdirSync(bed.backups, { recursive: true, mode: 0o700 });
  const add = async (label: string): Promise<void> => {
    const began = performance.now();
    const { code, stdout, stderr } = await bed.run(['keys', 'add', label, '--disk']);
    if (code === 0) acknowledged.add(stdout.trim());
    else console.error(stderr.trim());
    if (code !== 0 || performance.now() - began > 6_000) tally.blocked++;
    check(bed, acknowledged, tally);
  };
  for (let nth = 0; nth < count; nth++) {
    tally.tried++;
    const child = bed.start(['keys', 'add', `killed-${nth}`, '--disk']);
    const end = ended(child);
    const forget = nth % 2 === 0 ? aimed(bed, aims[(nth / 2) % aims.length] as RegExp, shoot) : later(shoot);
    function shoot(): void {
      child.kill('SIGKILL');
    }
    if (child.exitCode === null) await Promise.race([end, once(child, 'exit')]);
    forget();
    const { code, stdout } = await end;
    if (code === 0) acknowledged.add(stdout.trim());
    else tally.killed++;
    if (keysIn(readFileSync(bed.config, 'utf8')) === undefined) {
      tally.torn++;
      await add(`repairing-${nth}`);
    } else if (nth % 10 === 9) await add(`between-${nth}`);
  }
  await add('last');
  tally.left = leftovers(bed).length;
  if (tally.left > 0) console.error(leftovers(bed).join(' '));
  if (tally.broken + tally.lost + tally.blocked === 0) bed.remove();
  else console.error(`kept: ${bed.root}`);
  return tally;
}

function check(bed: Bed, acknowledged: ReadonlySet<string>, tally: Tally): void {
  const keys = keysIn(readFileSync(bed.config, 'utf8'));
  if (!keys) tally.broken++;
  else if (![...acknowledged].every((key) => keys.includes(key))) tally.lost++;
}

/** While the process lives: an event of its files comes a millisecond after the act. */
function aimed(bed: Bed, name: RegExp, shoot: () => void): () => void {
  const folders = [bed.backups, dirname(bed.backups), bed.root];
  const watchers = folders.map((folder) => watch(folder, (_, entry) => entry && name.test(entry) && shoot()));
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

function later(shoot: () => void): () => void {
  const timer = setTimeout(shoot, 40 + Math.random() * 400);
  return () => clearTimeout(timer);
}

/** Temp files, locks and journals that a command without a kill should have cleared away. */
function leftovers(bed: Bed): string[] {
  return [bed.root, dirname(bed.backups), bed.backups]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => /\.tmp$|\.lock|\.journal/.test(name));
}
