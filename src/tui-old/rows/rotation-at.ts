import type { ClientKey } from '../../contract/client-key.ts';

/** The running rotation that a key is the old or the new one of (A8). */
export function rotationAt(
  keys: readonly ClientKey[],
  key: ClientKey,
): { readonly old: ClientKey; readonly replacement: ClientKey | undefined } | undefined {
  const old = key.record?.retiring
    ? key
    : keys.find((other) => other.record?.retiring?.replacedBy === key.fingerprint);
  if (!old) return undefined;
  const replacement = keys.find((other) => other.fingerprint === old.record?.retiring?.replacedBy);
  return { old, replacement };
}
