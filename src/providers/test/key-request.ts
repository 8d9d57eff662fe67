import type { Refusal } from '../answers/refusal.ts';
import { fieldsOf } from '../json-fields.ts';
import { bearer } from '../paths.ts';
import { words } from './words.ts';

/** One request with a provider key. */
export interface KeyRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path after the base URL, with its query. */
  path(baseUrl: string): string;
  /** The header that carries the key; absent: the request has none. */
  credential?(key: string, baseUrl: string): readonly [name: string, value: string];
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** What a base-url should look like, for one that fails. */
  readonly baseHint?: string;
}

/** How to list the models of a provider. */
export interface ModelList {
  readonly request: KeyRequest;
  /** Ids as a client requests them from this provider; undefined: not a list of models. */
  read(body: unknown): readonly string[] | undefined;
}

/** The cheapest real request that shows whether a key works (L2). */
export interface KeyTest {
  readonly request: KeyRequest;
  /** What it may cost, a sentence; the user confirms it first. Absent: nothing. */
  readonly cost?: string;
  /** The message for an answer without an error, a sentence; absent: that the key works. */
  readonly answered?: string;
  /** Also send it without the key: only if that is refused does an answer prove anything about the key. */
  readonly control?: 'always';
  /** Why a refusal proves that the key is valid, a sentence; undefined: it does not. */
  accepts?(refusal: Refusal): string | undefined;
  /** Guesses from its form what a refused key is: cause and remedy, without a full stop; undefined: no guess. */
  looks?(key: string, now: number): string | undefined;
}

/** One API key of an account, as its provider lists it (J2); the key itself is never shown again. */
export interface RemoteKey {
  readonly id: string;
  /** undefined if it has none. */
  readonly name: string | undefined;
  /** The part that the provider shows; undefined if none. */
  readonly mask: string | undefined;
  /** RFC 3339, as the provider writes them; undefined: not reported. */
  readonly createdAt: string | undefined;
  readonly lastUsedAt: string | undefined;
  readonly expiresAt: string | undefined;
}

/** The API keys of the account that a key belongs to, at the provider itself (J2). */
export interface RemoteKeys {
  readonly list: KeyRequest;
  /** Deletes one permanently. @param id of a listed key */
  remove(id: string): KeyRequest;
  /** The answer to `list`; undefined: not a list of keys. */
  read(body: unknown): readonly RemoteKey[] | undefined;
}

/** OpenAI's `GET /models`, after a base URL that ends with the version. */
export const openAiModels: ModelList = {
  request: {
    method: 'GET',
    path: () => '/models',
    credential: bearer,
    get baseHint() {
      return words().test.v1;
    },
  },
  read: modelIds,
};

/** `{data: [{id}]}`, and its variants: `{models: [{name}]}`, or only the list. */
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
