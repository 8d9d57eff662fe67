import { parseJson } from '../../../base/json/parse-json.ts';
import type { SignInStart } from '../../../contract/sign-in.ts';
import { type Answer, json } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import type { ManagementHandler, OpenHandler } from '../management-request.ts';
import { isState, readAnswer } from './sign-in-answer.ts';

/** Recorded oauth.json: begins a login at the provider that the path names. */
export const startSignIn: ManagementHandler = async ({ signIns, params, query, body, now }) => {
  const sent = parseJson(body) as { project_id?: unknown; again?: unknown } | undefined;
  const text = (name: 'project_id' | 'again') => {
    const value = query.get(name) ?? sent?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const started = await signIns.start(params.provider ?? '', {
    project: text('project_id'),
    again: text('again'),
  });
  if (started.ok) return json(200, urlAnswer(started.value, now()));
  return failureAnswer(started, 'failed to generate authorization url', 500);
};

/** Recorded oauth.json; an unknown state is an error, as in v7, and a missing one is "ok". */
export const getSignInStatus: ManagementHandler = async ({ signIns, query }) => {
  const state = query.get('state');
  if (!state) return json(200, { status: 'ok' });
  if (!isState(state)) return wrong(400, 'invalid state');
  const flow = signIns.flow(state);
  switch (flow?.phase) {
    case 'waiting':
    case 'exchanging':
      return json(200, { status: 'wait' });
    case 'done':
      return json(200, { status: 'ok', name: flow.name, account: flow.account });
    case 'failed':
      return wrong(200, flow.reason);
    case 'timed-out':
      return wrong(200, 'Timeout waiting for OAuth callback');
    default:
      return wrong(200, 'unknown or expired state');
  }
};

/** Recorded oauth.json: takes the callback of the browser; 200 is "accepted", the status route reports the result. */
export const submitSignIn: OpenHandler = async ({ signIns, body }) => {
  const read = readAnswer(body);
  if ('error' in read) return wrong(400, read.error);
  const verdict = signIns.answer(read.redirect, read.provider);
  switch (verdict) {
    case 'accepted':
      return json(200, { status: 'ok' });
    case 'unknown':
      return wrong(404, 'unknown or expired state');
    case 'other provider':
      return wrong(400, 'provider does not match state');
    case 'completed':
      return wrong(409, 'oauth flow is already completed');
    case 'not pending':
      return wrong(409, 'oauth flow is not pending');
    default:
      return wrong(409, verdict.failed);
  }
};

export const cancelSignIn: ManagementHandler = async ({ signIns, query }) => {
  const state = query.get('state');
  if (!state) return wrong(400, 'missing state');
  if (!isState(state)) return wrong(400, 'invalid state');
  return json(200, { status: 'ok', cancelled: signIns.cancel(state) });
};

function urlAnswer({ url, state, flow, userCode, expiresAt }: SignInStart, now: number) {
  const device = {
    flow,
    user_code: userCode,
    expires_in: Math.round((expiresAt - now) / 1000),
  };
  return { status: 'ok', url, state, ...(flow === 'device' && device) };
}

const wrong = (status: number, error: string): Answer => json(status, { status: 'error', error });
