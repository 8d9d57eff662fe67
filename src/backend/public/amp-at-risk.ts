import { type Failure, failure } from '../../contract/outcome.ts';
import type { EditContext } from './edit-step.ts';
import type { PublicClient } from './public-client.ts';

/** Whose config.yaml has been seen to have none: a server without Amp takes every block out, so none comes by itself. */
const without = new WeakSet<PublicClient>();

export const hasAmpBlock = (text: string): boolean => /^ampcode[ \t]*:/m.test(text);

/**
 * A v7 server deletes the ampcode block from config.yaml with its next setter (measured): the mappings in it would be
 * gone without a word, so nothing is sent while there are any. Looked at once for each connection.
 */
export async function wouldLoseAmp({ client, signal }: EditContext): Promise<Failure | undefined> {
  if (client.generation() === 'v6' || without.has(client)) return undefined;
  const text = await client.request('getConfigText', { signal });
  if (!text.ok) return text;
  if (hasAmpBlock(text.value)) {
    return failure(
      'failed',
      `config.yaml has an ampcode block, which the server at ${client.address.base} does not know and deletes with its next change, so nothing was done: keep a copy of it and take it out with cli-proxy config edit.`,
    );
  }
  without.add(client);
  return undefined;
}
