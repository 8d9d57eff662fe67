import { providerLists } from '../../contract/provider-lists.ts';
import { type SettingPath, settings } from '../../contract/routes.ts';
import { json } from '../http/answer.ts';
import type { ManagementHandler } from './management-call.ts';
import { settingOf } from './settings.ts';

/** Recorded: these do not appear: where the server listens, and secrets. */
const hidden = new Set(['host', 'port', 'auth-dir', 'remote-management']);

/** The whole active config, kebab-case, with every scalar setting and list that a console relies on. */
export const getConfig: ManagementHandler = async ({ activeConfig }) => {
  const { config } = activeConfig.state;
  const answer: Record<string, unknown> = {
    'api-keys': [],
    tls: { enable: false, cert: '', key: '' },
    // Recorded: empty lists are null.
    ...Object.fromEntries(providerLists.map((name) => [name, null])),
  };
  for (const [name, value] of Object.entries(config))
    if (!hidden.has(name) && value !== null && value !== undefined) answer[name] = value;
  for (const path of Object.keys(settings) as SettingPath[]) {
    const [group = path, name] = path.split('/');
    const value = settingOf(config, path);
    if (name === undefined) answer[group] = value;
    else answer[group] = { ...(answer[group] as Record<string, unknown> | undefined), [name]: value };
  }
  return json(200, answer);
};
