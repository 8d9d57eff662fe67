let known = { from: 0, until: 0 };

/** Local midnight before an instant; both in ms since the epoch. Asked for every request, so the last day is remembered. */
export function startOfDay(at: number): number {
  if (at < known.from || at >= known.until) {
    const date = new Date(at);
    const from = date.setHours(0, 0, 0, 0);
    // Not a day later: where the clocks go forward at midnight, this day begins at one.
    known = { from, until: date.setHours(24, 0, 0, 0) };
  }
  return known.from;
}
