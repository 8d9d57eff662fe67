import { parseJson } from '../../../base/json/parse-json.ts';
import type { Redirect } from '../../../oauth/flow/read-redirect.ts';
import { signInRecord } from '../../../providers/accounts/sign-in-records.ts';

/** The format of a `state` (recorded oauth.json of v6). */
export function isState(text: string): boolean {
  return text.length <= 128 && /^[\w.~-]+$/.test(text) && !text.includes('..');
}

type ReadAnswer =
  | { readonly redirect: Redirect; readonly provider: string | undefined }
  | { readonly error: string };

/** Body of `POST oauth-callback`: the whole address, or its parts. Order and messages of the refusals are recorded. */
export function readAnswer(body: string): ReadAnswer {
  const sent = parseJson(body);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return { error: 'invalid body' };
  const fields = sent as Record<string, unknown>;
  const text = (name: string): string => String(fields[name] ?? '').trim();
  const [provider, address] = [text('provider'), text('redirect_url')];
  if (provider !== '' && !signInRecord(provider)?.browser) return { error: 'unsupported provider' };
  if (address !== '' && !URL.canParse(address)) return { error: 'invalid redirect_url' };
  const query = address === '' ? {} : Object.fromEntries(new URL(address).searchParams);
  const parameters: Record<string, string> = { ...query };
  for (const name of ['state', 'code', 'error'])
    if (!parameters[name] && text(name) !== '') parameters[name] = text(name);
  const { state = '', code, error } = parameters;
  if (state === '') return { error: 'state is required' };
  if (!isState(state)) return { error: 'invalid state' };
  if (!code && !error) return { error: 'code or error is required' };
  return { redirect: { state, parameters }, provider: provider === '' ? undefined : provider };
}
