import { setTimeout as pause } from 'node:timers/promises';
import {
  type CallbackPage,
  callbackHeaders,
  callbackHtml,
  failedPage,
  pageOf,
} from '../../oauth/flow/callback-page.ts';
import { readRedirect } from '../../oauth/flow/read-redirect.ts';
import type { SignIns } from '../../oauth/flow/sign-ins.ts';
import { signInRecords } from '../../providers/accounts/sign-in-records.ts';
import type { Answer } from '../http/answer.ts';
import type { RequestTarget } from '../http/request-target.ts';

/** ms that a browser waits for the end of its login. */
const pageWaits = 20_000;

const words = new Map(
  signInRecords.flatMap(({ callbackWord, title }) => (callbackWord ? [[callbackWord, title] as const] : [])),
);

/** `/anthropic/callback` and the like (E2); undefined for any other path. */
export function callbackProvider(method: string, path: string): string | undefined {
  const [, word = ''] = /^\/([a-z-]+)\/callback$/.exec(path) ?? [];
  return method === 'GET' && words.has(word) ? word : undefined;
}

/**
 * The page for a browser that is redirected to this server instead of a port of its own machine. Unlike the page of
 * the public server, it shows how the login ended, and runs no script to close itself.
 */
export async function answerCallback(
  word: string,
  { query }: RequestTarget,
  signIns: SignIns,
): Promise<Answer> {
  const redirect = readRedirect(`?${query}`);
  if (!redirect) return page(400, failedPage('The address contains no answer of a provider.'));
  const verdict = signIns.answer(redirect, word);
  if (verdict === 'unknown')
    return page(
      404,
      failedPage('No login is waiting for this answer. It has ended, or ten minutes have passed.'),
    );
  if (verdict === 'other provider') return page(400, failedPage('This answer is for another provider.'));
  const title = words.get(word) ?? word;
  const stop = new AbortController();
  await Promise.race([
    signIns.ended(redirect.state),
    pause(pageWaits, undefined, { ref: false, signal: stop.signal }).catch(() => {}),
  ]);
  stop.abort();
  const flow = signIns.flow(redirect.state) ?? { phase: 'cancelled' as const, provider: word };
  const shown = pageOf(flow, title);
  return page(shown.ok ? 200 : 400, shown);
}

const page = (status: number, shown: CallbackPage): Answer => ({
  status,
  headers: callbackHeaders,
  body: callbackHtml(shown),
});
