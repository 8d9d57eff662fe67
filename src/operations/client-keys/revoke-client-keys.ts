import type { ServerState } from '../../backend/backend.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ClientKey, KeyRecordEdit } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { removeEverywhere } from './key-lists.ts';
import { standAlone, unretire } from './running-rotation.ts';
import { words } from './words.ts';

interface RevokeClientKeysInput {
  readonly fingerprints: readonly Fingerprint[];
  /** A2: without any key the server lets every request in; only on the user's word. */
  readonly allowEmpty?: boolean;
}

interface RevokeClientKeysResult {
  readonly revoked: readonly { readonly fingerprint: Fingerprint; readonly name: string }[];
  readonly openProxy: boolean;
}

/** Keys stop working with the next request (A7). All of the named keys go or none does. */
export const revokeClientKeys: Operation<RevokeClientKeysInput, RevokeClientKeysResult> = {
  id: 'revoke-client-keys',
  get title() {
    return words().revoke.title;
  },
  run(context, input) {
    return changeKeys(context, (state) => {
      const named = keysOf(state, input.fingerprints);
      if (!named.ok) return named;
      const keys = named.value;
      const going = new Set(keys.map((key) => key.fingerprint));
      const openProxy = state.clientKeys.every((key) => going.has(key.fingerprint));
      if (openProxy && !input.allowEmpty) {
        return failure('invalid', words().revoke.last);
      }
      const names = keys.map(nameOf);
      const what = keys.length === 1 ? `${names[0]}` : words().keys(keys.length);
      const partners = releasePartners(state, going);
      return success({
        recordsFirst: partners.edits,
        edits: keys.flatMap((key) => removeEverywhere(state.config, key.key.reveal())),
        recordsLast: keys.map((key) => ({ op: 'forget' as const, fingerprint: key.fingerprint })),
        result: {
          revoked: keys.map((key) => ({ fingerprint: key.fingerprint, name: nameOf(key) })),
          openProxy,
        },
        message: words().revoke.done(what, partners.note, openProxy),
        fingerprints: keys.map((key) => key.fingerprint),
        undone: words().revoke.undone(what),
      });
    });
  },
};

function keysOf(state: ServerState, fingerprints: readonly Fingerprint[]): Outcome<ClientKey[]> {
  if (fingerprints.length === 0) return failure('invalid', words().noneGiven);
  const keys: ClientKey[] = [];
  for (const print of new Set(fingerprints)) {
    const found = keyOf(state.clientKeys, print);
    if (!found.ok) return found;
    keys.push(found.value);
  }
  return success(keys);
}

/** The other key of a rotation stays; an old one without its replacement must not expire. */
function releasePartners(state: ServerState, going: ReadonlySet<Fingerprint>) {
  const edits: KeyRecordEdit[] = [];
  let note = '';
  for (const key of state.clientKeys) {
    if (going.has(key.fingerprint) || key.id !== key.fingerprint) continue;
    const { replaces, retiring } = key.record ?? {};
    if (retiring && going.has(retiring.replacedBy)) {
      edits.push(unretire(key));
      note = words().revoke.oldStays(nameOf(key));
    } else if (replaces && going.has(replaces)) {
      edits.push(standAlone(key));
    }
  }
  return { edits, note };
}
