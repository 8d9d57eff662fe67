import { type Fields, fieldsOf, json } from '../answers.ts';
import type { Answer, Call, Route } from '../types.ts';
import type { World } from '../world.ts';

const wrong = (status: number, error: string) => json({ error, status: 'error' }, status);
const providers = ['anthropic', 'codex', 'antigravity', 'gemini-cli'];

/** Sign-in flows: begin, hand the redirect over, look at the state (oauth.json of both servers). */
export function signInRoutes(world: World): Route[] {
  const begin = (provider: string) => () => {
    const flow = world.signIns.begin(provider);
    return flow ? json({ state: flow.state, status: 'ok', url: flow.url }) : { status: 404 };
  };
  return [
    ...providers.map((provider) => ({
      ...(provider === 'gemini-cli' ? { kind: 'v6' as const } : {}),
      method: 'GET',
      path: `${provider}-auth-url`,
      handle: begin(provider),
    })),
    {
      method: 'GET',
      path: 'kimi-auth-url',
      handle: () => json({ error: 'failed to generate authorization url' }, 500),
    },
    {
      kind: 'v7',
      method: 'GET',
      path: 'xai-auth-url',
      handle: () => json({ error: 'failed to start device authorization flow' }, 500),
    },
    { method: 'GET', path: 'get-auth-status', handle: ({ query }) => status(world, query.get('state')) },
    {
      method: 'POST',
      path: 'oauth-callback',
      // v7 takes the redirect from anyone; v6 was only ever asked with a key.
      open: world.kind === 'v7',
      handle: (call) => callback(world, call),
    },
    {
      kind: 'v7',
      method: 'DELETE',
      path: 'oauth-session',
      handle: ({ query }) => cancel(world, query.get('state')),
    },
  ];
}

function isState(text: string): boolean {
  return text.length <= 128 && /^[\w.~-]+$/.test(text) && !text.includes('..');
}

function status(world: World, state: string | null): Answer {
  // Nothing asked, nothing wrong: this "ok" has fooled consoles before.
  if (!state) return json({ status: 'ok' });
  if (!isState(state)) return wrong(400, 'invalid state');
  const stage = world.signIns.stage(state);
  if (stage === undefined && world.kind === 'v6') return json({ status: 'ok' });
  if (stage === undefined) return wrong(200, 'unknown or expired state');
  return typeof stage === 'string' ? json({ status: stage }) : wrong(200, stage.error);
}

function callback(world: World, call: Call): Answer {
  const fields = fieldsOf(call);
  if (!fields) return wrong(400, 'invalid body');
  const named = String(fields.provider ?? '')
    .trim()
    .toLowerCase();
  const provider = world.signIns.named(named);
  const needed = world.kind === 'v6' || named !== '';
  if (needed && !provider) return wrong(400, 'unsupported provider');
  const redirect = redirectOf(fields);
  if (!redirect) return wrong(400, 'invalid redirect_url');
  const { state, code, error } = redirect;
  if (state === '') return wrong(400, 'state is required');
  if (!isState(state)) return wrong(400, 'invalid state');
  if (code === '' && error === '') return wrong(400, 'code or error is required');
  const stage = world.signIns.stage(state);
  if (stage === undefined) return wrong(404, 'unknown or expired state');
  if (stage !== 'wait') return wrong(409, notPending(world, stage));
  if (provider && provider !== world.signIns.provider(state))
    return wrong(400, 'provider does not match state');
  world.signIns.hand(state, error === '' ? { code } : { error });
  return json({ status: 'ok' });
}

function notPending(world: World, stage: 'ok' | { readonly error: string }): string {
  if (world.kind === 'v6') return 'oauth flow is not pending';
  return stage === 'ok' ? 'oauth flow is already completed' : stage.error;
}

function redirectOf(fields: Fields): { state: string; code: string; error: string } | undefined {
  const text = (name: string) => String(fields[name] ?? '').trim();
  const pasted = text('redirect_url');
  if (pasted === '') return { state: text('state'), code: text('code'), error: text('error') };
  if (!URL.canParse(pasted)) return undefined;
  const { searchParams } = new URL(pasted);
  const one = (name: string) => searchParams.get(name) ?? text(name);
  return { state: one('state'), code: one('code'), error: one('error') };
}

function cancel(world: World, state: string | null): Answer {
  if (!state) return wrong(400, 'missing state');
  return isState(state)
    ? json({ cancelled: world.signIns.cancel(state), status: 'ok' })
    : wrong(400, 'invalid state');
}
