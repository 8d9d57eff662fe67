import { catalogue } from '../../base/text/language.ts';

/** Why a provider could not be asked for the quota of an account, in one sentence. */
const en = {
  asked: (ago: string, wait: string) => `Asked ${ago} ago. Try again in ${wait}.`,
  unknownFormat: (title: string) => `${title} answered in an unknown format.`,
  xai: 'xAI answers questions about quotas only to its own program.',
  antigravity: 'Google answers questions about Antigravity quotas only to its own program.',
  notNamed: (title: string) => `The auth file does not name what ${title} wants to be asked about.`,
  none: (title: string) => `${title} reports no quota for its accounts.`,
  refused: (title: string) =>
    `${title} refused the token of this account (401). Log in again, or wait for its renewal.`,
  limited: (title: string, wait: string | undefined) =>
    `${title} limits this question as well (429). Try again ${wait === undefined ? 'later' : `in ${wait}`}.`,
  notAnswered: (title: string) => `${title} does not answer this program (403).`,
  status: (title: string, status: number) => `${title} answered with status ${status}.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
