import { type Outcome, success } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';

interface Mark {
  readonly type: string | undefined;
  readonly account: string | undefined;
  /** Of the last change; another one means: written since. */
  readonly changed: string;
}

/** Auth files by name, as they were at one moment. */
export type FileMarks = ReadonlyMap<string, Mark>;

export async function fileMarks(client: PublicClient, signal?: AbortSignal): Promise<Outcome<FileMarks>> {
  const files = await client.request('getAuthFiles', { signal });
  if (!files.ok) return files;
  return success(
    new Map(
      files.value.files.map(({ name, type, provider, email, modtime, updated_at }) => [
        name,
        { type: type ?? provider, account: email || undefined, changed: String(modtime ?? updated_at ?? '') },
      ]),
    ),
  );
}

/** The file of that type that was not there before, or was another; undefined: there is none. */
export function newFile(
  before: FileMarks,
  now: FileMarks,
  type: string,
): { readonly name: string; readonly account?: string } | undefined {
  for (const [name, mark] of now) {
    if (mark.type !== type || before.get(name)?.changed === mark.changed) continue;
    return mark.account === undefined ? { name } : { name, account: mark.account };
  }
  return undefined;
}
