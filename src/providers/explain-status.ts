import type { Explained, Refusal, RefusalCause } from './refusal.ts';

/** What a status means with any provider, for those whose record says nothing better. */
export function explainStatus({ status, message, code }: Refusal): Explained {
  const cause = outOfCredits.test(`${code} ${message}`) && status < 500 ? 'credits' : causeOf(status);
  const said = message === '' ? '' : ` (${message})`;
  return { cause, text: `${texts[cause]}${said}` };
}

/** Some say it with a status of another meaning. */
const outOfCredits = /insufficient[_ ](quota|balance|credits?|funds)|credit balance is too low|billing_/i;

function causeOf(status: number): RefusalCause {
  if (status >= 500 || status === 408) return 'down';
  return byStatus[status] ?? 'request';
}

const byStatus: Readonly<Record<number, RefusalCause>> = {
  401: 'key',
  402: 'credits',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-found',
  410: 'not-found',
  429: 'rate-limit',
};

const texts: Readonly<Record<RefusalCause, string>> = {
  key: 'the key is missing, wrong or no longer valid; put in a good one',
  credits: 'the account has no credits left; add some at the provider',
  forbidden: 'the key may not do this; look at its rights at the provider',
  'not-found': 'there is nothing at this address; look at the base-url',
  'rate-limit': 'too many requests came; wait a little',
  down: 'the provider has trouble of its own; try again later',
  request: 'it does not take this request',
};
