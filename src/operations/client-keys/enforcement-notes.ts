import { formatInstant } from '../../base/text/instant-text.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { OperationContext } from '../operation.ts';

/** A sentence if the server does not enforce the deadline of a rotation; empty if it does. */
export function deadlineWarning({ backend, now }: OperationContext, deadline: number): string {
  if (isEnforced(backend.capabilities)) return '';
  return ` ${unenforced(backend.kind, 'the deadline')}. Finish the rotation yourself before ${formatInstant(deadline, now())}.`;
}

/** The same for the expiry of a key. */
export function expiryWarning({ backend, now }: OperationContext, expiresAt: number | undefined): string {
  if (expiresAt === undefined || isEnforced(backend.capabilities)) return '';
  return ` ${unenforced(backend.kind, 'the expiry')}. Revoke the key yourself before ${formatInstant(expiresAt, now())}.`;
}

export function isEnforced(capabilities: Capabilities): boolean {
  return capabilities.expiry === 'enforced';
}

function unenforced(kind: string, what: string): string {
  return kind === 'disk'
    ? `Only the embedded server enforces ${what}`
    : `This server does not enforce ${what}`;
}

/** The same for limits. */
export function limitsWarning({ backend }: OperationContext): string {
  return backend.capabilities.limits === 'enforced' ? '' : ` ${unenforced(backend.kind, 'limits')}.`;
}
