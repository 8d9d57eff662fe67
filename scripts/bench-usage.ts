import { type Figure, table } from './bench/figures.ts';
import { measureUsage } from './bench/usage.ts';

// It costs Node 20 some 80 ms at every start, which are none of ours.
delete process.env.NODE_EXTRA_CA_CERTS;

/**
 * What the usage store costs, on a million records (or as many as the first argument says) over 30 days: how
 * long a record takes to be written, and each kind of question to be answered. `tsx scripts/bench-usage.ts
 * [records] [--all]` prints the figures that `npm run bench` writes into docs/performance.md; --all prints
 * every query.
 */
const [records = '1000000'] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const figures: Figure[] = await measureUsage({
  records: Number(records),
  ...(process.argv.includes('--all') ? { onLine: (line: string) => console.log(line) } : {}),
});
console.log(`\n${table(figures)}`);
