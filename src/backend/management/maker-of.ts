import type { IncomingHttpHeaders } from 'node:http';
import { serverHeader } from '../../contract/management-path.ts';

/** Who answered, as far as an answer tells. */
export type Maker = 'ours' | 'public' | 'foreign';

export function makerOf(headers: IncomingHttpHeaders): Maker {
  if (versionOf(headers) !== undefined) return 'ours';
  // The public server sets no name; these are on every answer past its availability check (recorded auth.json).
  return headers['x-cpa-version'] === undefined ? 'foreign' : 'public';
}

/** Version from the `server` header of ours; undefined: another server. */
export function versionOf(headers: IncomingHttpHeaders): string | undefined {
  const found = /^cli-proxy\/([\w.+-]{1,40})/.exec(String(headers[serverHeader] ?? ''));
  return found?.[1];
}
