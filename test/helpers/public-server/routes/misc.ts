import { fieldsOf, json, refusal } from '../answers.ts';
import type { Answer, ApiCall, Call, Route } from '../types.ts';
import type { World } from '../world.ts';

/** What needs the internet answers as it did without; plugins are off; quotas can be reset (misc.json). */
export function miscRoutes(world: World): Route[] {
  const offline = (error: string, what: string) => json({ error, message: `${what}: no such host` }, 502);
  return [
    {
      method: 'GET',
      path: 'latest-version',
      handle: () => offline('request_failed', 'Get "https://releases.example.com"'),
    },
    {
      kind: 'v7',
      method: 'GET',
      path: 'plugins',
      handle: () => json({ plugins_enabled: false, plugins_dir: 'plugins', plugins: [] }),
    },
    {
      kind: 'v7',
      method: 'GET',
      path: 'plugin-store',
      handle: () => offline('plugin_store_registry_failed', 'request https://registry.example.com failed'),
    },
    { method: 'POST', path: 'api-call', handle: (call) => apiCall(world, call) },
    { method: 'POST', path: 'reset-quota', handle: (call) => resetQuota(world, call) },
  ];
}

/** Goes nowhere: the stand-in makes no calls of its own. An index that it does not have is not refused. */
function apiCall(world: World, call: Call): Answer {
  const fields = fieldsOf(call) ?? {};
  if (typeof fields.method !== 'string' || fields.method === '') return refusal(400, 'missing method');
  if (typeof fields.url !== 'string' || fields.url === '') return refusal(400, 'missing url');
  if (!URL.canParse(fields.url)) return refusal(400, 'invalid url');
  const { onApiCall } = world.options;
  return onApiCall ? json(onApiCall(fields as unknown as ApiCall)) : refusal(502, 'request failed');
}

function resetQuota(world: World, call: Call): Answer {
  const fields = fieldsOf(call);
  if (!fields) return refusal(400, 'invalid request body');
  const index = fields.auth_index;
  if (typeof index !== 'string' || index === '') return refusal(400, 'auth_index is required');
  const file = world.auths.list().find((one) => one.auth_index === index);
  if (!file) return refusal(404, 'auth not found');
  return json({
    auth_index: index,
    models: [`${file.provider}-fake-1`, `${file.provider}-fake-2`],
    status: 'ok',
  });
}
