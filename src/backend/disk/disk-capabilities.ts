import type { Capabilities } from '../../contract/capabilities.ts';

/**
 * What holds when nobody but the files is asked. Keys, secret and sessions are enforced by the next server that loads
 * them; an expiry is kept, and only the embedded server acts on it.
 */
export function diskCapabilities(hasActivity: boolean): Capabilities {
  return {
    clientKeys: 'enforced',
    labels: 'enforced',
    expiry: 'shown',
    limits: 'shown',
    activity: hasActivity ? 'shown' : 'absent',
    configText: 'enforced',
    secretRotation: 'enforced',
    translation: 'shown',
    everyProvider: 'shown',
    sessions: 'enforced',
    // By v6 and ours; which server loads these files is not known.
    amp: 'enforced',
    push: 'enforced',
  };
}
