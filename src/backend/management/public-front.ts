import * as v from 'valibot';
import type { Reply } from './exchange.ts';

const frontSchema = v.object({ message: v.literal('CLI Proxy API Server'), endpoints: v.array(v.string()) });

/** v6 says who it is on `/` alone (recorded client.json, v6/auth-and-404.json). */
export function isPublicFront({ headers, body }: Reply): boolean {
  const text = body.toString('utf8');
  const front = v.safeParse(v.pipe(v.string(), v.parseJson(), frontSchema), text);
  // Started with a template key, v7 shows a warning page instead.
  return front.success || (/html/i.test(String(headers['content-type'])) && /safe-mode=configure/.test(text));
}
