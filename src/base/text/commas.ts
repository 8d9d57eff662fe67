import { catalogue } from './language.ts';

/** Between the items of a list, between parts of a sentence, and between sentences. */
export const commas = catalogue({ items: ', ', parts: ', ', sentences: ' ' }, async () => ({
  zhCN: { items: '、', parts: '，', sentences: '' },
}));
