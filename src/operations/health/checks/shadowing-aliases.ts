import type { CaseFacts } from '../case-facts.ts';
import { type Check, type Found, found } from '../check.ts';
import { joined, once, settingOf, type Upstream, upstreamsOf } from '../upstreams.ts';

export const shadowingAliases: Check = {
  id: 'shadowing-aliases',
  title: 'one alias for several models',
  more: 'in one entry, or at providers of different priority; a notice where they take turns',
  meets: 'D1',
  worst: 'warning',
  look(facts) {
    // Where prefixes are forced, the same alias behind two of them is two names.
    const forced = facts.state.config['force-model-prefix'] === true;
    const spaces = upstreamsOf(facts).map((upstream) => ({
      upstream,
      space: forced ? (upstream.entry.prefix ?? '') : '',
    }));
    return found(
      once(spaces.map(({ space }) => space)).flatMap((space) => {
        const together = spaces.filter((it) => it.space === space).map(({ upstream }) => upstream);
        const aliases = once(together.flatMap(({ entry }) => entry.models.map(({ alias }) => alias)));
        return aliases.flatMap((alias) => ofAlias(facts, alias, together) ?? []);
      }),
    );
  },
};

function ofAlias(facts: CaseFacts, alias: string, upstreams: readonly Upstream[]): Found | undefined {
  const holder = upstreams.find(({ entry }) => entry.models.some((it) => it.alias === alias));
  const where = holder ? settingOf(facts, holder, 'models') : {};
  const inOne = upstreams.find(
    ({ entry }) => once(entry.models.filter((it) => it.alias === alias).map(({ name }) => name)).length > 1,
  );
  if (inOne) {
    const models = once(inOne.entry.models.filter((it) => it.alias === alias).map(({ name }) => name));
    return {
      subject: alias,
      severity: 'warning',
      what: `${inOne.entry.name} has the alias ${alias} for ${joined(models)}.`,
      why: `Only the first counts: ${joined(models.slice(1))} cannot be asked for by that name.`,
      remedy: 'Give each model an alias of its own.',
      where,
    };
  }
  const meanings = upstreams.flatMap((upstream) => meaningOf(upstream, alias) ?? []);
  if (once(meanings.map(({ model }) => model)).length < 2) return undefined;
  const names = once(meanings.map(({ name, model }) => `${model} at ${name}`));
  const priorities = once(meanings.map(({ priority }) => priority));
  const turns = priorities.length === 1;
  const first = meanings.find(({ priority }) => priority === Math.max(...priorities));
  return {
    subject: alias,
    severity: turns ? 'notice' : 'warning',
    what: `The name ${alias} stands for ${joined(names)}.`,
    why: turns
      ? 'They take turns, so that a client gets another model from one request to the next.'
      : `${first?.model} at ${first?.name} goes first by its priority; the others answer only when it fails.`,
    remedy: 'Give them different aliases, unless they are meant to stand in for each other.',
    where,
  };
}

/** What the alias means at this upstream; the name itself where the upstream just knows such a model. */
function meaningOf({ entry, provider }: Upstream, alias: string) {
  const listed = entry.models.find((it) => it.alias === alias)?.name;
  const model = listed ?? (entry.models.length === 0 && provider.serves(alias, entry) ? alias : undefined);
  return model === undefined ? undefined : { name: entry.name, model, priority: entry.priority };
}
