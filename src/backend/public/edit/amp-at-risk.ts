import { type Failure, failure } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';

export const hasAmpBlock = (text: string): boolean => /^ampcode[ \t]*:/m.test(text);

/**
 * A v7 server deletes the ampcode block from config.yaml with its next setter (measured): the mappings in it would be
 * gone without a word, so nothing is sent while there are any.
 */
export function ampAtRisk(client: PublicClient, text: string): Failure | undefined {
  if (client.generation() === 'v6' || !hasAmpBlock(text)) return undefined;
  return failure(
    'failed',
    `config.yaml has an ampcode block, which the server at ${client.address.base} does not support and would delete with its next change. No changes made. Keep a copy of the block and remove it with cli-proxy config edit.`,
  );
}
