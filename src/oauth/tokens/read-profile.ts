import { type Fields, objectIn } from '../../providers/json-fields.ts';
import type { OAuthClient } from '../oauth-client.ts';

/**
 * What the provider reports about the account besides its tokens. Empty if nothing; the login is valid
 * anyway.
 */
export async function readProfile(
  { record, profileEndpoint, requests, fetch }: OAuthClient,
  accessToken: string,
  signal?: AbortSignal,
): Promise<Fields> {
  if (profileEndpoint === undefined) return {};
  const url = new URL(profileEndpoint);
  const { tokenIn, within } = record.profileEndpoint ?? {};
  if (tokenIn !== undefined) url.searchParams.set(tokenIn, accessToken);
  const headers = {
    accept: 'application/json',
    ...(tokenIn === undefined && { authorization: `Bearer ${accessToken}` }),
  };
  try {
    const response = await fetch(url.href, { headers, redirect: 'error', signal: requests(signal).signal });
    const profile = response.ok ? ((await response.json()) as unknown) : undefined;
    if (typeof profile !== 'object' || profile === null) return {};
    return within === undefined ? (profile as Fields) : objectIn(profile as Fields, within);
  } catch {
    return {};
  }
}
