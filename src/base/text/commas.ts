import { catalogue } from './language.ts';

/** Between the items of a list, and between parts of a sentence. */
export const commas = catalogue({ items: ', ', parts: ', ' }, async () => ({
  zhCN: { items: '、', parts: '，' },
}));
