import { parseJson } from '../../base/parse-json.ts';
import { fieldsOf } from '../../providers/token-counts.ts';

/** A file name from what a pasted auth file says of itself; whether the file is one at all is checked where it lands. */
export function nameForAuthFile(text: string, now: number): string {
  const file = fieldsOf(parseJson(text)) ?? {};
  const word = (value: unknown) =>
    typeof value === 'string' ? value.replace(/[^\p{L}\p{N}@._+-]/gu, '') : '';
  const provider = word(file.type) || 'account';
  const account = word(file.email) || String(now);
  return `${provider}-${account}.json`.replace(/^\.+/, '');
}
