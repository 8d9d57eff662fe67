import { catalogue } from '../../base/text/language.ts';

/** What a refusal of one provider means and what helps, without a stop at its end. */
const en = {
  saying: (text: string, message: string) => `${text} (${message})`,
  key: {
    revoked: (at: string) => `the key is missing, wrong or revoked; create a new one at ${at}`,
    deleted: (at: string) => `the key is missing, wrong or deleted; create a new one at ${at}`,
    wrong: (at: string) => `the key is wrong or deleted; create a new one at ${at}`,
    expired: (at: string) => `the key has expired; create a new one at ${at}`,
    unsent: 'no key was sent; add one',
  },
  forbidden: {
    permissions: (at: string) => `the key is not allowed to do this; check its permissions at ${at}`,
    workspace: (at: string) => `the key is not allowed to do this; check its workspace at ${at}`,
    country: (at: string) => `${at} does not serve the country of this server`,
    apiOff: "the API is off in the key's project; enable the Generative Language API there",
    restricted: (at: string) => `the key is restricted to other uses or addresses; change that at ${at}`,
  },
  credits: {
    account: (of: string) => `the ${of} account has no credits left; buy some there`,
    team: (of: string) => `the ${of} team has no credits left; buy some there`,
    budget: (of: string) => `the ${of} account has no credits or budget left; check its billing`,
  },
  rate: {
    limit: (of: string) => `${of}'s rate limit is reached; try again later`,
    project: "the project's quota is used up, or requests came too fast; wait",
    overloaded: (who: string) => `${who} is overloaded; try again later`,
  },
  ownBase: (who: string, base: string) => `${who}'s own is ${base}`,
  iflowExpired: 'the iFlow login has expired; log in to iFlow again',
  cline: {
    key: 'the Cline key is missing, wrong or deleted; create a new one at Cline',
    credits: 'the Cline account has no credits left; add some at Cline',
    forbidden: 'the Cline account is not allowed to do this; check its permissions at Cline',
    expired: (when: string) =>
      `this is an account token, not an API key, and it expired ${when}; log in to Cline again or create an API key`,
    unmarked:
      'this looks like an account token, which Cline accepts only after the prefix workos:; add it or create an API key',
    wrong:
      'this is an account token, not an API key, and it is wrong or was revoked; log in to Cline again or create an API key',
  },
  cloro: {
    running: 'too many cloro requests are running; wait until one ends',
    expired: 'the cloro key has expired; create a new one at cloro',
    credits: 'the cloro account has no credits left; add some at cloro',
    bearer: 'cloro did not find the word Bearer before the key',
    forbidden: 'the cloro key is not allowed to do this; check its permissions at cloro',
    wrong: 'the cloro key is wrong or missing',
    cost: 'cloro has no free request. The test sends an empty question, which cloro should refuse without charge; an answer would cost one question.',
    answered: 'cloro accepts the key. It answered the empty question, which may have cost one question.',
    accepts: 'cloro accepts the key: it refused only the empty question, which costs nothing.',
  },
} as const;

export const refusals = catalogue(en, () => import('./words.zh-CN.ts'));

/** The explanation, then what the provider says itself. */
export const saying = (text: string, { message }: { readonly message: string }): string =>
  refusals().saying(text, message);
