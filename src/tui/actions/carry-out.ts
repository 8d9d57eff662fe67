import type { Secret } from '../../base/secret.ts';
import {
  finishRotation,
  revokeClientKeys,
  rollBackRotation,
  rotateManagementSecret,
} from '../../operations/index.ts';
import type { Act } from '../ui/dialog.ts';
import type { Desk } from './desk.ts';

/** Does what was asked about. Its result, also a conflict, stands on the result line. */
export async function carryOut(desk: Desk, act: Act): Promise<void> {
  const { session, dispatch } = desk;
  dispatch({ type: 'notice', notice: undefined });
  switch (act.type) {
    case 'revoke': {
      const revoked = await session.run(revokeClientKeys, { fingerprints: act.fingerprints });
      if (revoked.ok) dispatch({ type: 'list', screen: 'client-keys', action: { type: 'unmarked' } });
      return;
    }
    case 'finish':
      await session.run(finishRotation, { fingerprint: act.fingerprint });
      return;
    case 'roll-back':
      await session.run(rollBackRotation, { fingerprint: act.fingerprint });
      return;
    case 'rotate-secret': {
      const rotated = await session.run(rotateManagementSecret, {});
      if (rotated.ok) showOnce(desk, 'The new secret', 'New management secret', rotated.value.secret);
      return;
    }
    case 'quit':
      desk.leave();
  }
}

/** A6: the one time that a new secret is on the screen. */
export function showOnce({ dispatch }: Desk, what: string, title: string, secret: Secret): void {
  dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'once',
      what,
      title: { before: '', name: title, after: ': copy it now, it is not shown again' },
      secret,
      notes: [],
    },
  });
}
