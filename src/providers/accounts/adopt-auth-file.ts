import { parseJson } from '../../base/json/parse-json.ts';
import { withoutMark } from '../../base/secrets/secret-text.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { providers } from '../index.ts';
import { type Fields, fieldsOf } from '../json-fields.ts';
import type { Adopted } from './auth-file.ts';
import { accountProvider } from './auth-file-kinds.ts';
import { words } from './words.ts';

/** An auth file with the name to save it under. */
interface AdoptedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Makes an auth file of what a provider's own programs store, such as the login of a command line tool;
 * undefined: it is no such file. @param now ms since the epoch
 */
export function adoptAuthFile(
  text: string,
  channel: string | undefined,
  now: number,
): Outcome<AdoptedFile | undefined> {
  const file = fieldsOf(parseJson(withoutMark(text)));
  const found = file && ownerOf(file, now);
  if (!found) return success(undefined);
  const { id, adopted } = found;
  if (typeof adopted === 'string') return failure('invalid', words().refused(adopted));
  if (channel !== undefined && accountProvider(channel)?.id !== id) {
    return failure('invalid', words().otherChannel(adopted.from, channel));
  }
  const name = `${adopted.name.replace(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 120)}.json`;
  return success({ name, text: `${JSON.stringify(adopted.fields, null, 2)}\n` });
}

/** Why no server can read a file of another program in auth-dir; the end of a sentence. */
export function foreignReason(file: Fields): string | undefined {
  const found = ownerOf(file, 0);
  if (!found) return undefined;
  const { adopted } = found;
  return typeof adopted === 'string' ? adopted : words().foreign(adopted.from);
}

function ownerOf(file: Fields, now: number): { id: string; adopted: Adopted | string } | undefined {
  if (typeof file.type === 'string' && accountProvider(file.type.trim())) return undefined;
  for (const { id, authFile } of providers) {
    const adopted = authFile?.adopt?.(file, now);
    if (adopted !== undefined) return { id, adopted };
  }
  return undefined;
}
