import type { Outcome } from '../../contract/outcome.ts';
import type { SignedInAccount } from '../../providers/oauth.ts';
import type { OAuthClient } from '../oauth-client.ts';
import { askForTokens, type DeviceCode } from './device-grant.ts';
import type { SignInTimers } from './running-sign-in.ts';

/** What RFC 8628 adds to the pause when the provider asks for it, ms. */
const slower = 5_000;

/**
 * Asks for the tokens of a device code, as often as the provider allows, until the code has been typed or refused.
 * undefined: it was stopped. @param pause resolves early when the signal aborts
 */
export async function watchDevice(
  client: OAuthClient,
  { deviceCode, interval }: DeviceCode,
  pause: (ms: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<Outcome<SignedInAccount> | undefined> {
  let wait = interval;
  for (;;) {
    await pause(wait, signal);
    if (signal.aborted) return undefined;
    const asked = await askForTokens(client, deviceCode, signal);
    if (signal.aborted) return undefined;
    // Silence is no refusal: the code stays good until its time is up (RFC 8628, 3.5).
    if (!asked.ok && asked.kind === 'unreachable') wait += slower;
    else if (!asked.ok) return asked;
    else if (asked.value === 'slower') wait += slower;
    else if (asked.value !== 'pending') return { ok: true, value: asked.value };
  }
}

/** A pause that ends with the signal. */
export const pauseBy =
  (after: SignInTimers['after']) =>
  (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clear();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const clear = after(ms, end);
      signal.addEventListener('abort', end);
    });
