import { success } from '../../contract/outcome.ts';
import { type EnvironmentKeys, keysInEnvironment } from '../../providers/environment-keys.ts';
import type { Inquiry } from '../operation.ts';

/** Keys that stand where this program runs, to be offered to a config that has none of that provider (J1, K1). */
export const environmentKeys: Inquiry<Record<never, never>, EnvironmentKeys> = {
  id: 'environment-keys',
  title: 'looking for keys in the environment',
  audited: false,
  async run({ environment = {} }) {
    const keys = keysInEnvironment(environment);
    const names = Object.keys(keys);
    const message = names.length === 0 ? 'No key stands in the environment.' : `${names.join(', ')}.`;
    return success({ result: keys, message, fingerprints: [] });
  },
};
