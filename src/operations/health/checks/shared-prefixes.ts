import { type Check, type Found, found } from '../check.ts';
import { joined, namesOf, once, serves, settingOf, type Upstream, upstreamsOf } from '../upstreams.ts';

export const sharedPrefixes: Check = {
  id: 'shared-prefixes',
  title: 'providers with one prefix',
  more: 'a warning where both serve the same model',
  meets: 'D2',
  worst: 'warning',
  look(facts) {
    const prefixed = upstreamsOf(facts).filter(({ entry }) => entry.prefix !== undefined);
    return found(
      once(prefixed.map(({ entry }) => entry.prefix ?? '')).flatMap((prefix): Found[] => {
        const sharing = prefixed.filter(({ entry }) => entry.prefix === prefix);
        const names = once(sharing.map(({ entry }) => entry.name));
        if (names.length < 2) return [];
        const both = sharedModel(sharing);
        const last = sharing.at(-1);
        const where = last ? settingOf(facts, last, 'prefix') : {};
        return [
          {
            subject: prefix,
            severity: both === undefined ? 'notice' : 'warning',
            what: `${joined(names)} have the same prefix ${prefix}.`,
            why:
              both === undefined
                ? 'They serve different models, so each name still leads to one of them; a new model may change that.'
                : `${prefix}/${both} goes to one of them and then to another, as both serve it.`,
            remedy:
              'Give each provider a prefix of its own, unless they are meant to stand in for each other.',
            where,
          },
        ];
      }),
    );
  },
};

/** A model that two of them serve under different provider names. */
function sharedModel(sharing: readonly Upstream[]): string | undefined {
  return sharing
    .flatMap((one) => namesOf(one).map((model) => ({ one, model })))
    .find(({ one, model }) =>
      sharing.some((other) => other.entry.name !== one.entry.name && serves(other, model)),
    )?.model;
}
