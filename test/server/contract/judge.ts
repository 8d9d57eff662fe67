import { type Difference, differences } from './differences.ts';
import type { Finding } from './replay-recordings.ts';

export interface TestedKey extends Finding {
  /** Why it differs, without repeats, in the order of the table. */
  readonly reasons: readonly Difference[];
  /** Lines that no reason explains. */
  readonly unexplained: readonly string[];
}

export interface Judgement {
  readonly judged: readonly TestedKey[];
  /** Patterns that explained nothing, each with its reason. */
  readonly idle: readonly string[];
}

/** Finds the reason of every difference, and which reasons have nothing left to explain. */
export function judge(findings: readonly Finding[], table: readonly Difference[] = differences): Judgement {
  const used = new Set<object>();
  const judged = findings.map((finding) => {
    const { version, file, name } = finding.exchange;
    const reasons = new Set<Difference>();
    const unexplained = finding.differences.filter((line) => {
      const found = table.filter(({ where }) =>
        where.some((place) => {
          const fits =
            (place.version ?? version) === version &&
            (place.route?.test(finding.route) ?? true) &&
            (place.exchange?.test(`${file}: ${name}`) ?? true) &&
            place.line.test(line);
          if (fits) used.add(place);
          return fits;
        }),
      );
      for (const one of found) reasons.add(one);
      return found.length === 0;
    });
    return { ...finding, reasons: table.filter((one) => reasons.has(one)), unexplained };
  });
  const idle = table.flatMap(({ reason, where }) =>
    where.filter((place) => !used.has(place)).map((place) => `${place.line} of "${reason}"`),
  );
  return { judged, idle };
}
