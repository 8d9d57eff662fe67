import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { applyEdits } from '../../../src/config/edit/apply-edits.ts';
import type { Config } from '../../../src/contract/config.ts';
import type { ConfigEdit, ConfigValue } from '../../../src/contract/config-edit.ts';
import {
  draftProviderConfig,
  type Item,
  type Place,
  type ProviderConfigDraft,
} from '../../../src/operations/provider-keys/provider-config-draft.ts';
import { got } from '../fixture.ts';

// Few words, so that keys, addresses and prefixes are often alike.
const word = (...words: string[]) => fc.constantFrom(...words);
const entry = fc.record(
  {
    'api-key': word('k1', 'k2', 'k3'),
    'base-url': word('u1', 'u2'),
    prefix: word('p1', 'p2'),
    weight: fc.nat(99),
  },
  { requiredKeys: ['api-key'] },
);
const compatible = fc.record({
  name: word('n1', 'n2', 'n3', 'n4'),
  'base-url': word('u1', 'u2'),
  'api-key-entries': fc.uniqueArray(fc.record({ 'api-key': word('k1', 'k2', 'k3'), weight: fc.nat(99) }), {
    maxLength: 3,
    selector: (key) => key['api-key'],
  }),
});
const configs = fc.record({
  debug: fc.boolean(),
  // Twins are refused, and what stands behind them is put back behind the nearest other one.
  'claude-api-key': fc.uniqueArray(entry, {
    maxLength: 5,
    selector: (one) => [one['api-key'], one['base-url'], one.prefix].join(),
  }),
  'openai-compatibility': fc.uniqueArray(compatible, {
    maxLength: 4,
    selector: (one) => [one.name, one['base-url']].join(),
  }),
}) as fc.Arbitrary<Config>;

interface Step {
  readonly verb: number;
  readonly list: boolean;
  readonly at: number;
  readonly to: number;
  readonly word: number;
}
const steps = fc.array(
  fc.record({ verb: fc.nat(3), list: fc.boolean(), at: fc.nat(), to: fc.nat(), word: fc.nat(2) }),
  { minLength: 1, maxLength: 5 },
) as fc.Arbitrary<Step[]>;

/** Whether the step was taken; a refused one leaves everything as it was. */
function take(work: ProviderConfigDraft, { verb, list, at, to, word: nth }: Step): boolean {
  const place: Place = { list: list ? 'claude-api-key' : 'openai-compatibility' };
  const entries = (work.config[place.list] ?? []) as unknown as Item[];
  const item = entries[at % Math.max(1, entries.length)];
  const keys = (list ? [] : (item?.['api-key-entries'] ?? [])) as unknown as Item[];
  const inside = keys.length > 0 && to % 2 === 1;
  const where: Place = inside ? { ...place, within: item } : place;
  const items = inside ? keys : entries;
  const one = items[at % Math.max(1, items.length)];
  const other = items[to % Math.max(1, items.length)];
  const fresh: Item = inside || list ? { 'api-key': `new${nth}` } : { name: `new${nth}`, 'base-url': 'u1' };
  if (verb === 3) return work.add(where, fresh, other) === undefined;
  if (!one) return false;
  if (verb === 0) return work.remove(where, one) === undefined;
  if (verb === 1)
    return work.move(where, one, other === one || nth === 0 ? null : (other ?? null)) === undefined;
  const fields: Record<string, ConfigValue | undefined> = {
    weight: nth,
    ...(inside
      ? { 'proxy-url': `u${nth}` }
      : { 'base-url': nth === 2 ? undefined : `u${nth}`, prefix: `p${nth}` }),
  };
  return work.change(where, one, fields) === undefined;
}

const data = (value: unknown) => {
  const { 'claude-api-key': claude, 'openai-compatibility': others, debug } = value as Config;
  const items = (others ?? []).map((one) => ({ ...one, 'api-key-entries': one['api-key-entries'] ?? [] }));
  return { debug, claude: claude ?? [], others: items };
};
const edited = (text: string, edits: readonly ConfigEdit[]) => got(applyEdits(text, edits));

describe('a change of provider keys that is worked out', () => {
  test('says in edits exactly what it makes of the config, and its way back gives the config that was', () => {
    fc.assert(
      fc.property(configs, steps, (config, wanted) => {
        const work = draftProviderConfig(config);
        const before = structuredClone(config);
        // What follows a refused step is not carried out either.
        const all = wanted.every((step) => take(work, step));
        fc.pre(all);
        const text = edited(stringify(config), work.edits);
        expect(data(parse(text))).toEqual(data(work.config));
        expect(data(parse(edited(text, work.back())))).toEqual(data(before));
        expect(config).toEqual(before);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });

  test('an entry with the key of another is named by its address, also when that is what changes', () => {
    const config: Config = {
      'claude-api-key': [{ 'api-key': 'k1' }, { 'api-key': 'k1', 'base-url': 'https://u1.example.com' }],
    };
    const work = draftProviderConfig(config);
    const [first, second] = work.config['claude-api-key'] as unknown as [Item, Item];
    const place: Place = { list: 'claude-api-key' };
    work.change(place, second, { 'base-url': 'https://u2.example.com', weight: 2 });
    work.change(place, first, { weight: 1 });
    expect(work.edits.map(({ path }) => path[1])).toEqual([
      { item: { 'api-key': 'k1', 'base-url': 'https://u1.example.com' } },
      { item: { 'api-key': 'k1', 'base-url': 'https://u1.example.com' } },
      { item: { 'api-key': 'k1', 'base-url': null } },
    ]);
    expect(work.change(place, first, { 'base-url': 'https://u2.example.com' })).toMatchObject({
      ok: false,
      kind: 'invalid',
    });
  });
});
