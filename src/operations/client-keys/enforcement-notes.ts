import { formatInstant } from '../../base/text/instant-text.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { OperationContext } from '../operation.ts';
import { words } from './words.ts';

/** A sentence if the server does not enforce the deadline of a rotation; empty if it does. */
export function deadlineWarning({ backend, now }: OperationContext, deadline: number): string {
  if (isEnforced(backend.capabilities)) return '';
  return words().finishBefore(unenforced(backend.kind, 'the deadline'), formatInstant(deadline, now()));
}

/** The same for the expiry of a key. */
export function expiryWarning({ backend, now }: OperationContext, expiresAt: number | undefined): string {
  if (expiresAt === undefined || isEnforced(backend.capabilities)) return '';
  return words().revokeBefore(unenforced(backend.kind, 'the expiry'), formatInstant(expiresAt, now()));
}

export function isEnforced(capabilities: Capabilities): boolean {
  return capabilities.expiry === 'enforced';
}

const unenforced = (kind: string, what: 'the deadline' | 'the expiry' | 'limits'): string =>
  words().unenforced(kind === 'disk', what);

/** The same for limits. */
export function limitsWarning({ backend }: OperationContext): string {
  return backend.capabilities.limits === 'enforced' ? '' : words().note(unenforced(backend.kind, 'limits'));
}
