import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';
import { words } from '../words.ts';

/**
 * Stores a credential file. The server overwrites without asking, takes a file without `type` as `unknown`,
 * and answers broken JSON with 500, so all three are looked at before. @param name ends in .json
 */
export async function uploadAuthFile(
  client: PublicClient,
  name: string,
  text: string,
  overwrite: boolean,
): Promise<Outcome<void>> {
  const problem = problemOf(name, text);
  if (problem) return failure('invalid', problem);
  const files = await client.request('getAuthFiles');
  if (!files.ok) return files;
  if (!overwrite && files.value.files.some((it) => it.name === name)) {
    return failure('conflict', words().files.there(name));
  }
  const type = 'application/json';
  const sent = await client.request('uploadAuthFile', { input: text, type, query: { name } });
  if (!sent.ok) return sent;
  const now = await client.request('getAuthFiles');
  if (!now.ok) return now;
  return now.value.files.some((it) => it.name === name)
    ? success(undefined)
    : failure('failed', words().files.notListed(name));
}

/** By name and in the body, as the server logs queries; `all` is never sent. */
export async function deleteAuthFiles(
  client: PublicClient,
  names: readonly string[],
): Promise<Outcome<void>> {
  if (names.length === 0) return failure('invalid', words().files.noneNamed);
  const gone = await client.request('deleteAuthFiles', { input: { names: [...names] } });
  if (!gone.ok) return gone;
  const failed = gone.value.failed;
  if (!Array.isArray(failed) || failed.length === 0) return success(undefined);
  return failure('failed', words().files.notDeleted(failed.length, names.length));
}

function problemOf(name: string, text: string): string | undefined {
  if (!/^[^/\\\x00-\x1f]+\.json$/.test(name)) return words().files.plainName;
  try {
    const file: unknown = JSON.parse(text);
    const type =
      typeof file === 'object' && file !== null ? (file as Record<string, unknown>).type : undefined;
    return typeof type === 'string' && type !== '' ? undefined : words().files.noType(name);
  } catch {
    return words().files.noJson(name);
  }
}
