import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import type { KeyRecord } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import {
  alreadyThere,
  checkNewKey,
  checkPrefix,
  equalKey,
  readLabel,
  sameLabelWarning,
} from './check-key-input.ts';
import { expiryWarning } from './enforcement-notes.ts';
import { clientKeysPath } from './key-lists.ts';
import { words } from './words.ts';

interface AddClientKeyInput {
  readonly label?: string;
  readonly purpose?: string;
  /** ms since the epoch. */
  readonly expiresAt?: number;
  /** Start of the key that is made. */
  readonly prefix?: string;
  /** A key made elsewhere; absent: one is made (A4). */
  readonly key?: Secret;
}

interface AddClientKeyResult {
  /** To be shown once (A6). */
  readonly key: Secret;
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly purpose: string | undefined;
}

export const addClientKey: Operation<AddClientKeyInput, AddClientKeyResult> = {
  id: 'add-client-key',
  get title() {
    return words().add.title;
  },
  async run(context, input) {
    const { now, randomBytes } = context;
    const prefix = checkPrefix(input.prefix);
    if (!prefix.ok) return prefix;
    if (input.expiresAt !== undefined && !(input.expiresAt > now())) {
      return failure('invalid', words().expiryPast);
    }
    const value = checkNewKey(input.key ? input.key.reveal() : generateKey(randomBytes, prefix.value));
    if (!value.ok) return value;

    const named = readLabel('label', input.label);
    if (!named.ok) return named;
    const meant = readLabel('purpose', input.purpose);
    if (!meant.ok) return meant;
    const [label, purpose] = [named.value, meant.value];
    const key = new Secret(value.value);
    const print = fingerprint(value.value);
    return changeKeys(context, (state) => {
      const equal = equalKey(state.clientKeys, value.value);
      if (equal) return alreadyThere(equal);
      const record: KeyRecord = {
        fingerprint: print,
        ...(label === undefined ? {} : { label }),
        ...(purpose === undefined ? {} : { purpose }),
        createdAt: new Date(now()).toISOString(),
        ...(input.expiresAt === undefined ? {} : { expiresAt: new Date(input.expiresAt).toISOString() }),
      };
      const name = label ?? key.mask;
      return success({
        recordsFirst: [{ op: 'put', record }],
        edits: [{ op: 'append', path: clientKeysPath, value: value.value }],
        recordsLast: [],
        result: { key, fingerprint: print, label, purpose },
        message: words().add.done(
          name,
          sameLabelWarning(state.clientKeys, label),
          expiryWarning(context, input.expiresAt),
        ),
        fingerprints: [print],
        undone: words().add.undone(name),
      });
    });
  },
};
