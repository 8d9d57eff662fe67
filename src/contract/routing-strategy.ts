export type Strategy = 'round-robin' | 'weighted-round-robin' | 'fill-first';
export const strategies: readonly Strategy[] = ['round-robin', 'weighted-round-robin', 'fill-first'];

const strategySpellings: Readonly<Record<string, Strategy>> = {
  '': 'round-robin',
  rr: 'round-robin',
  roundrobin: 'round-robin',
  wrr: 'weighted-round-robin',
  weightedroundrobin: 'weighted-round-robin',
  ff: 'fill-first',
  fillfirst: 'fill-first',
  ...Object.fromEntries(strategies.map((name) => [name, name])),
};

/** In any spelling that the public servers accept; undefined: it is none of them. */
export const strategyNamed = (text: string | null | undefined): Strategy | undefined =>
  strategySpellings[(text ?? '').trim().toLowerCase()];
