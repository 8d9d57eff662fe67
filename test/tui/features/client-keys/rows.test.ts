import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientKey } from '../../../../src/contract/client-key.ts';
import { initialConsoleState } from '../../../../src/store/reduce-console.ts';
import { sortRows } from '../../../../src/tui/components/columns.ts';
import { clientKeysFeature } from '../../../../src/tui/features/client-keys/index.tsx';
import { clientKeyList, keyColumns, keyRows } from '../../../../src/tui/features/client-keys/rows.ts';
import { initialUiState, reduceUi } from '../../../../src/tui/ui/ui-state.ts';
import { fakeKey, signedIn, testNow } from '../../../helpers/fake-session.ts';

const deadline = new Date(testNow + 86_400_000).toISOString();
const used = (ago: number) => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 86_400_000,
  lastHour: 0,
  today: ago,
  hours: [],
});
const next = fakeKey('next-team-b', { record: { label: 'team-b' }, activity: used(1) });
const old = fakeKey('team-b', { record: { retiring: { replacedBy: next.fingerprint, deadline } } });
const c = fakeKey('ci', { record: { purpose: 'ci/cd' }, activity: used(2) });
const z = fakeKey('zoe', { weak: true, activity: used(3) });

const ids = (...keys: readonly ClientKey[]) => keys.map(({ id }) => id);
const sorted = (keys: readonly ClientKey[], column: string | undefined, reversed = false) =>
  sortRows(keyColumns, keyRows(keys), { column, reversed }, testNow).map(({ id }) => id);

function found(filter: string, keys: readonly ClientKey[] = [old, next, c, z]) {
  const given = { place: 'http://127.0.0.1:8317', configPath: undefined, readOnly: false };
  const console = { ...initialConsoleState(given), ...signedIn(keys) };
  let ui = reduceUi(initialUiState(80, 24), { type: 'screen', screen: 'client-keys' });
  ui = reduceUi(ui, { type: 'filter-set', text: filter });
  return clientKeyList({ console, ui, now: testNow }).visible.map(({ id }) => id);
}

describe('the order of the client keys', () => {
  test('is that of the last use, the new key of a rotation right below the old one', () => {
    expect(sorted([z, c, next, old], undefined)).toEqual(ids(old, next, c, z));
    expect(sorted([z, c, next, old], undefined, true)).toEqual(ids(z, c, old, next));
  });

  test('follows a column, rotations together', () => {
    expect(sorted([z, old, c, next], 'label')).toEqual(ids(c, old, next, z));
    expect(sorted([c, old, next, z], 'state')[0]).toBe(z.id);
    expect(sorted([c, old, next, z], 'today')).toEqual(ids(z, c, old, next));
    expect(sorted([c, old, next, z], 'purpose')).toEqual(ids(c, old, next, z));
    expect(sorted([z, next, c, old], 'file')).toEqual(ids(z, old, next, c));
  });

  test('never loses or doubles a key, also in tangled rotations', () => {
    const all = [old, next, c, z];
    const tangled = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { maxLength: 4 });
    fc.assert(
      fc.property(
        tangled,
        fc.constantFrom(undefined, ...(clientKeysFeature.sorts ?? [])),
        fc.boolean(),
        (pairs, column, reversed) => {
          const keys = all.map((key, place) => {
            const to = all[pairs.find(([from]) => from === place)?.[1] ?? place];
            const retiring = to && to !== key ? { retiring: { replacedBy: to.fingerprint, deadline } } : {};
            return { ...key, record: { fingerprint: key.fingerprint, ...retiring } };
          });
          const shown = sorted(keys, column, reversed);
          expect(shown.toSorted()).toEqual(keys.map((key) => key.id).sort());
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('the filter of the client keys', () => {
  test('finds words in label, mask, purpose, state and fingerprint, rotations together', () => {
    expect(found('CI/CD')).toEqual(ids(c));
    expect(found('weak zo')).toEqual(ids(z));
    expect(found('retiring')).toEqual(ids(old, next));
    expect(found(c.fingerprint.slice(0, 8))).toEqual(ids(c));
    expect(found('nothing like it')).toEqual([]);
  });

  test('finds keys without a label', () => {
    const bare = fakeKey('bare', { record: { label: '' } });
    const { label: _, ...record } = bare.record ?? { fingerprint: bare.fingerprint };
    expect(found('no label', [c, { ...bare, record }])).toEqual(ids(bare));
  });

  test('says whose a whole pasted key is, and nothing of a part of it', () => {
    expect(found(c.key.reveal())).toEqual(ids(c));
    expect(found(c.key.reveal().slice(0, -1))).toEqual([]);
  });
});
