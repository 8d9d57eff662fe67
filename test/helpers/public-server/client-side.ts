import { isFields, json, notFound, refusal } from './answers.ts';
import type { Answer, Call } from './types.ts';
import type { World } from './world.ts';

const samples = ['your-api-key-1', 'your-api-key-2', 'your-api-key-3'];
const endpoints = ['POST /v1/chat/completions', 'POST /v1/completions', 'GET /v1/models'];
const page = '<html><body>Authentication successful. You can close this window.</body></html>';

/** What clients see: health, start page, model list and the judgement of a client key (client.json). */
export async function clientSide(world: World, call: Call): Promise<Answer> {
  const { method, path } = call;
  if (path === '/healthz' && method === 'GET') return json({ status: 'ok' });
  if (path === '/healthz' && method === 'HEAD') return { status: 200 };
  if (path === '/keep-alive' && world.options.localPassword) return keepAlive(world, call);
  if (path === '/management.html') return { status: 404 };
  const callback = /^\/(anthropic|codex|antigravity|google)\/callback$/.exec(path);
  if (method === 'GET' && callback && (callback[1] !== 'google' || world.kind === 'v6')) {
    world.signIns.redirected(String(callback[1]), call.query);
    return { status: 200, text: page, type: 'text/html; charset=utf-8' };
  }
  if (path === '/' && method === 'GET') return startPage(world);
  if (world.kind === 'v6' && path.startsWith('/api/')) return judge(world, call) ?? ampUpstream(world, call);
  const known =
    /^\/(v1|v1beta|backend-api)\//.test(path) && !path.endsWith('/nosuch') && !path.endsWith('/nope');
  if (!known) return notFound(world.kind);
  const isSocket = method === 'GET' && /^\/(v1\/(responses|ws)|backend-api\/codex\/responses)$/.test(path);
  const anyone = path === '/v1/ws' && world.store.inForce['ws-auth'] !== true;
  const refused = anyone ? undefined : judge(world, call);
  if (refused) return refused;
  if (isSocket) {
    const headers = { 'X-Content-Type-Options': 'nosniff' };
    return { status: 400, text: 'Bad Request\n', type: 'text/plain; charset=utf-8', headers };
  }
  if (method === 'GET' && path === '/v1/models') return models(world, call);
  if (method === 'POST') return { ...world.upstream(call, keysOf(call)[0] ?? ''), type: 'application/json' };
  return notFound(world.kind);
}

/** A made-up Amp, which says what key it was sent. */
function ampUpstream(world: World, call: Call): Answer {
  return json({ key: world.store.amp.keyFor(keysOf(call)[0] ?? '') });
}

/** Every place where a client may put its key; any good one is enough. */
export function keysOf({ headers, query }: Call): string[] {
  const authorization = String(headers.authorization ?? '').replace(/^bearer\s+/i, '');
  const places = [
    authorization,
    headers['x-goog-api-key'],
    headers['x-api-key'],
    query.get('key'),
    query.get('auth_token'),
  ];
  return places.map((key) => String(key ?? '').trim()).filter((key) => key !== '');
}

/** The refusal of a client; no keys at all let everybody in. */
function judge(world: World, call: Call): Answer | undefined {
  const keys = world.store.inForce['api-keys'] ?? [];
  if (world.kind === 'v7' && world.startedWithSample && keys.some((key) => samples.includes(key))) {
    return {
      ...json(
        {
          error: 'unsafe_example_api_key',
          message:
            'Proxy API endpoints are disabled because api-keys contains template values. Open /management.html?safe-mode=configure, update api-keys in Management, then retry.',
        },
        403,
      ),
      headers: { 'X-Cpa-Safe-Mode': 'example-api-key' },
    };
  }
  if (keys.length === 0) return undefined;
  const given = keysOf(call);
  if (given.length === 0) return refusal(401, 'Missing API key');
  return given.some((key) => keys.includes(key)) ? undefined : refusal(401, 'Invalid API key');
}

function keepAlive(world: World, call: Call): Answer {
  const given = String(call.headers['x-local-password'] ?? '') || keysOf(call)[0];
  return given === world.options.localPassword ? json({ status: 'ok' }) : refusal(401, 'invalid password');
}

function startPage(world: World): Answer {
  const unsafe = (world.store.inForce['api-keys'] ?? []).some((key) => samples.includes(key));
  if (world.kind === 'v7' && world.startedWithSample && unsafe) {
    const headers = { 'Cache-Control': 'no-store' };
    return {
      status: 200,
      text: '<html>Replace the template keys.</html>',
      type: 'text/html; charset=utf-8',
      headers,
    };
  }
  return json({ endpoints, message: 'CLI Proxy API Server' });
}

function models(world: World, call: Call): Answer {
  const created = Math.floor(world.now() / 1000);
  const found = modelsOf(world).map(({ alias, owner }) => ({ id: alias, owner }));
  if (call.headers['anthropic-version']) {
    const data = found.map(({ id, owner }) => ({
      created_at: '2026-01-01T00:00:00Z',
      display_name: id,
      id,
      max_input_tokens: 128_000,
      max_tokens: 8192,
      object: 'model',
      owned_by: owner,
      type: 'model',
    }));
    return json({ data, has_more: false, first_id: data[0]?.id ?? '', last_id: data.at(-1)?.id ?? '' });
  }
  const data = found.map(({ id, owner }) => ({ created, id, object: 'model', owned_by: owner }));
  return json({ data, object: 'list' });
}

/** A model that clients may ask for, and the upstream keys that it would be asked with. */
export interface OfferedModel {
  readonly name: string;
  readonly alias: string;
  readonly owner: string;
  readonly keys: readonly string[];
}

/** The models that openai-compatibility and the provider lists of the running config offer. */
export function modelsOf(world: World): OfferedModel[] {
  const config = world.store.inForce;
  const listed = (name: string) => (Array.isArray(config[name]) ? config[name] : []).filter(isFields);
  const compat = listed('openai-compatibility').filter((one) => one.disabled !== true);
  const entries = [
    ...compat.map((one) => ({
      owner: String(one.name),
      models: one.models,
      keys: keysIn(one['api-key-entries']),
    })),
    ...['claude-api-key', 'codex-api-key', 'gemini-api-key'].flatMap((name) =>
      listed(name).map((one) => ({
        owner: name.replace('-api-key', ''),
        models: one.models,
        keys: [String(one['api-key'])],
      })),
    ),
  ];
  return entries.flatMap(({ owner, models: list, keys }) =>
    (Array.isArray(list) ? list : []).filter(isFields).map((model) => ({
      name: String(model.name),
      alias: String(model.alias ?? model.name),
      owner,
      keys,
    })),
  );
}

function keysIn(entries: unknown): string[] {
  return (Array.isArray(entries) ? entries : []).filter(isFields).map((one) => String(one['api-key']));
}
