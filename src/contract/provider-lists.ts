/** Lists of config.yaml whose entries are one provider key each (D1, D4), in the order in which they are shown. */
export const keyLists = [
  'gemini-api-key',
  'interactions-api-key',
  'claude-api-key',
  'codex-api-key',
  'xai-api-key',
  'vertex-api-key',
] as const;
export type KeyList = (typeof keyLists)[number];

/** All lists that hold provider keys; an entry of `openai-compatibility` may hold several. */
export const providerLists = [...keyLists, 'openai-compatibility'] as const;
export type ProviderList = (typeof providerLists)[number];
