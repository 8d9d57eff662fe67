import { json } from '../answers.ts';
import type { Route } from '../types.ts';
import type { World } from '../world.ts';

/** The list of credential files, without tokens (auth-files.json). */
export function authFileRoutes(world: World): Route[] {
  return [
    {
      method: 'GET',
      path: 'auth-files',
      handle: ({ query }) => {
        const [name, index] = [query.get('name'), query.get('auth_index')];
        const files = world.auths
          .list()
          .filter((file) => (!name || file.name === name) && (!index || file.auth_index === index));
        return json({ files });
      },
    },
  ];
}
