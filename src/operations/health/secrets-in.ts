import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';

/** Fields whose value, or values, are a key or a secret. */
const secretFields = new Set(['api-key', 'api-keys', 'upstream-api-key', 'secret-key']);

/** Every key and secret of a config, each once; a shorter text than 8 characters could be any word. */
export function secretsIn(config: Config): readonly Secret[] {
  const values = new Set<string>();
  collect(config, false, values);
  return [...values].filter((value) => value.length >= 8).map((value) => new Secret(value));
}

function collect(value: unknown, secret: boolean, into: Set<string>): void {
  if (typeof value === 'string') {
    if (secret) into.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      // A list of entries under a name such as claude-api-key is no secret itself: what is in it may be.
      collect(inner, secretFields.has(name), into);
    }
  }
}
