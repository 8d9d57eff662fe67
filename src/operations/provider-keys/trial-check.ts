import { failure, success } from '../../contract/outcome.ts';
import type { OperationContext } from '../operation.ts';
import { askedOfEntry } from './asked-provider-key.ts';
import { checkAskedKey, type KeyCheckResult } from './check-provider-key.ts';
import type { ProviderKeyCheck } from './rotate-provider-key.ts';

/**
 * The real check of a key before it takes another's place. What says nothing of the key lets it pass, and is told:
 * there may be no request that does, or none that is free.
 * @param mayCost the user has agreed to what it may cost
 */
export function trialCheck(context: OperationContext, mayCost = false): ProviderKeyCheck {
  return async (entry, config, signal) => {
    const during = signal === undefined ? context : { ...context, signal };
    const result = await checkAskedKey(during, askedOfEntry(entry, config), mayCost);
    if (!result.ok) {
      return result.kind === 'unsupported'
        ? success({ message: `The new key was not checked. ${result.message}` })
        : result;
    }
    const { state, message } = result.value;
    if (passes(result.value)) return success({ message });
    return failure(state === 'unreachable' ? 'unreachable' : 'failed', message);
  };
}

const passes = ({ state, cause }: KeyCheckResult): boolean =>
  state === 'works' || state === 'unclear' || state === 'skipped' || cause === 'rate-limit';
