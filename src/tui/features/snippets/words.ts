import { catalogue } from '../../../base/text/language.ts';

const en = {
  menu: (name: string) => `Client configuration · ${name}`,
  title: (kind: string, name: string) => `${kind} · ${name}`,
  needs: (what: string) => `Needs ${what}.`,
  noModel: (placeholder: string) => `Replace ${placeholder} with a model: the config names none.`,
  copied: 'The snippet',
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
