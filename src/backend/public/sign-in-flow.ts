import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { PublicClient } from './public-client.ts';

/** A sign-in at a provider that the server has begun. */
export interface SignInFlow {
  readonly url: string;
  readonly state: string;
  /** Device flow: what the user types at the provider. */
  readonly userCode?: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** Auth files as they were: `name` and time of their last change. */
  readonly filesBefore: ReadonlySet<string>;
}

export type SignInStanding =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };

/** ms for which the server waits for the callback. */
const patience = 5 * 60_000;

/** @param provider as in the path: anthropic, codex, antigravity, kimi, xai; v6 has gemini-cli as well */
export async function startSignIn(
  client: PublicClient,
  provider: string,
  now: number,
): Promise<Outcome<SignInFlow>> {
  const files = await fileMarks(client);
  if (!files.ok) return files;
  const begun = await client.request('getSignInUrl', { params: { provider } });
  if (!begun.ok) return begun;
  const { url, state, user_code: userCode } = begun.value;
  return success({
    url,
    state,
    ...(userCode !== undefined && { userCode }),
    startedAt: now,
    filesBefore: files.value,
  });
}

/** Hands over the address that the provider sent the browser to; a 200 means taken, not finished. */
export async function finishSignIn(client: PublicClient, redirectUrl: string): Promise<Outcome<void>> {
  if (!URL.canParse(redirectUrl)) {
    return failure('invalid', 'That is no address: paste the whole line of the browser, from http on.');
  }
  const handed = await client.request('postSignInCallback', { input: { redirect_url: redirectUrl } });
  return handed.ok ? success(undefined) : handed;
}

/**
 * How a sign-in stands. The server says `ok` without a state, and v6 also for one that it does not know (any more):
 * so it is never asked without, and there only an auth file that is new or changed proves it.
 */
export async function checkSignIn(
  client: PublicClient,
  flow: SignInFlow,
  now: number,
): Promise<Outcome<SignInStanding>> {
  if (flow.state.trim() === '') return failure('invalid', 'This sign-in has no state: begin it again.');
  const status = await client.request('getSignInStatus', { query: { state: flow.state } });
  if (!status.ok) return status;
  if (status.value.status === 'wait') return success({ kind: 'waiting' });
  if (status.value.status === 'error') {
    return success({ kind: 'failed', reason: status.value.error ?? 'The provider refused it.' });
  }
  if (client.generation() !== 'v6') return success({ kind: 'done' });
  const files = await fileMarks(client);
  if (!files.ok) return files;
  if ([...files.value].some((mark) => !flow.filesBefore.has(mark))) return success({ kind: 'done' });
  if (now - flow.startedAt < patience) return success({ kind: 'waiting' });
  return success({
    kind: 'failed',
    reason: 'The server no longer knows this sign-in, and no auth file came of it.',
  });
}

async function fileMarks(client: PublicClient): Promise<Outcome<Set<string>>> {
  const files = await client.request('getAuthFiles');
  if (!files.ok) return files;
  return success(
    new Set(files.value.files.map((it) => `${it.name} ${String(it.modtime ?? it.updated_at ?? '')}`)),
  );
}
