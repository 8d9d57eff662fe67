import type { DifferenceLine } from '../../contract/config-edit.ts';

const signs = { same: ' ', added: '+', removed: '-', gap: ' ' } as const;

/** A difference as lines: number, sign, text; `…` between changes that are apart. */
export const printedDifference = (lines: readonly DifferenceLine[]): string[] =>
  lines.map(({ kind, line, text }) =>
    kind === 'gap' ? '   …' : `${String(line).padStart(4)} ${signs[kind]} ${text}`.trimEnd(),
  );
