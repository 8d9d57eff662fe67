import { providers } from '../../providers/index.ts';
import { json } from '../http/answer.ts';
import type { ManagementHandler } from './management-request.ts';

/** The well-known models of a provider that has some, or accounts; this server has no dates, sizes or names of them. */
export const getModelDefinitions: ManagementHandler = async ({ params }) => {
  const channel = (params.id ?? '').trim().toLowerCase();
  const provider = providers.find(
    ({ id, knownModels, authFile }) => id === channel && (knownModels.length > 0 || authFile),
  );
  if (!provider) return json(400, { channel, error: 'unknown channel' });
  const models = provider.knownModels.map((id) => ({
    id,
    object: 'model',
    owned_by: provider.owner ?? provider.id,
    type: provider.id,
    display_name: id,
  }));
  return json(200, { channel, models });
};

/** Asks no other server: the installed version is the latest that is known. */
export const getLatestVersion: ManagementHandler = async ({ version }) =>
  json(200, {
    'latest-version': version,
    message: 'This is the installed version; the embedded server does not look for newer ones.',
  });

/** The embedded server has no plugins, and no store of them. */
export const getPlugins: ManagementHandler = async () =>
  json(200, { plugins_enabled: false, plugins_dir: '', plugins: [] });
