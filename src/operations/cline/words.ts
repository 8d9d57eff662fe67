import { catalogue } from '../../base/text/language.ts';

/** What is said of the keys of a Cline account. */
const en = {
  asking: 'asking Cline for its keys',
  count: (count: number) => `The Cline account has ${count === 1 ? '1 API key' : `${count} API keys`}.`,
  revoking: 'revoking a Cline key',
  gone: (id: string) => `the Cline key ${id}`,
  revoked: (name: string) => `Revoked the Cline key ${name}. Clients using it now fail.`,
  notCline: (name: string) => `${name} is not a Cline key, so it has no Cline account.`,
  unknownFormat: (name: string) => `${name} answered with an unknown list format. Check app.cline.bot.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
