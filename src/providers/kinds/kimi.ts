import { tokenFile } from '../accounts/auth-file.ts';
import { namedBy } from '../oauth.ts';
import { openAiPaths } from '../paths.ts';
import { kimiQuota } from '../quota/kimi.ts';
import { oauthOnlyProvider } from './partial-providers.ts';

/** Kimi accounts; its answers do not name the account, so a file is named by its creation time. */
export const kimi = oauthOnlyProvider({
  id: 'kimi',
  owner: 'moonshot',
  path: (route) => (route === 'chat' ? openAiPaths.chat : undefined),
  serves: (model) => model.startsWith('kimi-'),
  knownModels: ['kimi-k2', 'kimi-k2-thinking', 'kimi-for-coding'],
  authFile: tokenFile({ types: ['kimi'] }),
  quota: kimiQuota,
  oauth: {
    words: ['kimi'],
    aliases: [],
    title: 'Kimi',
    offeredBy: { v6: 'kimi', v7: 'kimi' },
    issuer: 'https://auth.kimi.com',
    tokenEndpoint: 'https://auth.kimi.com/api/oauth/token',
    device: { endpoint: 'https://auth.kimi.com/api/oauth/device_authorization' },
    scopes: [],
    file: { type: 'kimi', identity: [], account: () => ({}), name: namedBy('kimi') },
    upstream: { baseUrl: 'https://api.kimi.com/coding/v1' },
  },
});
