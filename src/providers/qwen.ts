import { accountsOnly } from './accounts-only.ts';
import { tokenFile } from './auth-file.ts';

/** Qwen accounts. */
export const qwen = accountsOnly({ id: 'qwen', authFile: tokenFile({ types: ['qwen'] }) });
