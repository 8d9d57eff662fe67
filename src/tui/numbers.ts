/** Sign of an unknown value; zero is `0`. `Text` replaces it in the ASCII theme. */
export const unknown = '–';

/** `1,204`; undefined is `–`. For totals and details. */
export const wholeNumber = (value: number | undefined): string =>
  value === undefined ? unknown : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

/** `0`, `812`, `1.2k`, `34k`, `2.1M`; undefined is `–`. For lists. */
export function shortNumber(value: number | undefined): string {
  if (value === undefined) return unknown;
  const rounded = Math.round(value);
  if (rounded < 1000) return String(rounded);
  const [scaled, unit] =
    rounded < 999_500
      ? [rounded / 1000, 'k']
      : rounded < 999_500_000
        ? [rounded / 1e6, 'M']
        : [rounded / 1e9, 'G'];
  return `${oneDecimal(scaled)}${unit}`;
}

/** `1,204` if it fits into this many columns, else `1.2k`. */
export function fittedNumber(value: number | undefined, room: number): string {
  const whole = wholeNumber(value);
  return whole.length <= room ? whole : shortNumber(value);
}

/** One decimal below 10. */
const oneDecimal = (value: number): string => (value < 9.95 ? value.toFixed(1) : String(Math.round(value)));

/** `42%`, `7.4%`, `<0.1%`; 100% only for all, and `–` of a total of 0. */
export function percent(part: number | undefined, whole: number | undefined): string {
  if (part === undefined || !whole) return unknown;
  const share = (part / whole) * 100;
  if (share === 0) return '0%';
  if (share < 0.1) return '<0.1%';
  return share > 99 && share < 100 ? '99%' : `${oneDecimal(share)}%`;
}

/** A share from 0 to 1 in whole percent, as beside a bar: `29%`. Shows 0% and 100% only for exactly these. */
export function wholePercent(share: number): string {
  const rounded = Math.round(share * 100);
  if (share > 0 && rounded === 0) return '1%';
  return `${share < 1 ? Math.min(99, rounded) : rounded}%`;
}

/** `4 ms`, `0.1 s`, `1.4 s`, `34 s`, `2 min`; undefined is `–`. */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  if (ms < 99.5) return `${Math.round(ms)} ms`;
  return ms < 99_500 ? `${oneDecimal(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Two latencies in one unit, at most 9 columns: `14/120 ms`, `1.4/6.0 s`, `<0.1/1.2 s`. */
export function latencyPair(p50: number, p95: number): string {
  if (p50 < 99.5 && p95 < 999.5) return `${Math.round(p50)}/${Math.round(p95)} ms`;
  const seconds = (ms: number) => (ms < 50 ? '<0.1' : oneDecimal(ms / 1000));
  return `${seconds(p50)}/${seconds(p95)} s`;
}

/** `$3.12`, `$0.0042`, `<$0.0001`, `$149`, `$1.2k`; undefined is `–`. */
export function money(dollars: number | undefined): string {
  if (dollars === undefined) return unknown;
  if (dollars >= 999.5) return `$${shortNumber(dollars)}`;
  if (dollars >= 0.095 || dollars === 0) return `$${dollars.toFixed(dollars >= 99.995 ? 0 : 2)}`;
  return dollars > 0 && dollars < 0.0001 ? '<$0.0001' : `$${Number(dollars.toPrecision(2))}`;
}
