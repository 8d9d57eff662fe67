import { randomBytes } from 'node:crypto';

const run = `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`;
let last = 0;

/**
 * Unique without asking anybody: the run of this process, and a number. In the order of the requests, as an index that
 * grows at its end alone is written faster than one that grows everywhere.
 */
export function nextRecordId(): string {
  last += 1;
  return `${run}-${last.toString(36).padStart(8, '0')}`;
}
