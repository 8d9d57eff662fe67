import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientKey } from '../../src/contract/client-key.ts';
import { visibleKeys } from '../../src/tui-old/rows/visible-keys.ts';
import { sortOrders } from '../../src/tui-old/ui/ui-state.ts';
import { fakeKey, testNow } from '../helpers/fake-session.ts';

const deadline = new Date(testNow + 86_400_000).toISOString();
const next = fakeKey('next-team-b', { record: { label: 'team-b' } });
const old = fakeKey('team-b', { record: { retiring: { replacedBy: next.fingerprint, deadline } } });
const c = fakeKey('ci', { record: { purpose: 'ci/cd' } });
const z = fakeKey('zoe', { weak: true });
const order = { filter: '', sort: 'file', descending: false } as const;
const labels = (keys: readonly ClientKey[]) => keys.map((key) => key.record?.label);

describe('the keys of the list', () => {
  test('stand as in the file, the new key of a rotation right under the old one', () => {
    expect(visibleKeys([next, c, old, z], order, testNow)).toEqual([old, next, c, z]);
  });

  test('sort by what was asked for, rotations together', () => {
    expect(labels(visibleKeys([z, old, c, next], { ...order, sort: 'label' }, testNow))).toEqual([
      'ci',
      'team-b',
      'team-b',
      'zoe',
    ]);
    expect(visibleKeys([c, old, next, z], { ...order, sort: 'state' }, testNow)[0]).toBe(z);
  });

  test('filter by words in label, mask, purpose, state or fingerprint', () => {
    const find = (filter: string) => visibleKeys([old, next, c, z], { ...order, filter }, testNow);
    expect(find('CI/CD')).toEqual([c]);
    expect(find('weak zo')).toEqual([z]);
    expect(find('retiring')).toEqual([old, next]);
    expect(find(c.fingerprint.slice(0, 8))).toEqual([c]);
    expect(find('nothing like it')).toEqual([]);
  });

  test('no way of sorting loses or doubles a key, also not in tangled rotations', () => {
    const all = [old, next, c, z];
    const tangled = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { maxLength: 4 });
    fc.assert(
      fc.property(tangled, fc.constantFrom(...sortOrders), fc.boolean(), (pairs, sort, descending) => {
        const keys = all.map((key, place) => {
          const to = all[pairs.find(([from]) => from === place)?.[1] ?? place];
          const retiring = to && to !== key ? { retiring: { replacedBy: to.fingerprint, deadline } } : {};
          return { ...key, record: { fingerprint: key.fingerprint, ...retiring } };
        });
        const shown = visibleKeys(keys, { filter: '', sort, descending }, testNow);
        expect(shown.map((key) => key.id).sort()).toEqual(keys.map((key) => key.id).sort());
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
