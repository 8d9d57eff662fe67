import * as oauth from 'oauth4webapi';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Fields } from '../../providers/json-fields.ts';
import type { SignedInAccount } from '../../providers/oauth.ts';
import { explainFailure, oauthErrorOf } from '../explain-failure.ts';
import type { OAuthClient } from '../oauth-client.ts';
import { readProfile } from '../tokens/read-profile.ts';
import type { SignInTimers } from './running-sign-in.ts';

/** A code that waits to be typed at the provider (RFC 8628). */
export interface DeviceCode {
  /** Secret between this program and the provider. */
  readonly deviceCode: string;
  readonly userCode: string;
  /** With the code in it, where the provider gives such a one. */
  readonly url: string;
  /** ms. */
  readonly lasts: number;
  readonly interval: number;
}

export async function requestDeviceCode(
  { record, server, client, authentication, scope, requests }: OAuthClient,
  signal?: AbortSignal,
): Promise<Outcome<DeviceCode>> {
  try {
    const parameters = new URLSearchParams(scope === '' ? {} : { scope });
    const response = await oauth.deviceAuthorizationRequest(
      server,
      client,
      authentication,
      parameters,
      requests(signal),
    );
    const answer = await oauth.processDeviceAuthorizationResponse(server, client, response);
    return success({
      deviceCode: answer.device_code,
      userCode: answer.user_code,
      url: answer.verification_uri_complete ?? answer.verification_uri,
      lasts: answer.expires_in * 1000,
      interval: (answer.interval ?? 5) * 1000,
    });
  } catch (error) {
    return explainFailure(record.title, error, []);
  }
}

/** `slower`: the provider wants 5 s more between two questions. */
type DeviceAnswer = SignedInAccount | 'pending' | 'slower';

async function askForTokens(
  oauthClient: OAuthClient,
  deviceCode: string,
  signal?: AbortSignal,
): Promise<Outcome<DeviceAnswer>> {
  const { record, server, client, authentication, requests } = oauthClient;
  try {
    const response = await oauth.deviceCodeGrantRequest(
      server,
      client,
      authentication,
      deviceCode,
      requests(signal),
    );
    const answer = await oauth.processDeviceCodeResponse(server, client, response);
    const claims: Fields = oauth.getValidatedIdTokenClaims(answer) ?? {};
    return success({ answer, claims, profile: await readProfile(oauthClient, answer.access_token, signal) });
  } catch (error) {
    const code = oauthErrorOf(error)?.code;
    if (code === 'authorization_pending') return success('pending');
    if (code === 'slow_down') return success('slower');
    return explainFailure(record.title, error, [deviceCode]);
  }
}

/** What RFC 8628 adds to the pause when the provider asks for it, ms. */
const slower = 5_000;

/**
 * Asks for the tokens of a device code, as often as the provider allows, until the code has been typed or
 * refused. undefined if it was stopped. @param pause resolves early when the signal aborts
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
