import { tokenFile } from '../accounts/auth-file.ts';
import { accountsOnly } from './accounts-only.ts';

/** Qwen accounts. */
export const qwen = accountsOnly({ id: 'qwen', authFile: tokenFile({ types: ['qwen'] }) });
