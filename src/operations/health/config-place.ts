import type { ClientKey } from '../../contract/client-key.ts';
import type { PathStep } from '../../contract/config-edit.ts';
import type { CaseFacts } from './case-facts.ts';
import type { Where } from './finding.ts';

/** A place in config.yaml, with its line where the text is known. */
export function inConfig(facts: CaseFacts, path: readonly PathStep[], setting = dotted(path)): Where {
  const { file, machine } = facts;
  return {
    file: machine.known ? machine.value.configPath : 'config.yaml',
    line: file.known ? file.value.lineOf(path) : undefined,
    setting,
  };
}

/** The first entry of a client key. */
export function ofKey(facts: CaseFacts, key: ClientKey): Where {
  return {
    ...inConfig(facts, ['api-keys', { item: key.key.reveal() }], 'api-keys'),
    fingerprint: key.fingerprint,
  };
}

/** Items are left out: what names them may be a secret. */
const dotted = (path: readonly PathStep[]): string =>
  path.filter((step) => typeof step === 'string').join('.');
