import { bodyOf, type Fields, isFields, json } from './answers.ts';
import { isNested } from './auth-folder.ts';
import { modelsOf, type OfferedModel } from './client-side.ts';
import type { Answer, Call } from './types.ts';
import { addRecord, newRequestId } from './usage-record.ts';
import type { World } from './world.ts';

/** One call of a client to a made-up upstream: an answer and usage records, no network behind it (client.json). */
export function callUpstream(world: World, call: Call, clientKey: string): Answer {
  const body = bodyOf(call);
  const wanted = isFields(body) ? String(body.model ?? '') : '';
  const model = modelsOf(world).find((one) => one.alias === wanted) ?? accountModel(world, wanted);
  if (!model) return unknownModel(world, wanted);
  const cooling = world.cooling.get(wanted);
  if (cooling) return cooling;
  const status = Number(/(429|500|401)/.exec(model.name)?.[1] ?? statusOf(model));
  const failed = status !== 200;
  const userAgent = String(call.headers['user-agent'] ?? '');
  // A failed request is tried with the next key of the provider. Each try is a record: v7 and the queue of v6 tell the
  // same request_id in all of them, v6's statistics tell none, and the next one begins within ms of the end of the last.
  const requestId = newRequestId();
  for (const [place, key] of model.keys.entries()) {
    const isRefused = failed || key.includes('refused');
    const endpoint = `${call.method} ${call.path}`;
    const at = world.now() + place * 2;
    addRecord(world, { ...model, key, clientKey, failed: isRefused, endpoint, userAgent, at, requestId });
    if (!isRefused) break;
  }
  if (status === 429) world.cooling.set(wanted, coolingDown(world, model));
  if (status === 500 && world.kind === 'v6') world.cooling.set(wanted, unavailable(model));
  return failed ? failure(world, status) : success(world, model);
}

/** The first account whose provider the model is named after; it is tried like a key. v6 lists nested ones, no more. */
function accountModel({ auths, kind }: World, wanted: string): OfferedModel | undefined {
  const account = auths
    .list()
    .filter(({ name }) => kind === 'v7' || !isNested(String(name)))
    .find(({ type, disabled }) => disabled !== true && wanted.startsWith(`${String(type)}-`));
  if (!account) return undefined;
  const owner = String(account.type);
  return { name: wanted, alias: wanted, owner, keys: [String(account.email || account.name)] };
}

/** Names of made-up models tell what becomes of their calls. */
function statusOf({ name, owner }: OfferedModel): number {
  if (name.includes('boom')) return 500;
  if (name.includes('limit')) return 429;
  return owner === 'claude' ? 401 : 200;
}

function success(world: World, model: OfferedModel): Answer {
  const v7 = world.kind === 'v7';
  const [input, output, cached, reasoning] = v7 ? [120, 45, 32, 11] : [21, 9, 4, 3];
  const content = v7 ? 'Hello from fake upstream' : 'Hello from the fake';
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: Number(input) + Number(output),
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
  return json({
    id: v7 ? 'chatcmpl-fake-0001' : 'chatcmpl-fake-1',
    object: 'chat.completion',
    created: v7 ? 1_790_000_000 : 1_700_000_000,
    model: model.name,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    ...(model.name.includes('nousage') ? {} : { usage }),
  });
}

function failure(world: World, status: number): Answer {
  const limit = world.kind === 'v7' ? 'fake upstream rate limit' : 'fake quota reached';
  const errors: Readonly<Record<number, Fields>> = {
    500: { error: { message: 'fake upstream exploded', type: 'server_error' } },
    429: { error: { message: limit, type: 'rate_limit_error' } },
    401:
      world.kind === 'v7'
        ? {
            type: 'error',
            error: { type: 'authentication_error', message: 'invalid x-api-key (fake upstream)' },
          }
        : { error: { message: 'fake upstream key refused', type: 'invalid_request_error' } },
  };
  return json(errors[status], status);
}

function coolingDown(world: World, { alias, owner }: OfferedModel): Answer {
  const provider = world.kind === 'v7' ? `openai-compatible-${owner}` : owner;
  const message = `All credentials for model ${alias} are cooling down via provider ${provider}`;
  const reset = { reset_seconds: 1, reset_time: '1s' };
  return json({ error: { code: 'model_cooldown', message, model: alias, provider, ...reset } }, 429);
}

function unavailable({ alias, owner }: OfferedModel): Answer {
  const message = `auth_unavailable: no auth available (providers=${owner}, model=${alias})`;
  return json({ error: { message, type: 'server_error', code: 'internal_server_error' } }, 503);
}

function unknownModel(world: World, model: string): Answer {
  const message = `unknown provider for model ${model}`;
  if (world.kind === 'v6') {
    return json(
      { error: { message: message.trim(), type: 'server_error', code: 'internal_server_error' } },
      502,
    );
  }
  const error = { message, type: 'invalid_request_error', code: 'model_not_found', param: 'model' };
  return json({ error }, 400);
}
