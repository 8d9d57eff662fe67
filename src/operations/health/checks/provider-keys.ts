import type { ProviderKeyVerdict } from '../case-facts.ts';
import { type Check, type Found, found, notChecked } from '../check.ts';

export const providerKeys: Check = {
  id: 'provider-keys',
  title: 'provider keys that do not work',
  more: 'only when asked (`--check-keys`, `K`): sends the cheapest real request with each',
  meets: 'L2',
  worst: 'error',
  look({ providerKeys: verdicts }) {
    if (!verdicts.known) return notChecked(verdicts.why);
    const open = verdicts.value.filter(({ state }) => isOpen(state));
    const [first] = open;
    const more = open.length > 1 ? ` (and ${open.length - 1} more)` : '';
    return found(
      verdicts.value.flatMap(ofKey),
      first && `Whether ${first.name}${more} works is not known: ${first.message}`,
    );
  },
};

/** The request said nothing of the key, or none was sent. */
const isOpen = (state: ProviderKeyVerdict['state']): boolean =>
  state === 'unclear' || state === 'skipped' || state === 'not checked';

function ofKey({ id, name, state, message }: ProviderKeyVerdict): Found[] {
  if (state === 'works' || isOpen(state)) return [];
  return [
    {
      subject: id,
      severity: state === 'refused' ? 'error' : 'warning',
      what: `${name}: ${message}`,
      why: 'Requests that are sent with it fail, or have to be sent again with another.',
      remedy: 'On the screen 3 Providers t tests it again, e edits it, and R puts a new key in its place.',
      where: { setting: id.split('/', 1)[0] },
    },
  ];
}
