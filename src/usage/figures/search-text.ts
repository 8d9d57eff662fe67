import { type UsageDimension, usageDimensions } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';

/** Separators around each part of the text, which no name contains. */
const marks = [...'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b'];

/**
 * The dimensions of a request in lower case, in one text for searches, as no database knows the lower case of all
 * languages. The status is followed by the outcome.
 */
export function searchText(
  record: Pick<
    UsageRecord,
    'clientKey' | 'provider' | 'account' | 'model' | 'application' | 'status' | 'failed' | 'server'
  >,
): string {
  const { clientKey, provider, account, model, application, status, failed, server } = record;
  const parts = [clientKey, provider, account, model, application, status, failed ? 'failed' : 'ok', server];
  return parts.map((part, place) => `${marks[place]}${plain(part)}`).join('') + marks[parts.length];
}

/** A pattern for LIKE … ESCAPE '\' that finds a part anywhere. */
export const anywhere = (part: string): string => `%${literal(part)}%`;

/** As `anywhere`, in one dimension; an unknown value has no part. */
export function partOf(dimension: UsageDimension, part: string): string {
  const [begin, end] = marksOf(dimension);
  return `%${begin}%${part === '' ? '_' : literal(part)}%${end}%`;
}

/** The whole of one dimension. */
export function wholeOf(dimension: UsageDimension, text: string): string {
  const [begin, end] = marksOf(dimension);
  return `%${begin}${literal(text)}${end}%`;
}

function marksOf(dimension: UsageDimension): [string, string] {
  // The outcome is between the status and the server.
  const place = dimension === 'server' ? 7 : usageDimensions.indexOf(dimension);
  return [marks[place] ?? '', marks[place + 1] ?? ''];
}

const plain = (part: string | number | undefined): string =>
  String(part ?? '')
    .toLowerCase()
    .replace(/[\u0000-\u0008\u000b]/g, ' ');

const literal = (part: string): string => plain(part).replace(/[\\%_]/g, '\\$&');
