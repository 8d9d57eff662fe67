const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9 };

/** `2000000`, `2,000,000`, `2M`, `1.5k`; undefined if not a whole number above 0. */
export function parseCount(text: string): number | undefined {
  const [, digits, unit = ''] =
    /^(\d{1,3}(?:[,_ ]\d{3})+|\d+(?:\.\d+)?)\s*([kmgb]?)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits.replace(/[,_ ]/g, '')) * (units[unit.toLowerCase()] ?? Number.NaN);
  const whole = Math.round(value);
  // 1.1k is 1100.0000000000002 in binary.
  return Math.abs(value - whole) < 1e-6 && whole > 0 && Number.isSafeInteger(whole) ? whole : undefined;
}

/** The shortest that `parseCount` reads as exactly this: `2M`, `1.5k`, `1234567`. */
export function formatCount(value: number): string {
  for (const [unit, size] of [
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size && value % (size / 10) === 0) return `${value / size}${unit}`;
  }
  return String(value);
}
