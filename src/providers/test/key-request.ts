import type { Refusal } from '../answers/refusal.ts';
import { fieldsOf } from '../json-fields.ts';
import { bearer } from '../paths.ts';

/** One request with a provider key. */
export interface KeyRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind the base URL, with its query. */
  path(baseUrl: string): string;
  /** The header that carries the key; absent: it is asked without one. */
  credential?(key: string): readonly [name: string, value: string];
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** What a base-url that leads nowhere should look like. */
  readonly baseHint?: string;
}

/** How the models of a provider are found out. */
export interface ModelList {
  readonly request: KeyRequest;
  /** Ids as a client would ask this provider for them; undefined: that is no list of models. */
  read(body: unknown): readonly string[] | undefined;
}

/** The cheapest real request that shows whether a key is good (L2). */
export interface KeyTest {
  readonly request: KeyRequest;
  /** What it may cost, in a sentence; it is asked about first. Absent: nothing. */
  readonly cost?: string;
  /** What is said when it is answered after all, in a sentence; absent: that the key works. */
  readonly answered?: string;
  /** Asked without the key as well, at every address: only when that is refused, an answer says something of the key. */
  readonly control?: 'always';
  /** Why a refusal proves that the key is good, in a sentence; undefined: it does not. */
  accepts?(refusal: Refusal): string | undefined;
  /** What a refused key is by its looks: cause and remedy, without a stop; undefined: nothing is to be seen. */
  looks?(key: string, now: number): string | undefined;
}

/** One API key of an account, as its provider lists it (J2); the key itself is never shown again. */
export interface RemoteKey {
  readonly id: string;
  /** undefined: it has none. */
  readonly name: string | undefined;
  /** As much of it as the provider shows; undefined: nothing. */
  readonly mask: string | undefined;
  /** RFC 3339, as the provider writes them; undefined: not reported. */
  readonly createdAt: string | undefined;
  readonly lastUsedAt: string | undefined;
  readonly expiresAt: string | undefined;
}

/** The API keys of the account that a key belongs to, at the provider itself (J2). */
export interface RemoteKeys {
  readonly list: KeyRequest;
  /** Deletes one for good. @param id of a listed key */
  remove(id: string): KeyRequest;
  /** The answer to `list`; undefined: it is not a list of keys. */
  read(body: unknown): readonly RemoteKey[] | undefined;
}

/** OpenAI's `GET /models`, behind a base that ends with the version. */
export const openAiModels: ModelList = {
  request: {
    method: 'GET',
    path: () => '/models',
    credential: bearer,
    baseHint: 'it usually ends with /v1',
  },
  read: modelIds,
};

/** `{data: [{id}]}`, and what others write for it: `{models: [{name}]}`, or the list alone. */
export function modelIds(body: unknown): readonly string[] | undefined {
  const top = fieldsOf(body);
  const list = Array.isArray(body) ? body : (top?.data ?? top?.models);
  if (!Array.isArray(list)) return undefined;
  const ids = list.map((item) => {
    const fields = fieldsOf(item);
    return typeof item === 'string' ? item : (fields?.id ?? fields?.name);
  });
  return [...new Set(ids.filter((id) => typeof id === 'string' && id !== ''))] as string[];
}
