import type { Capabilities } from '../../contract/capabilities.ts';

interface PublicStanding {
  /** There is a place for them on this machine. */
  readonly labels: boolean;
  /** The server's usage records come to us, so that we can count. */
  readonly counting: boolean;
  readonly pushing: boolean;
  /** It has an ampcode block. */
  readonly amp: boolean;
}

/** What holds on a public server. */
export function publicCapabilities({ labels, counting, pushing, amp }: PublicStanding): Capabilities {
  return {
    clientKeys: 'enforced',
    // Kept by the console, beside the server.
    labels: labels ? 'enforced' : 'absent',
    // Kept as well, but the server lets an expired key in.
    expiry: 'shown',
    limits: 'shown',
    activity: counting ? 'shown' : 'absent',
    // Compared by us before a write: the server has no compare-and-write.
    configText: 'shown',
    secretRotation: 'enforced',
    translation: 'enforced',
    everyProvider: 'enforced',
    sessions: 'enforced',
    amp: amp ? 'enforced' : 'absent',
    push: pushing ? 'enforced' : 'absent',
  };
}
