import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { isGrouped } from '../../contract/provider-lists.ts';
import { checkSecret } from '../../providers/fields/field-checks.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import { brokenFile } from '../client-keys/change-keys.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { rowOf } from './add-provider-key.ts';
import { changeProviders } from './change-providers.ts';
import { type Found, findIn } from './find-provider-key.ts';
import { draftProviderConfig, type Item, type ProviderConfigDraft } from './provider-config-draft.ts';
import { type KeyTrial, trialCheck } from './test-provider-keys.ts';
import { words } from './words.ts';

interface RotateProviderKeyInput {
  readonly id: string;
  readonly key: Secret;
  /** `real`: by a request to the provider. Absent if it is not tested; the message says so. */
  readonly check?: KeyTrial | 'real';
  /**
   * The user has agreed to what a real one may cost (`testCost`); else one that may is left out, and that is
   * said.
   */
  readonly mayCost?: boolean;
  /** The old one stays behind the new one and both are used, until it is removed. */
  readonly keepOld?: boolean;
}

interface RotateProviderKeyResult {
  readonly id: string;
  /** What the check said; undefined if there was none. */
  readonly checked: string | undefined;
  /** Of the old key, where it was kept. */
  readonly oldId: string | undefined;
}

/** The new key is tested while the old one is in use, and replaces it only if it works. */
export const rotateProviderKey: Operation<RotateProviderKeyInput, RotateProviderKeyResult> = {
  id: 'rotate-provider-key',
  get title() {
    return words().rotate.title;
  },
  async run(context, { id, key, check, mayCost = false, keepOld = false }) {
    const unfit = checkSecret(key.reveal());
    if (unfit !== undefined) return failure('invalid', unfit);
    const trial = check === 'real' ? trialCheck(context, mayCost) : check;
    const checked = trial && (await testFirst(context, id, key, trial));
    if (checked && !checked.ok) return checked;
    return changeProviders(context, (draft) => {
      const found = findIn(draft, id);
      if (!found.ok) return found;
      const { row } = found.value.entry;
      const before = nameOfProviderKey(row);
      const unclear = putIn(draft, found.value, key, keepOld);
      if (unclear) return unclear;
      const print = fingerprint(key.reveal());
      const now = rowOf(
        draft,
        ({ row: one }) => one.list === row.list && one.fingerprint === print && one.baseUrl === row.baseUrl,
      );
      if (!now.ok) return now;
      const how = checked ? checked.value.message : words().rotate.untested;
      const old = keepOld ? words().rotate.oldStays : '';
      return success({
        result: { id: now.value.id, checked: checked?.value.message, oldId: keepOld ? id : undefined },
        message: words().rotate.done(before, now.value.mask, how, old),
        fingerprints: [row.fingerprint, now.value.fingerprint],
        undone: words().rotate.undone(before),
      });
    });
  },
};

async function testFirst(
  { backend, signal }: OperationContext,
  id: string,
  key: Secret,
  check: KeyTrial,
): Promise<Outcome<{ readonly message: string }>> {
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  if (loaded.value.problem) return brokenFile(loaded.value.problem);
  const draft = draftProviderConfig(loaded.value.config);
  const found = findIn(draft, id);
  if (!found.ok) return found;
  const { entry, item, key: own } = found.value;
  if (!own && isGrouped(entry.row.list)) return noKey();
  const holder = own?.item ?? item;
  holder['api-key'] = key.reveal();
  const value = key.reveal();
  const row = { ...entry.row, key, mask: key.mask, fingerprint: fingerprint(value) };
  const answer = await check({ ...entry, row }, draft.config, signal);
  if (answer.ok) return answer;
  return failure(answer.kind, words().rotate.failed(answer.message));
}

const isThere = () => failure('invalid', words().rotate.there);
const noKey = () => failure('invalid', words().rotate.noKey);

function putIn(
  draft: ProviderConfigDraft,
  { entry, place, item, key }: Found,
  next: Secret,
  keepOld: boolean,
) {
  const own = key ?? { place, item };
  if (!key && isGrouped(entry.row.list)) return noKey();
  const value = next.reveal();
  const siblings = (
    own.place.within ? own.place.within['api-key-entries'] : draft.config[own.place.list]
  ) as Item[];
  const same = siblings.find(
    (other) => other['api-key'] === value && (key || (other['base-url'] || '') === (item['base-url'] || '')),
  );
  if (same) return isThere();
  if (!keepOld) return draft.change(own.place, own.item, { 'api-key': value });
  const copy: Item = { ...structuredClone(own.item), 'api-key': value };
  const unclear = draft.add(own.place, copy, own.item);
  // Before the old one, which fill-first would else go on to use.
  return unclear ?? draft.move(own.place, own.item, copy);
}
