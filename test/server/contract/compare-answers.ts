import { parseConfig } from '../../../src/config/parse/parse-config.ts';
import type { Exchange } from './recordings.ts';
import type { OurAnswer } from './send-exchange.ts';

/** Belong to the connection, not to the contract. */
const transport = new Set(['date', 'content-length', 'transfer-encoding', 'connection', 'server']);

/**
 * How our answer differs from the recorded one, one short line each; none: it is the same.
 * Status, then the shape of the body (names and types), then its values; of the headers those that were recorded.
 */
export function compareAnswers(recorded: Exchange['answer'], ours: OurAnswer): string[] {
  // With another status the rest says nothing more.
  if (recorded.status !== ours.status) return [`status ${ours.status}, recorded ${recorded.status}`];
  return [...compareHeaders(recorded.headers, ours), ...compareBodies(recorded, ours)];
}

function compareHeaders(recorded: Readonly<Record<string, string>>, ours: OurAnswer): string[] {
  return Object.entries(recorded).flatMap(([name, value]) => {
    if (transport.has(name)) return [];
    const own = ours.headers[name];
    if (own === undefined) return [`header ${name}: absent`];
    return String(own).toLowerCase() === value.toLowerCase() ? [] : [`header ${name}: other value`];
  });
}

function compareBodies({ headers, body }: Exchange['answer'], ours: OurAnswer): string[] {
  if (typeof body === 'string' && headers['content-type']?.startsWith('application/yaml'))
    return sameConfig(body, ours.text) ? [] : ['body: other config'];
  // The recorder's own words in place of a body that was too long to keep.
  if (typeof body === 'string' && /^\(.*\)$/.test(body)) return [];
  const own = parsed(ours.text);
  if ((body ?? '') === '' && (own ?? '') === '') return [];
  return compareValues(body, own, 'body');
}

function compareValues(recorded: unknown, ours: unknown, place: string): string[] {
  const types = [typeOf(recorded), typeOf(ours)] as const;
  if (types[0] !== types[1]) return [`${place}: ${types[1]}, recorded ${types[0]}`];
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    if (recorded.length > 0 && ours.length === 0) return [`${place}: empty list`];
    const pairs = recorded
      .slice(0, ours.length)
      .flatMap((item, at) => compareValues(item, ours[at], `${place}[]`));
    return recorded.length === ours.length ? pairs : [...pairs, `${place}: other length`];
  }
  if (isRecord(recorded) && isRecord(ours)) {
    // Names with an underscore, and dots, are the recorder's: something was cut.
    const names = Object.keys(recorded).filter((name) => !/^(_.*|\.\.\.)$/.test(name));
    const cut = names.length < Object.keys(recorded).length;
    const missing = names.filter((name) => !(name in ours)).map((name) => `${place}.${name}: absent`);
    const added = Object.keys(ours)
      .filter((name) => !cut && !(name in recorded))
      .map((name) => `${place}.${name}: added`);
    const both = names.filter((name) => name in ours);
    return [
      ...missing,
      ...added,
      ...both.flatMap((name) => compareValues(recorded[name], ours[name], `${place}.${name}`)),
    ];
  }
  return recorded === ours ? [] : [`${place}: other value`];
}

/** The same settings; layout may differ, and no two hashes of one secret are alike. A broken text is compared as it is. */
function sameConfig(recorded: string, ours: string): boolean {
  const [one, other] = [settingsIn(recorded), settingsIn(ours)];
  return one === undefined || other === undefined ? recorded === ours : one === other;
}

function settingsIn(text: string): string | undefined {
  const outcome = parseConfig(text);
  if (!outcome.ok) return undefined;
  const { 'remote-management': management, ...rest } = outcome.value.config;
  return JSON.stringify([rest, { ...management, 'secret-key': '' }]);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
