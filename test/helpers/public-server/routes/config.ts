import { readFile } from 'node:fs/promises';
import { json } from '../answers.ts';
import { hidden } from '../config-defaults.ts';
import type { Route } from '../types.ts';
import type { World } from '../world.ts';

/** The whole config, as JSON without what only config.yaml tells, and as the bytes of the file (config.json). */
export function configRoutes(world: World): Route[] {
  return [
    {
      method: 'GET',
      path: 'config',
      handle: () => {
        const shown = Object.entries(world.store.memory).filter(([name]) => !hidden.includes(name));
        return json(Object.fromEntries(shown));
      },
    },
    {
      method: 'GET',
      path: 'config.yaml',
      handle: async () => {
        const text = await readFile(world.configPath).catch(() => undefined);
        if (text === undefined) return json({ error: 'not_found', message: 'config file not found' }, 404);
        const headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
        return { status: 200, text, type: 'application/yaml; charset=utf-8', headers };
      },
    },
    {
      method: 'PUT',
      path: 'config.yaml',
      handle: async (call) => {
        const read = await world.store.put(call.body.toString('utf8'));
        if ('config' in read) return json({ changed: ['config'], ok: true });
        const { error, message } = read;
        return json({ error, message }, error === 'invalid_config' ? 422 : 400);
      },
    },
  ];
}
