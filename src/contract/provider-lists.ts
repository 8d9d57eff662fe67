/** `flat`: an entry is one provider key. `grouped`: an entry may have several keys, in `api-key-entries`. */
type EntryShape = 'flat' | 'grouped';

/**
 * The lists of config.yaml that hold provider keys (D1, D4), in the order in which they are shown. Schemas and lists
 * of them anywhere derive from this table and from the provider records, which name their list.
 */
const entryShapes = {
  'gemini-api-key': 'flat',
  'interactions-api-key': 'flat',
  'claude-api-key': 'flat',
  'codex-api-key': 'flat',
  'xai-api-key': 'flat',
  'vertex-api-key': 'flat',
  'openai-compatibility': 'grouped',
} as const satisfies Readonly<Record<string, EntryShape>>;

export type ProviderList = keyof typeof entryShapes;
type ListOf<Shape extends EntryShape> = {
  [List in ProviderList]: (typeof entryShapes)[List] extends Shape ? List : never;
}[ProviderList];
export type FlatList = ListOf<'flat'>;
export type GroupedList = ListOf<'grouped'>;

export const providerLists = Object.keys(entryShapes) as readonly ProviderList[];

/** Whether an entry of this list may have several keys. */
export const isGrouped = (list: ProviderList): list is GroupedList => entryShapes[list] === 'grouped';
