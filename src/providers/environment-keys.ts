import { type Fingerprint, fingerprint } from '../base/secrets/fingerprint.ts';
import { Secret } from '../base/secrets/secret.ts';
import { environmentSecret } from '../base/secrets/secret-text.ts';
import { providers } from './index.ts';
import { ampVariable } from './kinds/amp.ts';
import type { Environment } from './upstream-entry.ts';

/** A key that is in the environment of the server and not in its config. */
export interface EnvironmentKey {
  readonly fingerprint: Fingerprint;
  readonly mask: string;
  /** Absent: only the server knows it. */
  readonly key?: Secret | undefined;
}

/** By variable. */
export type EnvironmentKeys = Readonly<Record<string, EnvironmentKey>>;

/** Variables that can hold a key for our server (F1, J1, K1). */
export const environmentVariables: readonly string[] = [
  ...providers.flatMap(({ settings }) => settings?.preset?.environment ?? []),
  ampVariable,
];

export function keysInEnvironment(environment: Environment): EnvironmentKeys {
  const found = environmentVariables.flatMap((variable) => {
    const value = environmentSecret(environment[variable]);
    if (value === '') return [];
    const key = new Secret(value);
    return [[variable, { fingerprint: fingerprint(value), mask: key.mask, key }] as const];
  });
  return Object.fromEntries(found);
}
