import { type Check, found } from '../check.ts';
import { namesOf, once, serves, settingOf, type Upstream, upstreamsOf } from '../upstreams.ts';

export const shadowingPrefixes: Check = {
  id: 'shadowing-prefixes',
  title: 'prefixes that shadow a model',
  more: 'or the name of another provider',
  meets: 'D2',
  worst: 'warning',
  look(facts) {
    const upstreams = upstreamsOf(facts);
    const clashes = upstreams.flatMap((one) =>
      one.entry.prefix === undefined
        ? []
        : upstreams.flatMap((other) => {
            const model = shadowed(one, other);
            return model === undefined ? [] : [{ prefix: one.entry.prefix ?? '', model, one, other }];
          }),
    );
    const subjects = clashes.map(({ one, other, model }) => `${one.entry.name}:${other.entry.name}:${model}`);
    return found(
      once(subjects).flatMap((subject) => {
        const clash = clashes[subjects.indexOf(subject)];
        if (!clash) return [];
        const { prefix, model, one, other } = clash;
        return {
          subject,
          severity: 'warning',
          what: `The prefix ${prefix} of ${one.entry.name} shadows ${model} of ${other.entry.name}.`,
          why: `A client that asks for ${model} is sent to ${one.entry.name} as well, which takes ${prefix}/ for its prefix.`,
          remedy: `Choose another prefix for ${one.entry.name}, or an alias without ${prefix}/ for the model.`,
          where: settingOf(facts, one, 'prefix'),
        };
      }),
    );
  },
};

/** A name that both take, for another model each; undefined: there is none. */
function shadowed(one: Upstream, other: Upstream): string | undefined {
  const { prefix, name } = one.entry;
  if (prefix === undefined || other.entry.name === name) return undefined;
  const lead = `${prefix}/`;
  // Without a list of models an entry is asked as name/model.
  if (other.entry.name === prefix && other.entry.models.length === 0) return `${prefix}/…`;
  return namesOf(other).find((model) => model.startsWith(lead) && serves(one, model.slice(lead.length)));
}
