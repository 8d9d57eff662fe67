import { tokenFile } from '../accounts/auth-file.ts';
import { oauthOnlyProvider } from './partial-providers.ts';

/** Qwen accounts. */
export const qwen = oauthOnlyProvider({ id: 'qwen', authFile: tokenFile({ types: ['qwen'] }) });
