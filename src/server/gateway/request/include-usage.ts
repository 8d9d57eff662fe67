import type { JsonMember } from '../../../base/json/json-members.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { type ByteEdit, setValue } from '../../../base/json/splice-body.ts';
import { fieldsOf } from '../../../providers/answers/token-counts.ts';
import type { ApiRoute } from '../../../providers/provider.ts';
import type { RequestBody } from './read-request.ts';

/** Streams of these routes tell their tokens only with `stream_options.include_usage`. */
export const canIncludeUsage = (route: ApiRoute): boolean => route === 'chat' || route === 'completions';

/**
 * Asks a stream for its tokens, as the public server does (recorded: v6 client-traffic, chat-stream-key-a): without them
 * a request has no cost, and a limit of tokens would not see it. undefined: it is no stream, or asks already.
 */
export function includeUsage(
  body: RequestBody,
  stream: JsonMember,
  options: JsonMember | undefined,
): ByteEdit | undefined {
  if (body.text?.(stream) !== 'true') return undefined;
  if (!options)
    return { start: stream.start, end: stream.start, text: '"stream_options":{"include_usage":true},' };
  const wished = fieldsOf(parseJson(body.text(options)));
  return wished?.include_usage === true ? undefined : setValue(options, { ...wished, include_usage: true });
}
