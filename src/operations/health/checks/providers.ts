import { commas } from '../../../base/text/commas.ts';
import { isGrouped } from '../../../contract/provider-lists.ts';
import { providers } from '../../../providers/index.ts';
import type { Provider } from '../../../providers/provider.ts';
import { providerKeysOf, upstreamEntries } from '../../../providers/provider-keys.ts';
import type { UpstreamEntry } from '../../../providers/upstream-entry.ts';
import {
  type CaseFacts,
  type Check,
  type Found,
  found,
  inConfig,
  notChecked,
  type ProviderKeyVerdict,
} from '../check.ts';
import type { Severity, Where } from '../finding.ts';
import { words } from './words.ts';

export const providerKeys: Check = {
  id: 'provider-keys',
  get title() {
    return words().providerKeys.title;
  },
  more: 'as the embedded server reports them; on request (`--test-keys`, `K`) by the cheapest real request with each key',
  meets: 'L2',
  worst: 'error',
  look({ providerKeys: verdicts }) {
    if (!verdicts.known) return notChecked(verdicts.why);
    const open = verdicts.value.filter(({ state }) => state === 'unknown');
    const [first] = open;
    const more = open.length > 1 ? words().providerKeys.more(open.length - 1) : '';
    return found(
      inState(verdicts.value, 'rejected', 'error'),
      first && words().providerKeys.unknown(first.name, more, first.message),
    );
  },
};

/** A check of its own, as another key does not help. */
export const failingProviders: Check = {
  id: 'failing-providers',
  get title() {
    return words().failingProviders.title;
  },
  more: 'a warning if it failed for another reason',
  meets: 'L2',
  worst: 'error',
  look({ providerKeys: verdicts }) {
    if (!verdicts.known) return notChecked(verdicts.why);
    return found([
      ...inState(verdicts.value, 'no credit', 'error'),
      ...inState(verdicts.value, 'failing', 'warning'),
    ]);
  },
};

const inState = (
  verdicts: readonly ProviderKeyVerdict[],
  state: 'rejected' | 'no credit' | 'failing',
  severity: Severity,
): readonly Found[] =>
  verdicts
    .filter((verdict) => verdict.state === state)
    .map(({ id, name, status, message }) => ({
      subject: id,
      severity,
      what: words().providerKeys.states[state](name, status),
      why: message,
      remedy: words().providerKeys.remedies[state],
      where: { setting: id.split('/', 1)[0] },
    }));

export const sharedPrefixes: Check = {
  id: 'shared-prefixes',
  get title() {
    return words().sharedPrefixes.title;
  },
  more: 'a warning if they serve the same model',
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
            what: words().sharedPrefixes.what(joined(names), prefix),
            why:
              both === undefined
                ? words().sharedPrefixes.whyDifferent
                : words().sharedPrefixes.why(prefix, both),
            remedy: words().sharedPrefixes.remedy,
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

export const shadowingPrefixes: Check = {
  id: 'shadowing-prefixes',
  get title() {
    return words().shadowingPrefixes.title;
  },
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
          what: words().shadowingPrefixes.what(prefix, one.entry.name, model, other.entry.name),
          why: words().shadowingPrefixes.why(model, one.entry.name, prefix),
          remedy: words().shadowingPrefixes.remedy(one.entry.name, prefix),
          where: settingOf(facts, one, 'prefix'),
        };
      }),
    );
  },
};

/** A name that both take, for another model each; undefined if there is none. */
function shadowed(one: Upstream, other: Upstream): string | undefined {
  const { prefix, name } = one.entry;
  if (prefix === undefined || other.entry.name === name) return undefined;
  const lead = `${prefix}/`;
  // Without a list of models an entry is asked as name/model.
  if (other.entry.name === prefix && other.entry.models.length === 0) return `${prefix}/…`;
  return namesOf(other).find((model) => model.startsWith(lead) && serves(one, model.slice(lead.length)));
}

export const shadowingAliases: Check = {
  id: 'shadowing-aliases',
  get title() {
    return words().shadowingAliases.title;
  },
  more: 'in one entry, or at providers with different priorities; a notice if requests alternate between them',
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
      what: words().shadowingAliases.inOne(inOne.entry.name, alias, joined(models)),
      why: words().shadowingAliases.inOneWhy(joined(models.slice(1))),
      remedy: words().shadowingAliases.inOneRemedy,
      where,
    };
  }
  const meanings = upstreams.flatMap((upstream) => meaningOf(upstream, alias) ?? []);
  if (once(meanings.map(({ model }) => model)).length < 2) return undefined;
  const names = once(meanings.map(({ name, model }) => words().shadowingAliases.at(model, name)));
  const priorities = once(meanings.map(({ priority }) => priority));
  const turns = priorities.length === 1;
  const first = meanings.find(({ priority }) => priority === Math.max(...priorities));
  return {
    subject: alias,
    severity: turns ? 'notice' : 'warning',
    what: words().shadowingAliases.what(alias, joined(names)),
    why: turns ? words().shadowingAliases.whyTurns : words().shadowingAliases.why(first?.model, first?.name),
    remedy: words().shadowingAliases.remedy,
    where,
  };
}

/** What the alias means at this upstream; the name itself where the upstream just knows such a model. */
function meaningOf({ entry, provider }: Upstream, alias: string) {
  const listed = entry.models.find((it) => it.alias === alias)?.name;
  const model = listed ?? (entry.models.length === 0 && provider.serves(alias, entry) ? alias : undefined);
  return model === undefined ? undefined : { name: entry.name, model, priority: entry.priority };
}

/** One credential of the config that requests can go to. */
export interface Upstream {
  readonly provider: Provider;
  readonly entry: UpstreamEntry;
}

/** Those of the config in force that are not switched off. */
function upstreamsOf({ state }: CaseFacts): readonly Upstream[] {
  return providers.flatMap((provider) =>
    upstreamEntries(provider, state.config, {})
      .filter(({ excluded }) => !excluded.includes('*'))
      .map((entry) => ({ provider, entry })),
  );
}

/** Where a setting of its entry is; its list where the entry cannot be named. */
export function settingOf(facts: CaseFacts, { entry }: Upstream, name: string): Where {
  const row = providerKeysOf(facts.state.config).find(
    ({ key, baseUrl }) => key?.reveal() === entry.key?.reveal() && baseUrl === entry.baseUrl,
  );
  if (!row) return inConfig(facts, [], name);
  const { list, key } = row;
  const item = isGrouped(list) ? { name: row.name ?? '' } : { 'api-key': key?.reveal() ?? '' };
  return inConfig(facts, [list, { item }, name], `${list}.${name}`);
}

/** Whether it would take a request for this model, asked without a prefix. */
export function serves({ provider, entry }: Upstream, model: string): boolean {
  if (entry.models.length > 0)
    return entry.models.some(({ alias, name }) => alias === model || name === model);
  return provider.serves(model, entry);
}

/** Names that it is known to be asked for, without a prefix. */
export function namesOf({ provider, entry }: Upstream): readonly string[] {
  return entry.models.length > 0 ? entry.models.map(({ alias }) => alias) : provider.knownModels;
}

/** Each once, in their order. */
export const once = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** `a`, `a and b`, `a, b and c`. */
export function joined(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? '')
    : words().and(names.slice(0, -1).join(commas().items), names.at(-1) ?? '');
}
