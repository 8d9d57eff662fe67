import { formatDuration, unitWords } from './duration.ts';

/** How long something took, as a sentence says it: `85 ms`, `1.4 s`, `34 s`, `2 min`. */
export function timeText(ms: number, units = unitWords()): string {
  if (ms < 1000) return `${Math.round(ms)} ${units.ms}`;
  return ms < 9_950
    ? `${(ms / 1000).toFixed(1)} ${units.s}`
    : formatDuration(Math.round(ms / 1000) * 1000, units);
}
