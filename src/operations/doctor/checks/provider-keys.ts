import { type Check, found, notChecked } from '../check.ts';

export const providerKeys: Check = {
  id: 'provider-keys',
  title: 'provider keys that their provider refuses (only when asked: it sends a request with each)',
  meets: 'L2',
  worst: 'error',
  look({ providerKeys: verdicts }) {
    if (!verdicts.known) return notChecked(verdicts.why);
    return found(
      verdicts.value
        .filter(({ ok }) => !ok)
        .map(({ id, name, cause, remedy }) => ({
          subject: id,
          severity: 'error',
          what: `${name} does not work: ${cause}`,
          why: 'Requests that are sent with it fail, or have to be sent again with another.',
          remedy,
          where: {},
        })),
    );
  },
};
