import type { Secret } from '../../base/secret.ts';
import {
  finishRotation,
  revokeClientKeys,
  rollBackRotation,
  rotateManagementSecret,
} from '../../operations/index.ts';
import type { Act } from '../ui/dialog.ts';
import { ampActs } from './amp-actions.ts';
import { ampQuestionActs } from './amp-unmap.ts';
import { clineActs } from './cline-actions.ts';
import { configActs } from './config-choice.ts';
import type { Desk } from './desk.ts';
import { healthActs } from './health-actions.ts';
import { loginActs } from './login-actions.ts';
import { providerLookActs } from './provider-actions.ts';
import { providerCheckActs } from './provider-check.ts';
import { providerFormActs } from './provider-forms.ts';
import { providerPresetActs } from './provider-presets.ts';
import { providerQuestionActs } from './provider-questions.ts';
import { sessionActs } from './session-actions.ts';
import { snippetActs } from './snippet-actions.ts';
import { usageActs } from './usage-export.ts';

type ActOf<Type extends Act['type']> = Extract<Act, { type: Type }>;
export type Acts<Type extends Act['type']> = {
  readonly [T in Type]: (desk: Desk, act: ActOf<T>) => unknown;
};

const keyActs: Acts<'revoke' | 'finish' | 'roll-back' | 'rotate-secret' | 'quit' | 'quit-keep' | 'stay'> = {
  async revoke({ session, dispatch }, { fingerprints }) {
    const revoked = await session.run(revokeClientKeys, { fingerprints });
    if (revoked.ok) dispatch({ type: 'list', screen: 'client-keys', action: { type: 'unmarked' } });
  },
  finish: ({ session }, { fingerprint }) => session.run(finishRotation, { fingerprint }),
  'roll-back': ({ session }, { fingerprint }) => session.run(rollBackRotation, { fingerprint }),
  async 'rotate-secret'(desk) {
    const rotated = await desk.session.run(rotateManagementSecret, {});
    if (rotated.ok) showOnce(desk, 'The new secret', 'New management secret', rotated.value.secret, false);
  },
  quit: ({ leave }) => leave(),
  async 'quit-keep'({ session, leave }) {
    await session.keepServer();
    leave();
  },
  stay: () => {},
};

/** One line an act; an act without one does not compile. */
const acts: Acts<Act['type']> = {
  ...keyActs,
  ...configActs,
  ...snippetActs,
  ...providerLookActs,
  ...providerFormActs,
  ...providerQuestionActs,
  ...providerCheckActs,
  ...providerPresetActs,
  ...clineActs,
  ...ampActs,
  ...ampQuestionActs,
  ...sessionActs,
  ...usageActs,
  ...loginActs,
  ...healthActs,
};

/** Does what was asked about. Its result, also a conflict, stands on the result line. */
export async function carryOut(desk: Desk, act: Act): Promise<void> {
  desk.dispatch({ type: 'notice', notice: undefined });
  await (acts[act.type] as (desk: Desk, act: Act) => unknown)(desk, act);
}

/** A6: a new secret in full. @param kept the list can show it again; the management secret is kept as a hash only */
export function showOnce(
  { dispatch }: Desk,
  what: string,
  title: string,
  secret: Secret,
  kept: boolean,
): void {
  const after = kept ? ': v shows it again' : ': copy it now, it is not shown again';
  dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'once',
      what,
      title: { before: '', name: title, after },
      secret,
      notes: [],
    },
  });
}
